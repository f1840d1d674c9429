// Placeholders: a click on `data-insert` writes it where somebody last typed in the same form.
let last = null;

export function startTexts() {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-insertable]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert]");
    if (!button) return;
    const form = button.closest("form");
    const field = last && last.isConnected && last.form === form ? last : form?.querySelector("textarea[data-insertable]");
    if (!field) return;
    field.focus();
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
