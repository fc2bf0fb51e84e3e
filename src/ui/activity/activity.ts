/**
 * Draws the work of a turn. A file of its own, because most pages show none. It makes nodes without Lit, which it would
 * carry a second time. `ui/turn/activity-loader.ts` loads it by `import()`, and nothing else imports it.
 */
export { LiveLine } from "./live-line.js";
export { TurnWork } from "./turn-work.js";
