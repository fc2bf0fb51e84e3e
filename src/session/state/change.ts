import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { ReadEvent } from "../../wire/facts.js";
import type { Capabilities, Receipt } from "../../wire/wire.js";
import type { Connection, Outgoing, SessionState, SessionView } from "./state.js";

/** Everything that can happen to a session. */
export type Change =
  /** A read brought events. They come in any order, and some may be known. */
  | { readonly type: "events"; readonly events: readonly ReadEvent[] }
  /** The end of the log is read first: the events after this seq. */
  | { readonly type: "tail"; readonly after: number }
  /** A page of earlier events: all after `after`, up to and including `upTo`. */
  | {
      readonly type: "earlier";
      readonly after: number;
      readonly upTo: number;
      readonly events: readonly ReadEvent[];
    }
  /** The end of the log that this device kept, all events after a seq. It is shown until the log has been read. */
  | { readonly type: "cache"; readonly after: number; readonly events: readonly ReadEvent[] }
  /** What was kept was compared with the log: it is the `same` log, has `grown` far beyond that, or is an `other` one. */
  | { readonly type: "compared"; readonly is: "same" | "grown" | "other" }
  /** An event with its whole body, which was too large for the log. */
  | { readonly type: "content"; readonly event: ReadEvent }
  | { readonly type: "caught-up" }
  /** Nothing was heard of an unclear turn for a while. */
  | { readonly type: "lapsed" }
  /** The turn was asked to stop; false: asking has failed. */
  | { readonly type: "stopping"; readonly stopping: boolean }
  | {
      readonly type: "connection";
      readonly connection: Connection;
      readonly attempt?: number;
      readonly retryAt?: number | null;
      readonly error?: SessionError | null;
    }
  | { readonly type: "session"; readonly session: string | null }
  /** The session speaks another dialect. */
  | { readonly type: "wire"; readonly capabilities: Capabilities }
  /** The person has signed out, or wants a new conversation: everything is forgotten. */
  | { readonly type: "reset" }
  /** The log is read anew, perhaps at another level, after another seq or for another viewer. */
  | { readonly type: "restart"; readonly view: SessionView }
  /** Whether the session has to ask who sits there before anything is shown. */
  | { readonly type: "confirming"; readonly confirming: boolean }
  /** Whether the token may only read. */
  | { readonly type: "read-only"; readonly readOnly: boolean }
  /** A message was written, here or in another tab, or found in the store. */
  | { readonly type: "queued"; readonly outgoing: Outgoing }
  /** `starts`: the attempt begins a session with the message as its input. */
  | { readonly type: "attempt"; readonly key: string; readonly at: number; readonly starts: boolean }
  /**
   * The attempt had no clear answer: the message waits for the next one, due at `until` (epoch ms). `error`:
   * why, when that is worth a word.
   */
  | {
      readonly type: "postponed";
      readonly key: string;
      readonly until: number | null;
      readonly error: SessionError | null;
    }
  | ({ readonly type: "accepted"; readonly key: string } & Receipt)
  /** The message has started the session. Only the log tells its seq. */
  | { readonly type: "started"; readonly key: string }
  /**
   * The message was refused or given up. `certain`: the log cannot have it, so no echo of it is looked for.
   */
  | {
      readonly type: "refused";
      readonly key: string;
      readonly error: SessionError;
      readonly certain: boolean;
    }
  /**
   * The person asks for another attempt. The hour of the key's memory begins anew; the log is still searched
   * for an echo.
   */
  | { readonly type: "retry"; readonly key: string; readonly at: number }
  | { readonly type: "discarded"; readonly key: string }
  | { readonly type: "seen"; readonly seq: number };

/** What can happen to one message of the outbox. */
export type OutboxChange = Extract<
  Change,
  { type: "attempt" | "postponed" | "started" | "refused" | "retry" | "discarded" }
>;

/** What happened to one message, as other tabs are told of it. */
export type SharedChange = OutboxChange | Extract<Change, { type: "accepted" }>;

/** Where a change comes from: from this tab, or from another one by the channel or the storage. */
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

/** What a change has brought about. `reduce` says so; nothing infers it from two snapshots. */
export type Effect =
  /** Events that the log did not have, in seq order. `replayed`: they were in the log before it was opened here. */
  | { readonly type: "events"; readonly events: readonly SessionEvent[]; readonly replayed: boolean }
  | { readonly type: "caught-up" }
  /** A message of this session is in the log, by its receipt or by its remote echo. Told once. */
  | { readonly type: "delivered"; readonly item: Outgoing; readonly id: string; readonly seq: number }
  /** A message of this session was refused or given up. */
  | { readonly type: "refused"; readonly key: string; readonly error: SessionError }
  /** The log says that the session has ended. */
  | { readonly type: "ended"; readonly error: SessionError }
  /** A message has left the outbox, delivered or not: nothing more is kept of it. */
  | { readonly type: "gone"; readonly key: string };

/** The state after a change, and its effects in order. */
export interface Step {
  readonly state: SessionState;
  readonly effects: readonly Effect[];
}
