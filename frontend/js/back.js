// Links that lead away from a list take along its present state, however it came about.

export function startBack() {
  for (const kind of ["click", "auxclick"]) {
    document.addEventListener(kind, (event) => take(event.target.closest?.("a[data-back]")), true);
  }
}

function take(link) {
  if (link) link.href = withBack(link.href);
}

// The address with the present state of the list.
export function withBack(href) {
  const address = new URL(href, location.href);
  const query = location.search.replace(/^\?/, "");
  if (query) address.searchParams.set("back", query);
  else address.searchParams.delete("back");
  return address.href;
}
