/** Importing this registers `<oc-session>`, without the launcher; on a server it does nothing. @packageDocumentation */
import { define } from "./define.js";

define();

export * from "./core.js";
export { sessionContext } from "./ui/host/context.js";
export type {
  ActionDetail,
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
} from "./ui/host/events.js";
export { OcSession } from "./ui/element/oc-session.js";
export type { Strings } from "./ui/language/strings.js";
export type { Prompt } from "./ui/turn/choices.js";
export type {
  MessageAction,
  Permalink,
  Renderer,
  Renderers,
  Upload,
  UploadedFile,
} from "./ui/presentation/presentation.js";
