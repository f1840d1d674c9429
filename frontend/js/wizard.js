// The import wizard: a file is dropped, doubtful cells are gone through by keyboard, nothing typed is lost.
import { takeDrops } from "./drop.js";
import { onBeforeSwap, onSwapped } from "./htmx.js";

let sent = null; // what was settled just now: the focus goes on from there
let kept = [];
let rest = null;

export function startWizard() {
  drop();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest?.("#wizard");
    if (form && event.target !== form) sent = event.target.querySelector?.("input[name=value]")?.id ?? hidden(event.target);
  });
  onBeforeSwap((element) => {
    if (element.id !== "wizard") return;
    const at = document.activeElement;
    const table = element.querySelector(".wtw");
    rest = { left: table?.scrollLeft ?? 0, top: table?.scrollTop ?? 0, page: scrollY, focus: element.contains(at) ? at.id : null };
    kept = [...element.querySelectorAll("input[name=value]")]
      .filter((input) => input.id !== sent && input.value !== input.defaultValue)
      .map((input) => [input.id, input.value]);
  });
  onSwapped((element) => {
    if (!rest || !document.getElementById("wizard") || element.closest?.("#toasts")) return;
    for (const [id, value] of kept) {
      const input = document.getElementById(id);
      if (input) input.value = value;
    }
    const table = document.querySelector("#wizard .wtw");
    table?.scrollTo(rest.left, rest.top);
    scrollTo(scrollX, rest.page);
    goOn(table);
    rest = sent = null;
    kept = [];
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target.closest?.("#wizard input[name=value]");
    if (!input || event.key !== "Escape") return;
    event.preventDefault();
    input.value = input.defaultValue;
    input.select();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("#wizard input[name=value]")) event.target.select();
  });
}

// Whoever went on meanwhile stays there; whoever settled something goes to the next doubtful cell.
function goOn(table) {
  if (!table || !(sent || rest.focus)) return;
  const stays = rest.focus && rest.focus !== sent && document.getElementById(rest.focus);
  const open = [...table.querySelectorAll("input[data-open]")];
  const [row, at] = (sent ?? "").split("-").slice(1).map(Number);
  const next = open.find((input) => later(input, row, at)) ?? open[0];
  (stays || next || document.querySelector("#wizard .act-bar .pri") || table).focus();
}

function later(input, row, at) {
  const [, r, a] = input.id.split("-").map(Number);
  return r > row || (r === row && a >= at);
}

// A form without a field of its own still says which cell it is about.
function hidden(form) {
  const row = form.querySelector?.("input[name=row]")?.value;
  return row ? `v-${row}-${form.querySelector("input[name=at]").value || 0}` : null;
}

function drop() {
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  takeDrops(form, (files) => {
    input.files = files;
    form.requestSubmit();
  });
}
