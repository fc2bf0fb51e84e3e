import type { SessionError } from "../../wire/errors.js";
import type { Capabilities } from "../../wire/wire.js";
import type { Connection } from "../state/state.js";
import type { Role } from "../tabs/election-transition.js";

/** A stream that is reopened within this time is not shown as lost. */
export const DISCREET_MS = 2_000;
/** A tab that has been hidden for this long closes its stream, so that other tabs can use the slot, and reads pages. */
export const HIDDEN_LONG_MS = 60_000;
/** What the reader is doing. `following`: another tab reads the log, and tells this one. */
export type Phase = "stopped" | "asking" | "streaming" | "paging" | "following" | "pausing" | "waiting";

/**
 * How a stream ended. `healthy`: it brought events, or lasted for a while. `brief`: it ended soon. `mute`: it brought
 * no byte. `bypassed`: pages brought events that the stream did not, because a proxy holds its bytes back.
 */
export type StreamEnd = "healthy" | "brief" | "mute" | "bypassed";

/** What the reader remembers. */
export interface Reading {
  readonly phase: Phase;
  /** How many attempts in a row have failed. */
  readonly attempt: number;
  /** How many tokens in a row were refused. The second one leads to `unauthorized`. */
  readonly refusals: number;
  /** Why the last attempt failed. */
  readonly error: SessionError | null;
  /** When the next attempt is due, epoch milliseconds. Kept while the reader is stopped. */
  readonly retryAt: number | null;
  /** Whether a wake-up has cut short a wait that the server asked for. The next such wait is kept. */
  readonly hasUndercut: boolean;
  /** When a wake-up last cut a wait short, epoch milliseconds. */
  readonly wokenAt: number;
  /** An error has ended reading, and another attempt would fail in the same way unless something has changed. */
  readonly isRefused: boolean;
  /** No stream is tried before this time, epoch milliseconds, because the last streams brought nothing. */
  readonly streamAfter: number;
  /** How many streams in a row brought nothing. */
  readonly uselessStreams: number;
  /** The last stream found no free slot. The next one is opened when there is one. */
  readonly isSlotless: boolean;
  /** Why the session takes no more messages. The rest of its log is read all the same. */
  readonly closedBy: SessionError | null;
  readonly isOnline: boolean;
  readonly isHidden: boolean;
  /** Whether the page has been hidden for {@link HIDDEN_LONG_MS}, so that it leaves its stream slot to others. */
  readonly isHiddenLong: boolean;
}

/** The state before the first happening. */
export const INITIAL_READING: Reading = Object.freeze({
  phase: "stopped",
  attempt: 0,
  refusals: 0,
  error: null,
  retryAt: null,
  hasUndercut: false,
  wokenAt: 0,
  isRefused: false,
  streamAfter: 0,
  uselessStreams: 0,
  isSlotless: false,
  closedBy: null,
  isOnline: true,
  isHidden: false,
  isHiddenLong: false,
});

/** What can happen to the reader. */
export type Happening =
  /** The log is to be read. `refusals`: how many tokens in a row were refused before. A second refusal is final. */
  | { readonly type: "start"; readonly refusals: number }
  | { readonly type: "stop" }
  /** The state's last seq has changed, so reading continues from there. */
  | { readonly type: "restart" }
  /** There is something new to read. A polled log is asked at once. */
  | { readonly type: "poll-now" }
  /** This tab leads from now on: it reads the log for the other tabs. */
  | { readonly type: "leading" }
  /** This tab follows from now on: another tab reads the log. */
  | { readonly type: "led" }
  /** The leader has sent a message. `isLive`: the leader can read the log. */
  | { readonly type: "told"; readonly isLive: boolean }
  /** The leader has events that it cannot send, so this tab has to read them. */
  | { readonly type: "missed" }
  /** A person asks for an attempt now. */
  | { readonly type: "retry" }
  /** The session takes no more messages. */
  | { readonly type: "closed"; readonly error: SessionError }
  | { readonly type: "online"; readonly isOnline: boolean }
  | { readonly type: "visible"; readonly isVisible: boolean }
  /** The page has been hidden for {@link HIDDEN_LONG_MS}. */
  | { readonly type: "hidden-long" }
  /** There is a token, and so access to the log. */
  | { readonly type: "granted" }
  | { readonly type: "no-conversation" }
  /** The log can be read. */
  | { readonly type: "opened" }
  /** Every slot for a stream to this API is taken. */
  | { readonly type: "no-slot" }
  /** The stream has ended, with `error` or by itself. */
  | { readonly type: "ended"; readonly end: StreamEnd; readonly error: SessionError | null }
  /** Pages were read up to the last one. */
  | { readonly type: "paged" }
  /** The token was refused. `isStale`: it has been replaced in the meantime. */
  | { readonly type: "refused"; readonly isStale: boolean; readonly error: SessionError }
  | { readonly type: "failed"; readonly error: SessionError }
  /** The wait of `pausing` or `waiting` is over. */
  | { readonly type: "due" }
  /** A stream that was to be reopened without being shown as lost is not open after {@link DISCREET_MS}. */
  | { readonly type: "overdue" };

/** What is to be done because of a happening, in order. */
export type Effect =
  /** Ends the running activity. Its results are ignored. */
  | { readonly do: "leave" }
  | { readonly do: "ask" }
  /** Opens a stream. `isEager`: opens it at once, or not at all if no slot is free; else waits for a free slot. */
  | { readonly do: "stream"; readonly isEager: boolean }
  | { readonly do: "page" }
  /** Follows the leader. `isFresh`: this tab has just read the log itself. */
  | { readonly do: "follow"; readonly isFresh: boolean }
  /** Becomes the leader in place of another tab. */
  | { readonly do: "take-over" }
  /** `due` happens after `milliseconds`. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** Checks whether the open stream, or the leader, is still alive. */
  | { readonly do: "check" }
  /** `overdue` happens after {@link DISCREET_MS}, unless it is cancelled by `isExpected: false`. */
  | { readonly do: "expect-opening"; readonly isExpected: boolean }
  /** `hidden-long` happens after {@link HIDDEN_LONG_MS}, unless it is cancelled by `isExpected: false`. */
  | { readonly do: "expect-hidden-long"; readonly isExpected: boolean }
  | {
      readonly do: "show";
      readonly connection: Connection;
      readonly attempt: number;
      readonly retryAt: number | null;
      readonly error: SessionError | null;
    }
  | { readonly do: "report"; readonly error: SessionError }
  /** There is no conversation and so no log, which counts as read to its end. */
  | { readonly do: "caught-up" };

/** What a transition depends on beside the reading and the happening. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** The connection in the session's state. */
  readonly connection: Connection;
  /** Whether the wire streams the log or polls it. */
  readonly live: Capabilities["live"];
  /** Whether the agent is working, so that more events are expected soon. */
  readonly isWorking: boolean;
  /** Whether this tab leads or follows. */
  readonly role: Role;
  /** Whether this tab has read the log to its end with the token in hand within the last 5 minutes. */
  readonly isProven: boolean;
}

/** The connection after a final error; null if another attempt may succeed. */
export function finalConnection(error: SessionError): Connection | null {
  switch (error.code) {
    case "unauthorized":
    case "forbidden":
      return "unauthorized";
    case "not-found":
    case "closed":
      return "closed";
    case "config":
    case "org-key":
    case "invalid":
    case "retired":
      return "disconnected";
    case "endpoint":
      return error.retryable ? null : "disconnected";
    default:
      return null;
  }
}
