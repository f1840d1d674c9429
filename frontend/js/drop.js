// Files that are dropped on a page land in the file field of the place that takes them.
export function takeDrops(place, take) {
  let depth = 0;
  const over = (on) => place.classList.toggle("over", on);
  const files = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (files(event)) over(++depth > 0);
  });
  document.addEventListener("dragleave", () => over((depth = Math.max(depth - 1, 0)) > 0));
  // A text that is dragged into a field is the browser's affair.
  document.addEventListener("dragover", (event) => files(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    over((depth = 0) > 0);
    if (event.dataTransfer.files.length) take(event.dataTransfer.files);
  });
}

// Whoever wants says more about them before sending.
export function startDrop() {
  const place = document.querySelector("[data-drop-in]");
  const input = place?.querySelector("input[type=file]");
  if (!input) return;
  takeDrops(place, (files) => {
    const all = new DataTransfer();
    for (const file of input.multiple ? files : [files[0]]) all.items.add(file);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}
