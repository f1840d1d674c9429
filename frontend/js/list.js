// What a list does better with script: picking rows, lenses that fit, columns that move, menus that come when
// they are opened and stay open.
import { onBeforeSwap, onSwapped } from "./htmx.js";

let open = [];
let last = null;

export function startList() {
  if (document.querySelector("[data-print-now]")) window.print();
  fit();
  window.addEventListener("resize", fit);
  onBeforeSwap(() => {
    open = [...document.querySelectorAll(".listing details[open][id]")].map((one) => one.id);
  });
  onSwapped(() => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    open = [];
    fit();
    count();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
    const mover = event.target.closest?.("[data-order] button[name=move]");
    if (mover) move(event, mover);
    const box = event.target.closest?.("tbody .cb[name=pick]");
    if (box) range(event, box);
    const opener = event.target.closest?.("button[form=list-open]");
    if (opener) fetchMenu(event, opener);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-pick-all]")) {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    if (event.target.matches?.("[name=pick], [name=all], [data-pick-all]")) count();
    if (event.target.matches?.("select.fe")) clear(event.target);
  });
  document.addEventListener("input", (event) => {
    const asks = event.target.matches?.(".ft .fi") && event.target.parentElement.querySelector("select.fe");
    if (asks) asks.value = "";
  });
  document.addEventListener("reset", (event) => {
    if (event.target.id === "list-pick") setTimeout(count);
  });
  // Back to the list as it stands now, whatever was typed since the page came.
  document.addEventListener("submit", (event) => {
    const next = event.target.closest?.(".listing .menu")?.querySelector("[name=next]");
    if (next && event.target.contains(next)) next.value = location.pathname + location.search.replace(/([?&])cols=[^&]*/, "$1");
  });
  document.addEventListener("toggle", (event) => turn(event.target), true);
  drag();
}

// A menu that is not in the page yet: fetched for the list as it stands now, it takes the button's place.
// Where that fails, the button does what it does without script and leads to a page; whoever is logged out
// meanwhile logs in and comes back to the list. Whoever presses Escape or goes elsewhere meanwhile does not
// want it open any more.
async function fetchMenu(event, button) {
  event.preventDefault();
  if (button.ariaBusy) return;
  button.ariaBusy = "true";
  const address = new URL(location.href);
  address.searchParams.set("open", button.value);
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
  const waiting = new AbortController();
  const { signal } = waiting;
  let wanted = true;
  document.addEventListener("keydown", (pressed) => (wanted &&= pressed.key !== "Escape"), { capture: true, signal });
  document.addEventListener("click", (clicked) => (wanted &&= button.contains(clicked.target)), { capture: true, signal });
  const answer = await fetch(address, { headers }).catch(() => null);
  const markup = answer?.ok ? await answer.text() : "";
  waiting.abort();
  button.ariaBusy = null;
  const login = answer?.headers.get("HX-Redirect");
  if (login) return location.assign(login);
  if (!button.isConnected) return;
  if (!answer?.ok || answer.redirected) return wanted && button.form.requestSubmit(button);
  const holder = document.createElement("template");
  holder.innerHTML = markup;
  const details = holder.content.querySelector("details");
  const [focused, first] = [button === document.activeElement, button.dataset.first];
  details.dataset.row = button.value;
  button.replaceWith(details);
  details.open = wanted;
  if (first && wanted) details.querySelector(".menu a, .menu button").focus();
  else if (focused) details.querySelector("summary").focus();
}

// The id of a row: its menu knows it.
export function idOf(row) {
  const menu = row.querySelector("td.act > *");
  return menu?.value ?? menu?.dataset.row;
}

// The key M: opens the menu of a row, with the focus on its first line.
export function openMenu(row) {
  const menu = row?.querySelector("td.act > *");
  if (!menu) return;
  if (menu.matches("details")) {
    menu.open = true;
    menu.querySelector(".menu a, .menu button").focus();
  } else {
    menu.dataset.first = "yes";
    menu.click();
  }
}

// The key X: ticks or unticks a row.
export function pick(row) {
  row?.querySelector("[name=pick]")?.click();
}

function boxes() {
  return [...document.querySelectorAll("tbody .cb[name=pick]")];
}

// Shift reaches from the last ticked row to this one.
function range(event, box) {
  const all = boxes();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    count();
  }
  last = box;
}

function count() {
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const said = document.querySelector("[data-picked]");
  const everything = document.querySelector(".bulk [name=all]:checked");
  if (said) said.textContent = (everything ? Number(everything.closest("label").textContent.replace(/\D+/g, "")) : picked).toLocaleString(document.documentElement.lang);
  const head = document.querySelector("[data-pick-all]");
  if (!head) return;
  head.checked = picked > 0 && picked === all.length;
  head.indeterminate = picked > 0 && picked < all.length;
}

// "Empty" and what is typed exclude each other.
function clear(asks) {
  const input = asks.parentElement.querySelector(".fi");
  if (asks.value) input.value = "";
  else input.focus();
}

// Lenses that have no room go behind "More"; on phones the row is swiped to the one that is shown.
function fit() {
  const row = document.getElementById("list-lenses");
  const rest = document.getElementById("list-more");
  if (!row || !rest) return;
  if (window.innerWidth < 700) {
    const here = row.querySelector("[aria-current]");
    if (here && here.offsetLeft + here.offsetWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - 16;
    return;
  }
  const menu = rest.querySelector(".menu");
  const tabs = () => [...row.querySelectorAll(":scope > a.lens:not([aria-current])")];
  while (row.scrollWidth > row.clientWidth && tabs().length > 1) {
    rest.hidden = false;
    menu.prepend(tabs().at(-1));
  }
}

// A menu that would leave the page below opens upwards.
function turn(details) {
  const menu = details.matches?.("td.act > details[open]") && details.querySelector(".menu");
  if (!menu) return;
  const end = details.closest(".tw").getBoundingClientRect().bottom;
  details.classList.toggle("up", menu.getBoundingClientRect().bottom > end);
}

function move(event, button) {
  event.preventDefault();
  const line = button.closest("li");
  const up = button.value.startsWith("up:");
  const other = up ? line.previousElementSibling : line.nextElementSibling;
  if (other) up ? other.before(line) : other.after(line);
  button.focus();
}

function drag() {
  let line = null;
  document.addEventListener("dragstart", (event) => {
    line = event.target.closest?.("[data-order] > li") ?? null;
  });
  document.addEventListener("dragover", (event) => {
    const other = line && event.target.closest?.("[data-order] > li");
    if (!other) return;
    event.preventDefault();
    const box = other.getBoundingClientRect();
    if (other !== line) event.clientY < box.top + box.height / 2 ? other.before(line) : other.after(line);
  });
  document.addEventListener("dragend", () => {
    line = null;
  });
}
