// Dialogs that the server sends into #modal: opened over the page, gone once they are closed.
import { onSwapped } from "./htmx.js";

export function startModal() {
  onSwapped(() => document.querySelector("#modal dialog[data-modal]:not([open])")?.showModal());
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#modal a[data-close]")) event.preventDefault();
  });
  // The file comes by itself: nothing of the dialog is needed any more.
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("#modal [data-download]")) event.target.closest("dialog").close();
  });
  document.addEventListener("close", (event) => {
    if (event.target.matches?.("#modal dialog[data-modal]")) event.target.remove();
  }, true);
}
