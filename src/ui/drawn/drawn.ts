/**
 * What is needed once the transcript is drawn: announcements for screen readers, copies of a selection, how far the
 * log has been seen, and printing. A file of its own, which `ui/transcript/drawn-file.ts` loads by `import()`; nothing
 * else imports it.
 */
export { announcements } from "./announcements.js";
export { copyClean } from "./copying.js";
export { Printing } from "./printing.js";
export { Seen } from "./seen.js";
