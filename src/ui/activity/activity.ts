/**
 * The code that draws the work of a turn. It is bundled as a file of its own, because most pages show no work: only
 * `ui/turn/activity-loader.ts` imports it, by `import()`. It does not use Lit, because the file would contain a second
 * copy of it.
 */
export { LiveLine } from "./live-line.js";
export { TurnWork } from "./turn-work.js";
