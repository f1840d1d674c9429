// Entry: every behaviour is an improvement of a page that works without it.
import { startBack } from "./back.js";
import { startForm } from "./form.js";
import { startHtmx } from "./htmx.js";
import { startInline } from "./inline.js";
import { startKeys } from "./keys.js";
import { startList } from "./list.js";
import { startMenus } from "./menus.js";
import { startModal } from "./modal.js";
import { startPalette } from "./palette.js";
import { startPresence } from "./presence.js";
import { startToasts } from "./toasts.js";

document.documentElement.classList.add("js");
startHtmx();
startToasts();
startMenus();
startList();
startInline();
startForm();
startBack();
startPalette();
startKeys();
startModal();
startPresence();
