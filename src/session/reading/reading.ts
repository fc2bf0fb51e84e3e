import type { SessionError } from "../../wire/errors.js";
import type { Capabilities } from "../../wire/wire.js";
import type { Connection } from "../state/state.js";
import type { Role } from "../tabs/election-transition.js";

/** A stream that is being reopened is not worth a word before this. */
export const DISCREET_MS = 2_000;
/** A tab hidden for this long gives its stream to others and polls. */
export const HIDDEN_LONG_MS = 60_000;
/** What is being done about the log; `following`: another tab reads it, and tells this one. */
export type Phase = "stopped" | "asking" | "streaming" | "paging" | "following" | "pausing" | "waiting";

/**
 * How a stream has ended: it brought something, or held for a while; it ended soon; it brought not a byte; or
 * it was of no use where pages were, as something on the way holds its bytes back.
 */
export type StreamEnd = "healthy" | "brief" | "mute" | "bypassed";

/** All that the next step depends on. */
export interface Reading {
  readonly phase: Phase;
  /** Attempts that have failed in a row. */
  readonly attempt: number;
  /** Tokens refused in a row: the second one ends in `unauthorized`. */
  readonly refusals: number;
  /** Why the last attempt failed. */
  readonly error: SessionError | null;
  /** When the next attempt is due, epoch milliseconds; kept when it is stopped meanwhile. */
  readonly retryAt: number | null;
  /** A wait that the server asked for was cut short by a sign of life of the page: once is enough. */
  readonly hasUndercut: boolean;
  /** When a sign of life of the page last cut a wait short, epoch milliseconds. */
  readonly wokenAt: number;
  /** Another attempt would fail as the last one did, unless something has changed: it was an error that ended it. */
  readonly isRefused: boolean;
  /** No stream is worth a try before this, epoch milliseconds, and so often in a row none was. */
  readonly streamAfter: number;
  readonly uselessStreams: number;
  /** There was no place for a stream the last time: the next one is opened when there is. */
  readonly isSlotless: boolean;
  /** The session takes no more messages: what can still be read of it is read. */
  readonly closedBy: SessionError | null;
  readonly isOnline: boolean;
  readonly isHidden: boolean;
  /** Hidden for so long that the stream is left to others. */
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
  /** The log is to be read. `refusals`: tokens refused before; after the first, the next one has to do. */
  | { readonly type: "start"; readonly refusals: number }
  | { readonly type: "stop" }
  /** The state that tells where to read on from has changed. */
  | { readonly type: "restart" }
  /** There is something to be read, which a log that is asked for shows only when it is asked. */
  | { readonly type: "look" }
  /** This tab reads the log for the others from now on. */
  | { readonly type: "leading" }
  /** Another tab reads the log for this one from now on. */
  | { readonly type: "led" }
  /** The tab that leads says something. `isLive`: it can read the log. */
  | { readonly type: "told"; readonly isLive: boolean }
  /** There is more in the log than the tab that leads can tell of. */
  | { readonly type: "missed" }
  /** A person asks for an attempt now. */
  | { readonly type: "retry" }
  /** The session takes no more messages. */
  | { readonly type: "closed"; readonly error: SessionError }
  | { readonly type: "online"; readonly isOnline: boolean }
  | { readonly type: "visible"; readonly isVisible: boolean }
  /** The page has been hidden for {@link HIDDEN_LONG_MS}. */
  | { readonly type: "hidden-long" }
  /** There is a token. */
  | { readonly type: "granted" }
  | { readonly type: "no-conversation" }
  /** The log can be read. */
  | { readonly type: "opened" }
  /** Every place for a stream to this API is taken. */
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

/** What is to be done because of it, in order. */
export type Effect =
  /** Ends what is being done; nothing of it is heard any more. */
  | { readonly do: "leave" }
  | { readonly do: "ask" }
  /** `isEager`: at once, to be given up should there be no slot for it; else when there is one. */
  | { readonly do: "stream"; readonly isEager: boolean }
  | { readonly do: "page" }
  /** What the tab that leads says is taken in. `isFresh`: the log has just been read here. */
  | { readonly do: "follow"; readonly isFresh: boolean }
  /** The lead is taken from another tab. */
  | { readonly do: "take-over" }
  /** `due` happens after so long. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** The open stream, or the tab that leads, is looked at: is it still alive? */
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
  /** There is nothing to read. */
  | { readonly do: "caught-up" };

/** What a step depends on besides. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: number;
  /** What the session's state says of the connection. */
  readonly connection: Connection;
  /** The log is sent as it grows, or asked for page by page. */
  readonly live: Capabilities["live"];
  /** The agent is at work: more is to come soon. */
  readonly isWorking: boolean;
  /** What this tab is to the others that show the log. */
  readonly role: Role;
  /** The log has been read here of late with the token in hand, and to its end. */
  readonly isProven: boolean;
}

/** Where an error leaves the connection for good; null when another attempt may succeed. */
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
