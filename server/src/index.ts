export { startServer, type LocalServer, type ServerOptions } from "./server.js";
export type { Actor, EventDraft, Level } from "./log/event.js";
export type { EventDraft as ServerlessEventDraft } from "./serverless/sessions/session.js";
