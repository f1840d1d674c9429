// The only module that knows htmx's event names, so that its next major version is a change here.

export function startHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });
  // No answer at all (server away, cable out): say so instead of doing nothing.
  document.addEventListener("htmx:sendError", () => {
    const line = document.getElementById("offline");
    if (line) line.hidden = false;
  });
  onSwapped(() => {
    const line = document.getElementById("offline");
    if (line) line.hidden = true;
  });
}

// Calls `then(element)` after a fragment has found its place.
export function onSwapped(then) {
  document.addEventListener("htmx:afterSettle", (event) => then(event.detail.elt ?? event.target));
}

// Calls `then(element)` before the answer replaces `element`.
export function onBeforeSwap(then) {
  document.addEventListener("htmx:beforeSwap", (event) => then(event.detail.target));
}
