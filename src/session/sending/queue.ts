import type { Accepted } from "../../wire/wire.js";
import type { SessionError } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import type { Connection, SessionState } from "../state/state.js";

/**
 * What the queue is doing. One message is posted at a time, so the queue has one phase, and the phase has one message.
 */
export type Phase =
  /** Nothing is done, because no message is ready or none may go. */
  | { readonly at: "idle" }
  /** The queue waits for the time of the next retry. */
  | { readonly at: "backoff"; readonly until: number }
  /** The queue waits for the lock that keeps other tabs from posting at the same time. */
  | { readonly at: "locking" }
  /**
   * The queue holds the lock and asks for a token. `refused`: why the token before was refused; null where none was.
   */
  | { readonly at: "authorizing"; readonly key: string; readonly refused: SessionError | null }
  /** The queue holds the lock, and starts a session with the message. */
  | { readonly at: "starting"; readonly key: string }
  /** The queue holds the lock and posts the message. `isSecond`: a token was refused before this one. */
  | { readonly at: "posting"; readonly key: string; readonly grant: Grant; readonly isSecond: boolean };

/** What the queue remembers. The pending messages themselves are in the state's outbox. */
export interface SendQueue {
  readonly phase: Phase;
  /** Nothing new is begun. A request under way settles. */
  readonly isStopped: boolean;
  /**
   * The key of a message that had no access. Nothing is posted until there is access, the message is gone, or a person
   * asks.
   */
  readonly pausedBy: string | null;
  /** The key of a message that a person wants to be tried although the session is closed. */
  readonly asked: string | null;
  /** How many attempts in a row had no clear answer. */
  readonly attempts: number;
  /** No attempt is made before this time, epoch milliseconds. */
  readonly notBefore: number;
  /** How far ahead `notBefore` was when it was set. A clock that was set back must not make the wait longer. */
  readonly holdMs: number;
  /** Whether the server asked for that wait by its `Retry-After`. */
  readonly isTold: boolean;
  /** When a wake-up last cut a wait short, epoch milliseconds. */
  readonly wokenAt: number;
  /** The last wait for the lock timed out: the tab that holds it does nothing. */
  readonly isLockStuck: boolean;
  /** The messages that stand aside: something on the way to the API refuses them. Each is tried again at `until`. */
  readonly aside: readonly { readonly key: string; readonly until: number }[];
  /** The keys of messages that were found missing from the store once. */
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
  /** A message may be ready to be sent. */
  | { readonly type: "kick" }
  /** There is a sign of a better network. What waits for its time tries now, but not too often. */
  | { readonly type: "wake" }
  /** The page is back. */
  | { readonly type: "start" }
  /** A person asks for an attempt, whatever wait the server has asked for. `key`: the message to try; null: any. */
  | { readonly type: "resume"; readonly key: string | null }
  /** The page is put away or closed. */
  | { readonly type: "stop" }
  /** The server has asked another tab to wait until then, epoch milliseconds. */
  | { readonly type: "hold"; readonly until: number }
  /** The time of the next retry has come. */
  | { readonly type: "retry-due" }
  /** The lock is held. */
  | { readonly type: "locked" }
  /** The wait for the lock has timed out. */
  | { readonly type: "lock-timeout" }
  /** There is a token; null: there is no session yet. */
  | { readonly type: "granted"; readonly grant: Grant | null }
  /** The server has acknowledged the message. */
  | { readonly type: "accepted"; readonly accepted: Accepted }
  /** The message has started a session. */
  | { readonly type: "started"; readonly grant: Grant }
  /**
   * Asking for a token, starting a session or posting has failed. `isStale`: the refused token has been replaced since.
   */
  | { readonly type: "failed"; readonly error: SessionError; readonly isStale?: boolean };

/** What is to be done because of a happening, in order. */
export type Effect =
  /** Sets the timer of the next retry. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** Waits for the lock. `lock-timeout` happens after `milliseconds`. */
  | { readonly do: "lock"; readonly milliseconds: number }
  /** Clears the timer, stops waiting for the lock, or gives it back. */
  | { readonly do: "release" }
  /** Asks for a token. `refused`: a token that the service has refused. */
  | { readonly do: "authorize"; readonly refused: string | null }
  /** Marks the attempt, so that it outlives the page. */
  | { readonly do: "attempt"; readonly key: string; readonly starts: boolean }
  | { readonly do: "start"; readonly key: string }
  | { readonly do: "post"; readonly key: string; readonly grant: Grant }
  /** The message is in the log. */
  | { readonly do: "acknowledge"; readonly key: string; readonly accepted: Accepted }
  /** The message began a session. */
  | { readonly do: "begin"; readonly key: string; readonly grant: Grant }
  /** A session has begun without the message, which is to be posted to it. */
  | { readonly do: "open"; readonly key: string; readonly grant: Grant }
  /** The message goes back to the composer of whoever wrote it. */
  | { readonly do: "give-back"; readonly key: string }
  /**
   * The message waits for another attempt. `until`: the server asks every tab to wait until then; null: it does not.
   */
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

/** What a decision of the queue depends on besides. */
export interface Facts {
  readonly state: SessionState;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** Whether a message is still to be sent, as far as the store knows. */
  readonly isKept: (key: string) => boolean;
  /** Whether all is there that an earlier page has kept: it goes first. */
  readonly isWhole: boolean;
}
