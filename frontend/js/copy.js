// A value to pass on: `data-copy="id"` copies it and says so, `data-select` selects it at once.
const SAID = 2000;

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    const text = source.value ?? source.textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      source.select?.();
      if (!document.execCommand("copy")) return;
    }
    const words = button.textContent;
    button.textContent = button.dataset.copied || words;
    setTimeout(() => { button.textContent = words; }, SAID);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-select]")) event.target.select();
  });
}
