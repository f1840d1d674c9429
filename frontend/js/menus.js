// <details class="more"> are menus: one open at a time, closed by Esc, by a click elsewhere, by leaving.

export function startMenus() {
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.more[open]");
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      step(menu, event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-reveal]");
    if (button) reveal(button);
  });
}

function closeOthers(target) {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
}

function step(menu, by) {
  const lines = [...menu.querySelectorAll(".menu a, .menu button:not([disabled]), .menu input:not([type=hidden])")];
  const at = lines.indexOf(document.activeElement);
  lines[(at + by + lines.length) % lines.length]?.focus();
}

// The eye beside a password.
function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  input.focus();
}
