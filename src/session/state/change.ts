import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { ReadEvent } from "../../wire/facts.js";
import type { Capabilities, Receipt } from "../../wire/wire.js";
import type { SessionView } from "./session-view.js";
import type { Connection, Outgoing, SessionState } from "./state.js";

/** Everything that can happen to a session. */
export type Change =
  /** Events were read. They may be in any order, and the state may contain some of them already. */
  | { readonly type: "events"; readonly events: readonly ReadEvent[] }
  /** The end of the log is read first: all events after the seq `after`. */
  | { readonly type: "tail"; readonly after: number }
  /** A page of earlier events: all with a seq above `after`, up to and including `upTo`. */
  | {
      readonly type: "earlier";
      readonly after: number;
      readonly upTo: number;
      readonly events: readonly ReadEvent[];
    }
  /** The end of the log from the cache: all events after the seq `after`. It is shown until the log has been read. */
  | { readonly type: "cache"; readonly after: number; readonly events: readonly ReadEvent[] }
  /**
   * The cache was compared with the log. `same`: the log continues the cache. `grown`: the log has so much more that
   * the two do not meet. `other`: it is another log.
   */
  | { readonly type: "compared"; readonly is: "same" | "grown" | "other" }
  /** The whole body of an event was read; in the log it was left out as too large. */
  | { readonly type: "content"; readonly event: ReadEvent }
  /** The reader has reached the seq that was the end of the log when reading began. */
  | { readonly type: "caught-up" }
  /** A turn that may have ended has brought no event for too long, so the turn counts as ended. */
  | { readonly type: "lapsed" }
  /** `true`: the turn was asked to stop. `false`: that request has failed. */
  | { readonly type: "stopping"; readonly stopping: boolean }
  | {
      readonly type: "connection";
      readonly connection: Connection;
      readonly attempt?: number;
      readonly retryAt?: number | null;
      readonly error?: SessionError | null;
    }
  | { readonly type: "session"; readonly session: string | null }
  /** The session uses another wire, with these capabilities. */
  | { readonly type: "wire"; readonly capabilities: Capabilities }
  /** The person has signed out, or wants a new conversation: the state forgets everything. */
  | { readonly type: "reset" }
  /** The log is read again from its beginning, perhaps at another level, after another seq or for another viewer. */
  | { readonly type: "restart"; readonly view: SessionView }
  /** Whether nothing may be shown until it has been confirmed that the same person uses the page. */
  | { readonly type: "confirming"; readonly confirming: boolean }
  /** Whether the token may only read. */
  | { readonly type: "read-only"; readonly readOnly: boolean }
  /** A message was written, in this tab or another one, or was found in the browser's storage. */
  | { readonly type: "queued"; readonly outgoing: Outgoing }
  /** A post is tried. `starts`: the attempt begins a session with the message as its input. */
  | { readonly type: "attempt"; readonly key: string; readonly at: number; readonly starts: boolean }
  /**
   * The attempt had no clear answer, so the message waits for the next one. `until`: the time until which the server
   * asks every tab to wait, epoch milliseconds; null if it does not ask, so that other tabs may try at once. `error`:
   * the reason to show; null for none.
   */
  | {
      readonly type: "postponed";
      readonly key: string;
      readonly until: number | null;
      readonly error: SessionError | null;
    }
  /** The server accepted the message, with this receipt. */
  | ({ readonly type: "accepted"; readonly key: string } & Receipt)
  /** The message has started the session. Its seq is known once it is read in the log. */
  | { readonly type: "started"; readonly key: string }
  /**
   * The message was refused or given up. `certain`: the log cannot contain it, so its remote echo is not searched for.
   */
  | {
      readonly type: "refused";
      readonly key: string;
      readonly error: SessionError;
      readonly certain: boolean;
    }
  /**
   * The person asks for another attempt. The hour after which a message is not posted again restarts. A remote echo of
   * earlier attempts is still searched for.
   */
  | { readonly type: "retry"; readonly key: string; readonly at: number }
  /** The person has discarded the message. */
  | { readonly type: "discarded"; readonly key: string }
  /** The reader has seen the log up to this seq. */
  | { readonly type: "seen"; readonly seq: number };

/** What can happen to one message of the outbox. */
export type OutboxChange = Extract<
  Change,
  { type: "attempt" | "postponed" | "started" | "refused" | "retry" | "discarded" }
>;

/** A change of one message that is sent to other tabs. */
export type SharedChange = OutboxChange | Extract<Change, { type: "accepted" }>;

/** Where a change comes from: `here`, this tab; `elsewhere`, another tab, over the channel or the storage. */
export type Origin = "here" | "elsewhere";

/** A change without effects. */
export type QuietChange = Extract<
  Change,
  {
    type:
      | "tail"
      | "compared"
      | "content"
      | "lapsed"
      | "stopping"
      | "wire"
      | "connection"
      | "session"
      | "restart"
      | "confirming"
      | "read-only"
      | "seen";
  }
>;

/** What a change has caused. Only `reduce` produces effects; they are never inferred from two snapshots. */
export type Effect =
  /** Events that the state did not have, in seq order. `replayed`: they were in the log before it was opened here. */
  | { readonly type: "events"; readonly events: readonly SessionEvent[]; readonly replayed: boolean }
  | { readonly type: "caught-up" }
  /** A message of this session is in the log: a receipt or a remote echo has shown it. Told once for each message. */
  | { readonly type: "delivered"; readonly item: Outgoing; readonly id: string; readonly seq: number }
  /** A message of this session was refused or given up. */
  | { readonly type: "refused"; readonly key: string; readonly error: SessionError }
  /** The log says that the session has ended. */
  | { readonly type: "ended"; readonly error: SessionError }
  /** A message has left the outbox, delivered or not. What is stored of it has to be removed. */
  | { readonly type: "gone"; readonly key: string };

/** The state after a change, and its effects in order. */
export interface Step {
  readonly state: SessionState;
  readonly effects: readonly Effect[];
}
