/**
 * The headless half: the session without the elements. No Lit, no DOM; for teams that draw their own chat,
 * for workers and for Node.
 *
 * @packageDocumentation
 */
export { Session, type SendOptions, type Sent, type SessionOptions } from "./session/session.js";
export type { SessionObserver } from "./session/store.js";
export type { ClientTokenAnswer, ClientTokenQuestion, GetClientToken } from "./session/access.js";
export type {
  CardEntry,
  Connection,
  Delivery,
  Entry,
  MessageEntry,
  NoticeEntry,
  Outgoing,
  SessionState,
  SessionView,
  Turn,
  WorkEntry,
  WorkStep,
} from "./session/state.js";
export { at, items, type List } from "./session/list.js";
export { SessionError, type ErrorCode } from "./wire/errors.js";
export type { Actor, Level, SessionEvent } from "./wire/events.js";
