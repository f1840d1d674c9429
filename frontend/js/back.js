// Links that lead away from a list take along its present state, however it came about.

export function startBack() {
  for (const kind of ["click", "auxclick"]) {
    document.addEventListener(kind, (event) => take(event.target.closest?.("a[data-back]")), true);
  }
}

function take(link) {
  if (!link) return;
  const address = new URL(link.href);
  const query = location.search.replace(/^\?/, "");
  if (query) address.searchParams.set("back", query);
  else address.searchParams.delete("back");
  link.href = address.href;
}
