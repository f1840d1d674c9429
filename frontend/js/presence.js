// A sign of life from an open record while its window is seen: who else is here? (foundation.presence)
const BEAT = 30_000;

export function startPresence() {
  if (!document.querySelector("[data-here]")) return;
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", beat);
}

function beat() {
  if (document.visibilityState !== "visible") return;
  for (const place of document.querySelectorAll("[data-here]")) place.dispatchEvent(new CustomEvent("here"));
}
