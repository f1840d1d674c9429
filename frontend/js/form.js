// The form that adds a customer: Ctrl Enter saves, rows are added, the first mistake has the focus.

export function startForm() {
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-save-keys]");
    if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.pri"));
  });
  document.addEventListener("click", (event) => {
    const more = event.target.closest?.("[data-add-row]");
    if (more) addRow(more.closest("[data-rows]"));
    const sign = event.target.closest?.("[data-fill]");
    if (sign) fill(document.getElementById(sign.dataset.fill), sign.value);
  });
  const name = document.getElementById("id_last_name");
  const rows = document.querySelector("[data-surname]");
  if (name && rows) {
    name.addEventListener("input", () => surname(rows, name.value));
    surname(rows, name.value);
  }
  document.querySelector(".fld.bad :is(input:not([type=hidden]), select, textarea)")?.focus();
}

function addRow(set) {
  const place = set.querySelector(".rows");
  const next = place.querySelectorAll(":scope > .row").length;
  if (next >= 20) return;
  place.insertAdjacentHTML("beforeend", set.querySelector("template").innerHTML.replaceAll("__n__", next));
  place.lastElementChild.querySelector("input, select").focus();
  const name = document.getElementById("id_last_name");
  if (name && "surname" in set.dataset) surname(set, name.value);
}

// Whose surname is left empty takes over the customer's: the empty field says so.
function surname(rows, text) {
  for (const input of rows.querySelectorAll("[name$=-last_name]")) input.placeholder = text.trim();
}

function fill(input, value) {
  input.value = input.value === value ? "" : value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}
