import type { SessionError } from "../../wire/errors.js";
import type { Connection } from "../state/state.js";
import type { Effect, Reading } from "./reading.js";

/** The reading after a happening, and the effects to carry out. */
export type Step = readonly [reading: Reading, effects: readonly Effect[]];

/** Ends the running activity, and asks for access again. */
export function reask(reading: Reading): Step {
  const [asking, effects] = ask(reading);
  return [asking, [{ do: "leave" }, ...effects]];
}

/** Asks for access, to read the log then. */
export function ask(reading: Reading): Step {
  return [{ ...reading, phase: "asking", retryAt: null }, [{ do: "ask" }]];
}

/** Reads pages. */
export function page(reading: Reading): Step {
  return [{ ...reading, phase: "paging" }, [{ do: "page" }]];
}

/** Follows the leader. `isFresh`: this tab has just read the log itself. */
export function follow(reading: Reading, isFresh: boolean): Step {
  return [
    { ...reading, phase: "following", attempt: 0, isSlotless: false },
    [
      { do: "expect-opening", isExpected: false },
      { do: "follow", isFresh },
    ],
  ];
}

/** Waits before the next request, without a failure. */
export function pause(reading: Reading, milliseconds: number): Step {
  return [{ ...reading, phase: "pausing" }, [{ do: "wait", milliseconds }]];
}

/** What changes in a reading once the service has answered. */
export const ANSWERED = { refusals: 0, hasUndercut: false, isRefused: false, retryAt: null } as const;

/** The effects of a connection that is open. */
export function opened(connection: Connection = "live"): readonly Effect[] {
  return [{ do: "expect-opening", isExpected: false }, show(connection)];
}

/** The connection without a conversation. Without a stream, only the platform says whether there is a network. */
export function streamless({ isOnline }: Reading): Connection {
  return isOnline ? "live" : "offline";
}

/** The connection while no attempt has succeeded. */
export function unconnected({ isOnline }: Reading): Connection {
  return isOnline ? "reconnecting" : "offline";
}

/** The effect that shows a connection. */
export function show(
  connection: Connection,
  attempt = 0,
  retryAt: number | null = null,
  error: SessionError | null = null,
): Effect {
  return { do: "show", connection, attempt, retryAt, error };
}

/**
 * Replaces the connection to show by `closed` for a session that takes no more messages, whether or not its log can be
 * read.
 */
export function closing(effect: Effect, { closedBy }: Reading): Effect {
  return effect.do === "show" && closedBy ? show("closed", 0, null, closedBy) : effect;
}

/** Asks for access after a wait. */
export function due(reading: Reading): Step {
  const [asking, effects] = ask(reading);
  const { phase, attempt, error } = reading;
  return [
    asking,
    phase === "waiting" ? [show(unconnected(reading), attempt, null, error), ...effects] : effects,
  ];
}

/** Ends the wait, and asks for access with a new count of attempts. */
export function goOn(reading: Reading): Step {
  const [asking, effects] = due({ ...reading, phase: "waiting", attempt: 0 });
  return [asking, [{ do: "leave" }, ...effects]];
}
