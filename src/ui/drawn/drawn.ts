/**
 * What is needed once the transcript is drawn, a file of its own: what is said of it, and how far it has been seen. Nothing
 * imports it but by `import()`: see `drawn-file.ts`.
 */
export { announcements } from "./announcements.js";
export { Seen } from "./seen.js";
