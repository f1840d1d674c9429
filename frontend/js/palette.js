// Ctrl K: search everywhere. The same address answers without JavaScript as a page of its own.
const WAIT = 120;

export function startPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const form = dialog.querySelector("form");
  const input = dialog.querySelector("input[type=search]");
  const out = dialog.querySelector(".out");
  let timer = 0;
  let running = null;

  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    ask();
  };
  const ask = async () => {
    running?.abort();
    running = new AbortController();
    const url = `${form.getAttribute("action")}?${new URLSearchParams({ q: input.value })}`;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: running.signal });
      if (answer.redirected || !answer.ok) return location.assign(url);
      out.innerHTML = await answer.text();
      move(out, 0);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-palette]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const lines = [...out.querySelectorAll("a")];
      const at = lines.findIndex((line) => line.classList.contains("at"));
      move(out, (at + (event.key === "ArrowDown" ? 1 : -1) + lines.length) % (lines.length || 1));
    }
  });
  form.addEventListener("submit", (event) => {
    const line = out.querySelector("a.at");
    if (!line) return; // then the page of its own answers
    event.preventDefault();
    line.click();
  });
}

// Marks the n-th hit as the one that Enter opens.
function move(out, n) {
  const lines = [...out.querySelectorAll("a")];
  lines.forEach((line, i) => {
    line.classList.toggle("at", i === n);
    if (i === n) line.scrollIntoView({ block: "nearest" });
  });
}
