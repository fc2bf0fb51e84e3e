/**
 * The headless core: the session without the elements, without Lit and without a DOM. For teams that draw their own
 * chat, for workers and for Node.
 *
 * @packageDocumentation
 */
export { forget } from "./session/forget.js";
export { Session } from "./session/session.js";
export type { Sent } from "./session/sending/send-promises.js";
export type { SendOptions, SessionOptions } from "./session/session-options.js";
export type { SessionObserver } from "./session/fold/store.js";
export type {
  CancelTurn,
  ClientTokenAnswer,
  ClientTokenQuestion,
  GetClientToken,
} from "./session/access/grant.js";
export type { SessionView } from "./session/state/session-view.js";
export type {
  CardEntry,
  Connection,
  Delivery,
  Entry,
  MessageEntry,
  NoticeEntry,
  Outgoing,
  QuestionEntry,
  SessionState,
  Turn,
  WorkEntry,
  WorkStep,
} from "./session/state/state.js";
export { at, items } from "./session/state/host-list.js";
export type { List } from "./session/state/list.js";
export { isQueued, queuedCount } from "./session/state/queued.js";
export type { Attachment } from "./wire/attachments.js";
export { SessionError, type ErrorCode } from "./wire/errors.js";
export type { Actor, Level, SessionEvent } from "./wire/events.js";
export type { QuestionOption, Verdict } from "./wire/facts.js";
export type { Capabilities } from "./wire/wire.js";
