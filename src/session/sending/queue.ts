import type { Accepted } from "../../wire/wire.js";
import type { SessionError } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import type { Connection, SessionState } from "../state/state.js";

/**
 * What the queue is doing. One message is posted at a time, so the queue has one phase, and the phase has one message.
 */
export type Phase =
  /** No message is ready, or none may be sent. */
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
  /** No new attempt is started. A request that is in flight finishes. */
  readonly isStopped: boolean;
  /**
   * The key of a message that could not be posted without access. Nothing is posted until there is access, the message
   * has left the outbox, or a person asks for it.
   */
  readonly pausedBy: string | null;
  /** The key of a message that is tried although the session is closed, because a person asked for it. */
  readonly asked: string | null;
  /** How many attempts in a row had no clear answer. */
  readonly attempts: number;
  /** No attempt is made before this time, epoch milliseconds. */
  readonly notBefore: number;
  /** How far in the future `notBefore` was when it was set. Limits the wait after the clock was set back. */
  readonly holdMs: number;
  /** Whether the server asked for that wait by its `Retry-After`. */
  readonly isTold: boolean;
  /** When a wake-up last cut a wait short, epoch milliseconds. */
  readonly wokenAt: number;
  /** Whether the last wait for the lock timed out: the tab that holds it does not act. */
  readonly isLockStuck: boolean;
  /** The messages that stand aside: something on the way to the API refuses them. Each is tried again at `until`. */
  readonly aside: readonly { readonly key: string; readonly until: number }[];
  /** The keys of messages that were found missing from the storage once. */
  readonly missed: readonly string[];
}

/** The state before the first happening. */
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
  /** A sign that the network works again: waiting messages are tried now, but not too often. */
  | { readonly type: "wake" }
  /** The page was restored. */
  | { readonly type: "start" }
  /**
   * A person asks for an attempt, even if the server has asked for a longer wait. `key`: the message to try; null: any.
   */
  | { readonly type: "resume"; readonly key: string | null }
  /** The page is suspended or closed. */
  | { readonly type: "stop" }
  /** The server has asked another tab to wait until this time, epoch milliseconds. */
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
   * The request for a token, the start of a session or the post has failed. `isStale`: the refused token has been
   * replaced in the meantime.
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
  /** Records the attempt in the state and in the storage. */
  | { readonly do: "attempt"; readonly key: string; readonly starts: boolean }
  | { readonly do: "start"; readonly key: string }
  | { readonly do: "post"; readonly key: string; readonly grant: Grant }
  /** The message is in the log. */
  | { readonly do: "acknowledge"; readonly key: string; readonly accepted: Accepted }
  /** The message began a session. */
  | { readonly do: "begin"; readonly key: string; readonly grant: Grant }
  /** A session has been created without the message. The message is then posted to it. */
  | { readonly do: "open"; readonly key: string; readonly grant: Grant }
  /** Returns the text of the message to the composer. */
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

/** What a transition depends on beside the queue and the happening. */
export interface Facts {
  readonly state: SessionState;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** Whether a message is still stored. If not, another tab may have sent it. */
  readonly isKept: (key: string) => boolean;
  /** Whether the messages that an earlier page has stored have been loaded. They are sent first. */
  readonly isWhole: boolean;
  /**
   * Whether the lock that was asked for last is the one that a post needs now. If not, other tabs of the session hold
   * another one.
   */
  readonly isRightLock: boolean;
}
