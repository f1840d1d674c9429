// Whoever stands on a button or link stays there when its piece of the page comes anew.
// (htmx does so for what has an id.)
import { onBeforeSwap, onSwapped } from "./htmx.js";

let was = null;

export function startFocus() {
  onBeforeSwap((element) => {
    const at = document.activeElement;
    was = element?.contains?.(at) && at !== element && !at.id ? same(at) : null;
  });
  onSwapped(() => {
    if (was && document.activeElement === document.body) document.querySelector(was)?.focus();
    was = null;
  });
}

function same(element) {
  const tells = ["name", "value", "href"].filter((name) => element.hasAttribute(name));
  if (!tells.length) return null;
  const said = tells.map((name) => `[${name}=${JSON.stringify(element.getAttribute(name))}]`);
  const dialog = element.closest("dialog[open]") ? "dialog[open] " : "";
  return dialog + element.localName + said.join("");
}
