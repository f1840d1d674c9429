// Single keys for people who work in lists all day; they can be switched off (WCAG 2.1.4).
import { withBack } from "./back.js";
import { compose } from "./composer.js";
import { idOf, openMenu, pick } from "./list.js";

const STORE = "single-keys";

const KEYS = {
  "/": () => focus("[data-search]"),
  "?": () => document.dispatchEvent(new Event("help")),
  j: () => row(1) || document.querySelector("a[rel=next]")?.click(),
  k: () => row(-1) || document.querySelector("a[rel=prev]")?.click(),
  e: edit,
  f: () => field(1),
  x: () => pick(here()),
  m: () => openMenu(here()),
};

export function startKeys() {
  const box = document.querySelector("[data-single-keys]");
  if (box) {
    box.checked = on();
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(STORE);
      else localStorage.setItem(STORE, "off");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (!on() || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const letter = /^[a-z]$/.test(key);
    const address = letter && here()?.parentElement.getAttribute(`data-row-${key}`);
    const pressed = letter && document.querySelector(`a[data-key="${key}"], a[data-compose="${key}"]`);
    if (!address && !pressed && !KEYS[key]) return;
    event.preventDefault();
    if (address) location.assign(withBack(address.replace("*", idOf(here()))));
    else if (pressed && pressed.dataset.compose) compose(pressed);
    else pressed ? pressed.click() : KEYS[key]();
  });
  // Down from the search goes into the list; Esc leaves the search.
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("[data-search]")) return;
    if (event.key === "ArrowDown" && row(1)) event.preventDefault();
    if (event.key === "Escape") event.target.blur();
  });
  // Up and down from one field of a record to the next.
  document.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && event.target.matches?.("a.val") && field(by)) event.preventDefault();
  });
  document.addEventListener("focusin", () => {
    for (const old of document.querySelectorAll("table.l tr.at")) old.classList.remove("at");
    here()?.classList.add("at");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-shortcuts]")) {
      event.target.closest("dialog")?.close();
      overview();
    }
    const dialog = event.target.closest?.("dialog");
    if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
  });
}

function on() {
  return localStorage.getItem(STORE) !== "off";
}

function typing(target) {
  return target.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
}

function focus(selector) {
  const goal = document.querySelector(selector);
  goal?.focus();
  goal?.select?.();
}

// The list of shortcuts, without those that this page has nothing for.
function overview() {
  const dialog = document.getElementById("shortcuts");
  for (const key of dialog?.querySelectorAll("[data-needs]") ?? []) {
    key.hidden = key.nextElementSibling.hidden = !document.querySelector(key.dataset.needs);
  }
  dialog?.showModal();
}

// The row that has the focus somewhere inside.
function here() {
  return document.activeElement?.closest("table.l tbody tr") ?? null;
}

// Puts the focus on the link of the next (1) or previous (-1) row; false without a list.
function row(by) {
  const links = [...document.querySelectorAll("table.l tbody th a[href]")];
  if (!links.length) return false;
  const at = links.findIndex((link) => link.closest("tr") === here());
  const goal = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[goal].focus();
  return true;
}

// Puts the focus on the next (1) or previous (-1) field of a record; false where there is none.
function field(by) {
  const fields = [...document.querySelectorAll(".rec a.val")];
  const goal = fields[fields.indexOf(document.activeElement) + by];
  goal?.focus();
  return Boolean(goal);
}

// In a list: opens the row's edit address. On a record: the first field that can be edited.
function edit() {
  const row = here();
  const address = row?.parentElement.dataset.edit;
  if (address) location.assign(withBack(address.replace("*", idOf(row))));
  else document.querySelector("a.pen, a.val, [data-edit-first]")?.click();
}
