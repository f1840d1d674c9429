// Editing in place: Enter saves (the form does that by itself), Esc reverts, the focus comes back.
import { isQuiet, onSwapped } from "./htmx.js";

let last = "";

export function startInline() {
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form.inline, form.in");
    if (!form) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      form.querySelector(".cancel")?.click();
    } else if (event.key === "Enter" && event.target.matches("textarea") && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  // Which field was edited, so that the focus can return to it once the answer is in place.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isQuiet(event.target)) return;
    last = event.target.closest?.("dd[id], section.card[id]")?.id ?? "";
  });
  onSwapped((element) => {
    if (isQuiet(element)) return;
    const field = last && document.getElementById(last);
    if (!field) return;
    if (!field.contains(document.activeElement)) {
      if (document.activeElement && document.activeElement !== document.body) return;
      field.querySelector("form.inline :is(input:not([type=hidden]), select, textarea), a.val, .pen, a.x")?.focus();
    }
    if (document.activeElement.matches("form.inline input")) document.activeElement.select();
  });
}
