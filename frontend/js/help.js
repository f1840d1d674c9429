// The guide beside the page: "?" and the links to the guide open it in a drawer; links inside stay in it.
const ROOT = "/help/";

export function startHelp() {
  const dialog = document.getElementById("help");
  if (!dialog) return;
  const out = dialog.querySelector(".out");
  const whole = dialog.querySelector("[data-whole]");

  const show = async (url) => {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (answer.redirected || !answer.ok) return location.assign(url);
    out.innerHTML = await answer.text();
    whole.href = url;
    if (!dialog.open) dialog.showModal();
    const anchor = new URL(url, location).hash.slice(1) || out.querySelector("[data-anchor]")?.dataset.anchor;
    const goal = anchor && out.querySelector(`#${CSS.escape(anchor)}`);
    goal ? goal.scrollIntoView() : out.scrollTo(0, 0);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(`a[href^="${ROOT}"]`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link === whole || location.pathname.startsWith(ROOT) || link.closest("#palette, .palette-page")) return;
    event.preventDefault();
    show(link.getAttribute("href") === ROOT && !out.contains(link) ? here() : link.getAttribute("href"));
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    show(`${ROOT}?${new URLSearchParams(new FormData(event.target))}`);
  });
  document.addEventListener("help", () => show(here()));
}

// What helps on this page.
function here() {
  return `${ROOT}?${new URLSearchParams({ for: document.getElementById("main")?.dataset.view ?? "" })}`;
}
