import type { Accepted } from "../../wire/wire.js";
import type { SessionError } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import type { Connection, SessionState } from "../state/state.js";

/** What is under way. One message at a time is posted, so the queue has one phase, and the phase one message. */
export type Phase =
  /** Nothing: nothing is ready, or nothing may go. */
  | { readonly at: "idle" }
  /** The time of the next retry is waited for. */
  | { readonly at: "backoff"; readonly until: number }
  /** The lock is waited for that keeps other tabs from posting at the same time. */
  | { readonly at: "locking" }
  /** Holding the lock, a token is asked for. `refused`: because the one before was refused. */
  | { readonly at: "authorizing"; readonly key: string; readonly refused: SessionError | null }
  /** Holding the lock, the message is out as the first of a new session. */
  | { readonly at: "starting"; readonly key: string }
  /** Holding the lock, the message is out. `isSecond`: a token was refused before this one. */
  | { readonly at: "posting"; readonly key: string; readonly grant: Grant; readonly isSecond: boolean };

/** All that the queue remembers. The pending messages themselves are the state's outbox. */
export interface SendQueue {
  readonly phase: Phase;
  /** Nothing new is begun; what is out settles. */
  readonly isStopped: boolean;
  /** The message that had no access: nothing is posted until there is some, it is gone, or somebody asks. */
  readonly pausedBy: string | null;
  /** The message a person wants tried, though the session is closed. */
  readonly asked: string | null;
  /** Attempts that had no clear answer, in a row. */
  readonly attempts: number;
  /** No attempt before this, epoch milliseconds. */
  readonly notBefore: number;
  /** How long that was ahead when it was set: a clock set back since must not make it longer. */
  readonly holdMs: number;
  /** The server asked for that wait, by its `Retry-After`. */
  readonly isTold: boolean;
  /** When a wake-up last went ahead of what was to be waited for, epoch milliseconds. */
  readonly wokenAt: number;
  /** The last wait for the lock was given up: whoever holds it stands still. */
  readonly isLockStuck: boolean;
  /** Messages that something on the way to the API refuses: they let others pass, and are tried from then on. */
  readonly aside: readonly { readonly key: string; readonly until: number }[];
  /** Messages found missing from the store once. */
  readonly missed: readonly string[];
}

/** Before anything has happened. */
export const INITIAL_QUEUE: SendQueue = {
  phase: { at: "idle" },
  isStopped: false,
  pausedBy: null,
  asked: null,
  attempts: 0,
  notBefore: -Infinity,
  holdMs: 0,
  isTold: false,
  wokenAt: -Infinity,
  isLockStuck: false,
  aside: [],
  missed: [],
};

/** What can happen to the queue. */
export type Happening =
  /** Something may be there to send. */
  | { readonly type: "kick" }
  /** A sign of a better network: what waits for its time tries now, within bounds. */
  | { readonly type: "wake" }
  /** The page is back. */
  | { readonly type: "start" }
  /** A person asks for an attempt, whatever the server said before; `key`: for one at this message. */
  | { readonly type: "resume"; readonly key: string | null }
  /** The page is put away or closed. */
  | { readonly type: "stop" }
  /** Another tab was told to wait until then, epoch milliseconds. */
  | { readonly type: "hold"; readonly until: number }
  /** The time of the next retry has come. */
  | { readonly type: "retry-due" }
  /** The lock is held. */
  | { readonly type: "locked" }
  /** The lock was not to be had in time. */
  | { readonly type: "lock-timeout" }
  /** There is a token; null: there is no session yet. */
  | { readonly type: "granted"; readonly grant: Grant | null }
  /** The server has acknowledged the message. */
  | { readonly type: "accepted"; readonly accepted: Accepted }
  /** The message has started a session. */
  | { readonly type: "started"; readonly grant: Grant }
  /** A token, a start or a post was not to be had. `isStale`: the token that was refused has been replaced since. */
  | { readonly type: "failed"; readonly error: SessionError; readonly isStale?: boolean };

/** What is to be done about it, in this order. */
export type Effect =
  /** Sets the timer of the next retry. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** Stands in line for the lock; `lock-timeout` happens after so long. */
  | { readonly do: "lock"; readonly milliseconds: number }
  /** Clears the timer, stops waiting for the lock, or gives it back. */
  | { readonly do: "release" }
  /** Asks for a token; `refused` is one that is no good. */
  | { readonly do: "authorize"; readonly refused: string | null }
  /** Marks the attempt, so that it outlives the page. */
  | { readonly do: "attempt"; readonly key: string; readonly starts: boolean }
  | { readonly do: "start"; readonly key: string }
  | { readonly do: "post"; readonly key: string; readonly grant: Grant }
  /** The message is in the log. */
  | { readonly do: "acknowledge"; readonly key: string; readonly accepted: Accepted }
  /** The message began a session. */
  | { readonly do: "begin"; readonly key: string; readonly grant: Grant }
  /** A session has begun, without the message, which is to be posted to it. */
  | { readonly do: "open"; readonly key: string; readonly grant: Grant }
  /** The message goes back to whoever wrote it. */
  | { readonly do: "give-back"; readonly key: string }
  | {
      readonly do: "postpone";
      readonly key: string;
      readonly until: number | null;
      readonly error: SessionError | null;
    }
  | { readonly do: "refuse"; readonly key: string; readonly error: SessionError; readonly certain: boolean }
  | { readonly do: "report"; readonly error: SessionError }
  | { readonly do: "session"; readonly session: string }
  | { readonly do: "connection"; readonly connection: Connection; readonly error: SessionError }
  | { readonly do: "read-only"; readonly readOnly: boolean }
  /** The session takes no more messages. */
  | { readonly do: "end"; readonly error: SessionError };

/** What the queue must know of the world to decide. */
export interface Facts {
  readonly state: SessionState;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** Whether a message is still to be sent, as far as the store knows. */
  readonly isKept: (key: string) => boolean;
}
