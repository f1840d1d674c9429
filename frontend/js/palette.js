// Ctrl K: search everywhere. The same address answers without JavaScript as a page of its own.
// The field is a combobox: the focus stays in it, arrows walk through the hits, Enter opens one.
const WAIT = 120;
const STORE = "recent";
const RECORD = /^\/customers\/(\d+)\//;

export function startPalette() {
  remember();
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  const input = dialog.querySelector("input[type=search]");
  const out = dialog.querySelector(".out");
  let timer = 0;
  let running = null;
  let asked = null; // what the shown hits answer
  let early = false; // Enter came before the answer

  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    ask();
  };
  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const query = input.value.trim();
    const url = `${form.getAttribute("action")}?${new URLSearchParams(query ? { q: query } : { recent: recent().join() })}`;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: running.signal });
      if (answer.redirected || !answer.ok) return location.assign(url);
      out.innerHTML = await answer.text();
      asked = query;
      dress(out);
      move(input, out, 0);
      if (early && query === input.value.trim()) choose();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const choose = () => {
    early = false;
    out.querySelector("a.at")?.click();
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-palette]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    early = false;
    input.setAttribute("aria-expanded", "false");
  });
  input.addEventListener("input", () => {
    early = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      dialog.close();
    }
    const lines = [...out.querySelectorAll("a")];
    const at = lines.findIndex((line) => line.classList.contains("at"));
    const goal = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 5, PageUp: at - 5 }[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    const step = event.key.startsWith("Page") ? Math.min(Math.max(goal, 0), lines.length - 1) : (goal + lines.length) % (lines.length || 1);
    move(input, out, step);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (asked === input.value.trim()) choose();
    else early = true; // the hits on the screen answer an older question
  });
}

// The hits as options of a listbox; the page without script has plain links.
function dress(out) {
  const hits = [...out.querySelectorAll("a")];
  for (const section of out.querySelectorAll(".pal-group")) {
    section.setAttribute("role", "group");
    for (const part of section.querySelectorAll("h2, ul, li")) part.setAttribute("role", "presentation");
  }
  hits.forEach((hit, n) => {
    hit.id = `pal-hit-${n}`;
    hit.setAttribute("role", "option");
    hit.tabIndex = -1;
  });
}

// Marks the n-th hit as the one that Enter opens.
function move(input, out, n) {
  const lines = [...out.querySelectorAll("a")];
  lines.forEach((line, i) => {
    line.classList.toggle("at", i === n);
    line.setAttribute("aria-selected", String(i === n));
    if (i === n) line.scrollIntoView({ block: "nearest" });
  });
  input.setAttribute("aria-expanded", String(lines.length > 0));
  if (lines[n]) input.setAttribute("aria-activedescendant", lines[n].id);
  else input.removeAttribute("aria-activedescendant");
}

// The ids of the records that were open last in this browser: no names, the server knows those.
export function recent() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]").filter(Number.isInteger).slice(0, 6);
  } catch {
    return [];
  }
}

function remember() {
  if (document.querySelector("[name=login]")) return localStorage.removeItem(STORE);
  const id = Number(location.pathname.match(RECORD)?.[1]);
  if (id) localStorage.setItem(STORE, JSON.stringify([id, ...recent().filter((one) => one !== id)].slice(0, 7)));
}
