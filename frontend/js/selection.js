// Ticks in a list: "all", the count in the selection bar, Shift for a range.
import { onSwapped } from "./htmx.js";

let anchor = null;

export function startSelection() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    const listing = box.closest?.(".listing");
    if (!listing || !box.matches("input.cb")) return;
    if (box.matches("thead .cb")) {
      for (const other of boxes(listing)) other.checked = box.checked;
    }
    show(listing);
  });
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.matches?.("tbody input.cb")) {
      if (event.shiftKey && anchor?.isConnected) range(box);
      anchor = box;
    }
    if (box.closest?.("[data-unselect]")) {
      const listing = box.closest(".listing");
      for (const other of boxes(listing)) other.checked = false;
      show(listing);
    }
  });
  onSwapped(() => {
    for (const listing of document.querySelectorAll(".listing")) show(listing);
  });
}

function boxes(listing) {
  return [...listing.querySelectorAll("tbody input.cb")];
}

function range(box) {
  const all = boxes(box.closest(".listing"));
  const [from, to] = [all.indexOf(anchor), all.indexOf(box)].sort((a, b) => a - b);
  for (const other of all.slice(from, to + 1)) other.checked = box.checked;
}

function show(listing) {
  const all = boxes(listing);
  const picked = all.filter((box) => box.checked).length;
  const head = listing.querySelector("thead input.cb");
  if (head) {
    head.checked = picked > 0 && picked === all.length;
    head.indeterminate = picked > 0 && picked < all.length;
  }
  const bar = listing.querySelector(".bulk");
  if (!bar) return;
  bar.hidden = picked === 0;
  const count = bar.querySelector("[data-picked]");
  if (count) count.textContent = count.dataset.picked.replace("0", new Intl.NumberFormat(document.documentElement.lang).format(picked));
}
