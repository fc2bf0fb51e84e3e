import type { SessionError } from "../../wire/errors.js";
import type { Capabilities } from "../../wire/wire.js";
import type { Connection } from "../state/state.js";
import type { Role } from "../tabs/election-transition.js";

/** A stream that is reopened within this time is not shown as lost. */
export const DISCREET_MS = 2_000;
/** A tab that is hidden for this long gives its stream to others, and reads pages. */
export const HIDDEN_LONG_MS = 60_000;
/** What the reader does. `following`: another tab reads the log, and tells this one. */
export type Phase = "stopped" | "asking" | "streaming" | "paging" | "following" | "pausing" | "waiting";

/**
 * How a stream has ended. `healthy`: it brought events, or held for a while. `brief`: it ended soon. `mute`: it brought
 * no byte. `bypassed`: pages brought events and the stream did not, because something on the way holds its bytes back.
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
  /** When the next attempt is due, epoch milliseconds. Kept when the reader is stopped meanwhile. */
  readonly retryAt: number | null;
  /** A sign of life of the page has cut a wait short that the server had asked for. That is done once. */
  readonly hasUndercut: boolean;
  /** When a sign of life of the page last cut a wait short, epoch milliseconds. */
  readonly wokenAt: number;
  /** An error has ended reading, and another attempt would fail in the same way unless something has changed. */
  readonly isRefused: boolean;
  /** No stream is tried before this time, epoch milliseconds, because so many streams in a row were of no use. */
  readonly streamAfter: number;
  readonly uselessStreams: number;
  /** The last stream found no free slot. The next one is opened when there is one. */
  readonly isSlotless: boolean;
  /** Why the session takes no more messages. The rest of its log is read all the same. */
  readonly closedBy: SessionError | null;
  readonly isOnline: boolean;
  readonly isHidden: boolean;
  /** The page has been hidden for {@link HIDDEN_LONG_MS}: the stream is left to others. */
  readonly isHiddenLong: boolean;
}

/** Before anything has happened. */
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

/** What can happen to a reader. */
export type Happening =
  /**
   * The log is to be read. `refusals`: how many tokens were refused before. After the first one, the next one has to
   * do.
   */
  | { readonly type: "start"; readonly refusals: number }
  | { readonly type: "stop" }
  /** The state has changed that tells where to read on from. */
  | { readonly type: "restart" }
  /** There is something new to read. A log that is asked for page by page shows it only when it is asked. */
  | { readonly type: "look" }
  /** This tab reads the log for the others from now on. */
  | { readonly type: "leading" }
  /** Another tab reads the log for this one from now on. */
  | { readonly type: "led" }
  /** The leader tells something. `isLive`: it can read the log. */
  | { readonly type: "told"; readonly isLive: boolean }
  /** The log has more events than the leader can tell of. */
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
  /** Pages were read until there were no more. */
  | { readonly type: "paged" }
  /** The token was refused. `isStale`: it has been replaced meanwhile. */
  | { readonly type: "refused"; readonly isStale: boolean; readonly error: SessionError }
  | { readonly type: "failed"; readonly error: SessionError }
  /** The wait of `pausing` or `waiting` is over. */
  | { readonly type: "due" }
  /** A stream that was to be reopened without a word is not open after {@link DISCREET_MS}. */
  | { readonly type: "overdue" };

/** What is to be done because of a happening, in order. */
export type Effect =
  /** Ends the activity under way. Nothing of it is heard any more. */
  | { readonly do: "leave" }
  | { readonly do: "ask" }
  /**
   * Opens a stream. `isEager`: opens it at once, and gives it up when there is no slot for it; else opens it when there
   * is a slot.
   */
  | { readonly do: "stream"; readonly isEager: boolean }
  | { readonly do: "page" }
  /** Takes in what the leader tells. `isFresh`: this tab has just read the log itself. */
  | { readonly do: "follow"; readonly isFresh: boolean }
  /** Takes the lead from another tab. */
  | { readonly do: "take-over" }
  /** `due` happens after `milliseconds`. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** Finds out whether the open stream, or the leader, is still alive. */
  | { readonly do: "check" }
  /** `overdue` happens after {@link DISCREET_MS}, unless it is called off. */
  | { readonly do: "expect-opening"; readonly isExpected: boolean }
  /** `hidden-long` happens after {@link HIDDEN_LONG_MS}, unless it is called off. */
  | { readonly do: "expect-hidden-long"; readonly isExpected: boolean }
  | {
      readonly do: "show";
      readonly connection: Connection;
      readonly attempt: number;
      readonly retryAt: number | null;
      readonly error: SessionError | null;
    }
  | { readonly do: "report"; readonly error: SessionError }
  /** The log has been read to its end, because there is no log. */
  | { readonly do: "caught-up" };

/** What a transition depends on besides. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** What the session's state says of the connection. */
  readonly connection: Connection;
  /** The log is sent as it grows, or asked for page by page. */
  readonly live: Capabilities["live"];
  /** The agent is working, so more events are to come soon. */
  readonly isWorking: boolean;
  /** What this tab is to the others that show the log. */
  readonly role: Role;
  /** This tab has lately read the log to its end with the token in hand. */
  readonly isProven: boolean;
}

/** The connection that an error leads to for good; null when another attempt may succeed. */
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
