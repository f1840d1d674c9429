// The only module that knows htmx's event names, so that its next major version is a change here.

export function startHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
  });
  // No answer at all (server away, cable out): say so instead of doing nothing.
  document.addEventListener("htmx:sendError", (event) => {
    if (isQuiet(event.target)) return;
    const line = document.getElementById("offline");
    if (line) line.hidden = false;
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const answer = event.detail.xhr;
    if (isQuiet(event.detail.elt) && (answer.status !== 200 || answer.getResponseHeader("HX-Redirect"))) {
      event.preventDefault();
    }
  });
  onSwapped(() => {
    const line = document.getElementById("offline");
    if (line) line.hidden = true;
  });
}

// What asks by itself ([data-quiet]) never disturbs somebody who is typing: no alarm, no login page.
export function isQuiet(element) {
  return Boolean(element?.closest?.("[data-quiet]"));
}

// Calls `then(element)` after a fragment has found its place.
export function onSwapped(then) {
  document.addEventListener("htmx:afterSettle", (event) => then(event.detail.elt ?? event.target));
}

// Calls `then(element)` before the answer replaces `element`.
export function onBeforeSwap(then) {
  document.addEventListener("htmx:beforeSwap", (event) => then(event.detail.target));
}
