// What somebody types into a form[data-keep] survives a lost session and a closed dialog: it stays in
// this tab until it was sent. What the server has shown again after a refusal wins.
const STORE = "stammkunde.keep:";
const FIELDS = "input[name][type=text], input[name]:not([type]), textarea[name]";

export function startKeep() {
  settle(Boolean(document.querySelector("[name=login]")));
  const form = document.querySelector("form[data-keep]");
  if (form) start(form);
  document.addEventListener("input", (event) => note(event.target.closest?.("form[data-keep]")));
  document.addEventListener("submit", (event) => {
    const sent = event.target.closest?.("form[data-keep]");
    if (sent) write(sent, true);
  });
}

function start(form) {
  const kept = read(form);
  if (!kept) return;
  let found = false;
  for (const [name, value] of Object.entries(kept.fields)) {
    const field = form.elements.namedItem(name);
    if (!field || !("value" in field) || field.value || field.type === "hidden") continue;
    field.value = value;
    found ||= Boolean(value);
  }
  if (found) form.dispatchEvent(new Event("input", { bubbles: true }));
}

function note(form) {
  if (form) write(form, false);
}

function write(form, sent) {
  const fields = {};
  for (const field of form.querySelectorAll(FIELDS)) if (field.value) fields[field.name] = field.value;
  sessionStorage.setItem(STORE + form.dataset.keep, JSON.stringify({ sent, fields }));
}

function read(form) {
  try {
    return JSON.parse(sessionStorage.getItem(STORE + form.dataset.keep));
  } catch {
    return null;
  }
}

// The answer to what was sent: refused, or the session was lost, then it is still needed; else it got
// through.
function settle(loggedOut) {
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith(STORE)) continue;
    const kept = JSON.parse(sessionStorage.getItem(key));
    if (!kept.sent) continue;
    if (loggedOut || document.querySelector("form[data-keep] .errs")) {
      sessionStorage.setItem(key, JSON.stringify({ ...kept, sent: false }));
    } else {
      sessionStorage.removeItem(key);
    }
  }
}
