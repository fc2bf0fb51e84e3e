/**
 * What is needed once the transcript is drawn, a file of its own: what is said of it, how it is copied, how far it has been
 * seen, and all of it on paper. Nothing imports it but by `import()`: see `drawn-file.ts`.
 */
export { announcements } from "./announcements.js";
export { copyClean } from "./copying.js";
export { Printing } from "./printing.js";
export { Seen } from "./seen.js";
