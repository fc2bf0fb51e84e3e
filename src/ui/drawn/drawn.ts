/**
 * What is needed once the transcript is drawn: announcements for screen readers, copies of a selection, keys, kept
 * places, how far the log has been seen, and printing. A file of its own, which `ui/transcript/drawn-file.ts` loads by
 * `import()`; nothing else imports it.
 */
export { announcements } from "./announcements.js";
export { copyClean } from "./copying.js";
export { DrawnTranscript } from "./drawn-transcript.js";
