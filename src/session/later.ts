/**
 * What a session needs only once its log has been read: what posts, and what reads the rest. A file of its own. Nothing
 * imports it but by `import()`: see `later-file.ts`.
 */
export { History } from "./history/history.js";
export { ContentLoader } from "./reading/content.js";
export { Sender } from "./sending/sender.js";
export { Stopping } from "./sending/stopping.js";
export { unsentSessions } from "./unsent-sessions.js";
