/**
 * Importing this registers `<oc-session>` and no launcher; on a server it does nothing.
 *
 * @packageDocumentation
 */
import { define } from "./define.js";

define();

export * from "./core.js";
export { sessionContext } from "./ui/context.js";
export type {
  ConnectionDetail,
  ErrorDetail,
  EventDetail,
  LinkDetail,
  OcSessionEventMap,
  SendDetail,
  SentDetail,
  SessionChangeDetail,
  TurnDetail,
  UnreadDetail,
} from "./ui/events.js";
export { OcSession, type CancelTurn } from "./ui/oc-session.js";
export type { Strings } from "./ui/strings.js";
export type { Prompt } from "./ui/transcript-empty.js";
export type { Renderer, Renderers } from "./ui/view.js";
