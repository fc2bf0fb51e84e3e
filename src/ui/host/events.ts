import type { Connection, Entry, Turn } from "../../session/state/state.js";
import type { Attachment } from "../../wire/attachments.js";
import type { ErrorCode } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";

/** Detail of `oc-connection`. */
export interface ConnectionDetail {
  readonly connection: Connection;
  /** Attempts that have failed in a row. */
  readonly attempt: number;
  /** When the next attempt is due, epoch milliseconds; null when none is. */
  readonly retryAt: number | null;
}

/** Detail of `oc-turn`. */
export interface TurnDetail {
  readonly turn: Turn;
  readonly turnId: string | null;
  /** Why the last turn ended: the wire's `outcome ?? yield_reason`. */
  readonly reason: string | null;
}

/** Detail of `oc-session-change`. */
export interface SessionChangeDetail {
  readonly session: string | null;
  readonly previous: string | null;
}

/** Detail of `oc-event`. */
export interface EventDetail {
  readonly event: SessionEvent;
  /** Whether the event was in the log before it was opened here. */
  readonly replayed: boolean;
}

/** Detail of `oc-send`. */
export interface SendDetail {
  readonly text: string;
  readonly idempotencyKey: string;
  /** The id of the question that the message answers; null where it answers none. */
  readonly answers: string | null;
  /** The files of the message. Their URLs are at the end of `text`. Empty if there are none. */
  readonly attachments: readonly Attachment[];
}

/** Detail of `oc-sent`. */
export interface SentDetail extends Omit<SendDetail, "answers" | "attachments"> {
  readonly id: string;
  readonly seq: number;
}

/** Detail of `oc-error`. It never contains the token. */
export interface ErrorDetail {
  readonly code: ErrorCode;
  readonly message: string;
  readonly status: number | null;
  readonly retryable: boolean;
}

/** Detail of `oc-unread`. */
export interface UnreadDetail {
  readonly count: number;
}

/** Detail of `oc-link`. */
export interface LinkDetail {
  readonly href: string;
  readonly entry: Entry;
}

/** Detail of `oc-action`. */
export interface ActionDetail {
  /** The `name` of the action. */
  readonly name: string;
  readonly entry: Entry;
  /** Whether the toggle button is to be pressed from now on; null where the action has no `pressed`. */
  readonly pressed: boolean | null;
}

/** The events that `<oc-session>` dispatches. */
export interface OcSessionEventMap {
  "oc-connection": CustomEvent<ConnectionDetail>;
  "oc-turn": CustomEvent<TurnDetail>;
  "oc-session-change": CustomEvent<SessionChangeDetail>;
  "oc-event": CustomEvent<EventDetail>;
  "oc-send": CustomEvent<SendDetail>;
  "oc-sent": CustomEvent<SentDetail>;
  "oc-error": CustomEvent<ErrorDetail>;
  "oc-unread": CustomEvent<UnreadDetail>;
  "oc-link": CustomEvent<LinkDetail>;
  "oc-action": CustomEvent<ActionDetail>;
}

declare global {
  interface GlobalEventHandlersEventMap extends OcSessionEventMap {}
}
