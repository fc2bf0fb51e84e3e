import type { SessionError } from "../../wire/errors.js";
import type { Connection } from "../state/state.js";
import type { Effect, Reading } from "./reading.js";

/** The reading after a happening, and the effects to carry out. */
export type Step = readonly [reading: Reading, effects: readonly Effect[]];

export function reask(reading: Reading): Step {
  const [asking, effects] = ask(reading);
  return [asking, [{ do: "leave" }, ...effects]];
}

export function ask(reading: Reading): Step {
  return [{ ...reading, phase: "asking", retryAt: null }, [{ do: "ask" }]];
}

export function page(reading: Reading): Step {
  return [{ ...reading, phase: "paging" }, [{ do: "page" }]];
}

export function follow(reading: Reading, isFresh: boolean): Step {
  return [
    { ...reading, phase: "following", attempt: 0, isSlotless: false },
    [
      { do: "expect-opening", isExpected: false },
      { do: "follow", isFresh },
    ],
  ];
}

export function pause(reading: Reading, milliseconds: number): Step {
  return [{ ...reading, phase: "pausing" }, [{ do: "wait", milliseconds }]];
}

export const ANSWERED = { refusals: 0, hasUndercut: false, isRefused: false, retryAt: null } as const;

export function opened(connection: Connection = "live"): readonly Effect[] {
  return [{ do: "expect-opening", isExpected: false }, show(connection)];
}

/** The connection where there is no conversation, and so no stream that knows better than the platform. */
export function streamless({ isOnline }: Reading): Connection {
  return isOnline ? "live" : "offline";
}

export function unconnected({ isOnline }: Reading): Connection {
  return isOnline ? "reconnecting" : "offline";
}

export function show(
  connection: Connection,
  attempt = 0,
  retryAt: number | null = null,
  error: SessionError | null = null,
): Effect {
  return { do: "show", connection, attempt, retryAt, error };
}

/**
 * The effect as it is shown. A session that takes no more messages is shown as closed, whether or not its log can be
 * read.
 */
export function closing(effect: Effect, { closedBy }: Reading): Effect {
  return effect.do === "show" && closedBy ? show("closed", 0, null, closedBy) : effect;
}

export function due(reading: Reading): Step {
  const [asking, effects] = ask(reading);
  const { phase, attempt, error } = reading;
  return [
    asking,
    phase === "waiting" ? [show(unconnected(reading), attempt, null, error), ...effects] : effects,
  ];
}

export function goOn(reading: Reading): Step {
  const [asking, effects] = due({ ...reading, phase: "waiting", attempt: 0 });
  return [asking, [{ do: "leave" }, ...effects]];
}
