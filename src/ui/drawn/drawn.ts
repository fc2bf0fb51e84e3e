/**
 * The code that is needed once the transcript is drawn: announcements for screen readers, copying of a selection, keys,
 * kept scroll positions, tracking of what has been seen, and printing. It is bundled as a file of its own: only
 * `ui/transcript/drawn-file.ts` imports it, by `import()`.
 */
export { announcements } from "./announcements.js";
export { copyClean } from "./copying.js";
export { DrawnTranscript } from "./drawn-transcript.js";
