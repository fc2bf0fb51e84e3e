/** Checked by the compiler alone: the types of our events, which bubble, wherever a page listens. */
import type {} from "../../src/index.js";
import type {} from "../../src/list.js";

document.addEventListener(
  "oc-turn",
  ({ detail }) => detail.turn satisfies "idle" | "working" | "awaiting-input",
);
window.addEventListener("oc-error", ({ detail }) => detail.code satisfies string);
document.body.addEventListener("oc-unread", ({ detail }) => detail.count satisfies number);
document.addEventListener("oc-show", ({ detail }) => detail satisfies null);
window.addEventListener("oc-hide", ({ detail }) => detail satisfies null);
document.addEventListener("oc-rename", ({ detail }) => detail.title satisfies string);
window.addEventListener("oc-delete", ({ detail }) => detail.session satisfies string);
