/**
 * The code that a session needs only once its log has been read: it posts messages, and reads earlier pages and spilled
 * bodies. It is bundled as a file of its own, so import it only by `import()`: see `later-file.ts`.
 */
export { History } from "./history/history.js";
export { ContentLoader } from "./reading/content.js";
export { Sender } from "./sending/sender.js";
export { Stopping } from "./sending/stopping.js";
export { PostLock } from "./tabs/post-lock.js";
export { unsentSessions } from "./unsent-sessions.js";
