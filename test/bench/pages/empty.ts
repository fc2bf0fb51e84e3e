import { measure } from "./bench-page.js";

measure({ scroller: () => document.documentElement, lastText: () => "End of message 0." });
