// Entry: every behaviour is an improvement of a page that works without it.
import { startHtmx } from "./htmx.js";
import { startInline } from "./inline.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startPalette } from "./palette.js";
import { startToasts } from "./toasts.js";

document.documentElement.classList.add("js");
startHtmx();
startToasts();
startMenus();
startInline();
startPalette();
startKeys();
