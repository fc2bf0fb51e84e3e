/**
 * The headless half: the session without the elements. No Lit, no DOM; for teams that draw their own chat,
 * for workers and for Node.
 *
 * @packageDocumentation
 */
export { forget } from "./session/forget.js";
export { Session, type SendOptions } from "./session/session.js";
export type { Sent } from "./session/sending/send-promises.js";
export type { SessionOptions } from "./session/session-options.js";
export type { SessionObserver } from "./session/state/store.js";
export type { ClientTokenAnswer, ClientTokenQuestion, GetClientToken } from "./session/access/grant.js";
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
  Verdict,
  WorkEntry,
  WorkStep,
} from "./session/state/state.js";
export { at, items, type List } from "./session/state/list.js";
export { SessionError, type ErrorCode } from "./wire/errors.js";
export type { Actor, Level, SessionEvent } from "./wire/events.js";
