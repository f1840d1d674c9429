// Writing on a record: what was typed goes along to another tab, the cursor stands in the text, and @ names
// colleagues by keyboard.
import { onBeforeSwap, onSwapped } from "./htmx.js";

let carried = null;
let wanted = false;

export function startComposer() {
  onBeforeSwap((target) => {
    const text = target?.id === "composer" && target.querySelector("[data-carry]");
    carried = text && text.value !== text.defaultValue ? text.value : null;
  });
  onSwapped((element) => {
    const box = element.id === "composer" ? element : element.closest?.("#composer");
    const text = box?.querySelector("[data-carry]");
    if (!text) return;
    if (carried !== null) text.value = carried;
    carried = null;
    if (wanted || !document.activeElement || document.activeElement === document.body) begin(text);
    wanted = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".ctab[hx-get]")) wanted = true;
    const pick = event.target.closest?.(".names .pick");
    if (pick) put(pick);
  });
  const text = document.querySelector("#composer [data-first], [data-begin] [data-carry]");
  if (text) begin(text);
  startMentions();
}

// The key of a tab: opens it, or puts the cursor into the text that is open already.
export function compose(tab) {
  const text = tab.getAttribute("aria-current") && document.querySelector("#composer [data-carry]");
  if (text) begin(text);
  else tab.click();
}

// The cursor stands where one goes on writing: in the gap of "calls about … ", else at the end.
function begin(text) {
  text.focus();
  const gap = text.value.indexOf("…");
  if (gap < 0) text.setSelectionRange(text.value.length, text.value.length);
  else text.setSelectionRange(gap, gap + 1);
}

function startMentions() {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-mentions] textarea")) ask(event.target);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const list = event.target.matches?.("[data-mentions] textarea") && names(event.target);
      if (!list) return;
      if (event.key === "Escape") list.remove();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") step(list, event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Enter" || event.key === "Tab") put(list.querySelector("[aria-selected=true]"));
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  // Esc leaves the text, so that the single keys work again; what was typed stays.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches?.("#composer [data-carry]")) event.target.blur();
  });
  document.addEventListener("focusout", (event) => {
    if (!event.relatedTarget?.closest?.(".names")) setTimeout(() => event.target.parentElement?.querySelector(".names")?.remove(), 150);
  });
}

// The word after an @ before the cursor, null where there is none.
function typed(text) {
  return /(?:^|[^\w@.])@([\p{L}'’-]*(?: [\p{L}'’-]*)?)$/u.exec(text.value.slice(0, text.selectionStart))?.[1] ?? null;
}

function names(text) {
  return text.parentElement.querySelector(".names");
}

async function ask(text) {
  const word = typed(text);
  if (word === null) return names(text)?.remove();
  const url = `${text.closest("[data-mentions]").dataset.mentions}?${new URLSearchParams({ q: word.trim() })}`;
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || typed(text) !== word) return;
  names(text)?.remove();
  const list = document.createElement("div");
  list.className = "names";
  list.setAttribute("role", "listbox");
  list.innerHTML = await answer.text();
  if (!list.querySelector(".pick")) return;
  text.after(list);
  step(list, 1);
}

function step(list, by) {
  const all = [...list.querySelectorAll(".pick")];
  const at = all.findIndex((one) => one.ariaSelected === "true");
  for (const one of all) one.ariaSelected = "false";
  all[(at + by + all.length) % all.length].ariaSelected = "true";
}

function put(pick) {
  const list = pick?.closest(".names");
  const text = list?.parentElement.querySelector("textarea");
  if (!text) return;
  const before = text.value.slice(0, text.selectionStart);
  const start = before.lastIndexOf("@");
  text.setRangeText(`@${pick.dataset.name} `, start, text.selectionStart, "end");
  list.remove();
  text.focus();
}
