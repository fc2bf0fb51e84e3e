/**
 * What draws a turn's work, a file of its own: most pages do not show any. Made of nodes, without Lit, which the file
 * would else carry a second time. Nothing imports it but by `import()`: see `loadActivity`.
 */
export { LiveLine } from "./live-line.js";
export { TurnWork } from "./turn-work.js";
