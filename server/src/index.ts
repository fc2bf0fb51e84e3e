export { startServer, type LocalServer, type ServerOptions } from "./server.js";
export type { Actor, EventDraft, Level } from "./log/event.js";
