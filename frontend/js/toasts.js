// Toasts leave after ten seconds, but never while somebody points at them or has the focus inside.
const STAY = 10_000;
const AGAIN = 4_000;

export function startToasts() {
  const place = document.getElementById("toasts");
  if (!place) return;
  for (const toast of place.querySelectorAll("[data-toast]")) watch(toast);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node instanceof Element && node.matches("[data-toast]")) watch(node);
      }
    }
  }).observe(place, { childList: true });
}

function watch(toast) {
  let timer = 0;
  const wait = (time) => {
    clearTimeout(timer);
    timer = setTimeout(() => leave(toast), time);
  };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", () => wait(AGAIN));
  toast.addEventListener("focusout", () => wait(AGAIN));
  toast.querySelector("[data-close]")?.addEventListener("click", () => leave(toast));
  wait(STAY);
}

function leave(toast) {
  if (toast.contains(document.activeElement)) document.getElementById("main")?.focus();
  toast.remove();
}
