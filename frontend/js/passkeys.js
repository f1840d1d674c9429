// Passkeys: a button fetches the question, the browser shows or makes one, a form takes the answer along.

export function startPasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = true;
    return;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-passkey]");
    if (button) answer(button);
  });
}

async function answer(button) {
  const form = button.form ?? button.closest("form");
  const problem = form.querySelector("[data-passkey-problem]");
  if (problem) problem.hidden = true;
  button.disabled = true;
  try {
    const asked = await question(button.dataset.passkey, form);
    const kept = "new" in button.dataset ? await make(asked) : await show(asked);
    form.elements[button.dataset.into].value = JSON.stringify(kept.toJSON());
    form.noValidate = !("new" in button.dataset) && !form.querySelector("input[name=password]");
    form.requestSubmit();
  } catch {
    if (problem) problem.hidden = false;
  } finally {
    button.disabled = false;
  }
}

async function question(url, form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()).publicKey;
}

function make(asked) {
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
}

function show(asked) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
}
