import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import { nextDelay } from "../time/backoff.js";

/*
 * How spilled bodies are read: one at a time, the newest first. Words in the boxes are phases, words at the arrows are
 * happenings.
 *
 *   ┌──────┐  load, with one noted   ┌─────────┐  failed, worth another   ┌─────────┐
 *   │ idle │ ──────────────────────▶ │ loading │ ───────────────────────▶ │ waiting │
 *   └──────┘ ◀────────────────────── └─────────┘ ◀─────────────────────── └─────────┘
 *             loaded, or given up:                       load, due
 *             the last one
 *
 * `forget` leads to `idle` from anywhere, with nothing noted.
 */

/** A body is requested at most this many times. */
const MAX_ATTEMPTS = 5;
/** A body is given up after this many tokens refused in a row. */
const MAX_REFUSALS = 2;

/** Whether the body of an event is spilled: the log has only its beginning. */
export function isCut({ content_ref, body_truncated }: SessionEvent): boolean {
  return content_ref !== null && body_truncated;
}

/** What the loader remembers. */
export interface ContentQueue {
  readonly phase: "idle" | "loading" | "waiting";
  /** The events whose body is still to be read, in the order of the log. The last one is read next. */
  readonly spilled: readonly SessionEvent[];
  /** How many attempts at the next body have failed. */
  readonly attempt: number;
  /** How many tokens were refused in a row. */
  readonly refusals: number;
}

/** The state before the first happening. */
export const INITIAL_CONTENT: ContentQueue = { phase: "idle", spilled: [], attempt: 0, refusals: 0 };

/** What can happen to the loader. */
export type Happening =
  /** An event with a spilled body was read. */
  | { readonly type: "noted"; readonly event: SessionEvent }
  /** The log has been read to its end, so the bodies can be read. */
  | { readonly type: "load" }
  /** The wait of `waiting` is over. */
  | { readonly type: "due" }
  /** The whole of `event` has been read. `whole` null: there is no access, or another request would fail too. */
  | { readonly type: "loaded"; readonly event: SessionEvent; readonly whole: SessionEvent | null }
  | { readonly type: "failed"; readonly event: SessionEvent; readonly error: SessionError }
  /** The log is left, or read again from its beginning. */
  | { readonly type: "forget" };

/** What is to be done because of a happening, in order. */
export type Effect =
  | { readonly do: "fetch"; readonly event: SessionEvent }
  /** `due` happens after `milliseconds`. */
  | { readonly do: "wait"; readonly milliseconds: number }
  /** Ends the request or the wait. Its answer is ignored. */
  | { readonly do: "leave" }
  | { readonly do: "show"; readonly whole: SessionEvent }
  | { readonly do: "report"; readonly error: SessionError };

type Step = readonly [queue: ContentQueue, effects: readonly Effect[]];

/** The state of the loader after a happening, and the effects to carry out. Pure. @param random uniform in [0, 1). */
export function transition(queue: ContentQueue, happening: Happening, random: number): Step {
  switch (happening.type) {
    case "noted":
      return [{ ...queue, spilled: [...queue.spilled, happening.event] }, []];
    case "load":
    case "due":
      return queue.phase === "loading" ? [queue, []] : next(queue, [{ do: "leave" }]);
    case "loaded": {
      const { event, whole } = happening;
      return next(without(queue, event), whole === null ? [] : [{ do: "show", whole }]);
    }
    case "failed":
      return failed(queue, happening.event, happening.error, random);
    case "forget":
      return [INITIAL_CONTENT, [{ do: "leave" }]];
  }
}

/** Requests the newest body that is left. */
function next(queue: ContentQueue, first: readonly Effect[]): Step {
  const event = queue.spilled.at(-1);
  if (!event) return [{ ...queue, phase: "idle" }, first];
  return [{ ...queue, phase: "loading" }, [...first, { do: "fetch", event }]];
}

/** Gives a body up, or waits for another attempt. The beginning of the body, which the log has, stays shown. */
function failed(queue: ContentQueue, event: SessionEvent, error: SessionError, random: number): Step {
  const report: Effect = { do: "report", error };
  const refusals = error.status === 401 ? queue.refusals + 1 : 0;
  if (!isWorthAnother(error, queue.attempt, refusals)) return next(without(queue, event), [report]);
  const attempt = queue.attempt + 1;
  const milliseconds = nextDelay({ attempt, retryAfter: error.retryAfter, random });
  return [{ ...queue, phase: "waiting", attempt, refusals }, [report, { do: "wait", milliseconds }]];
}

function isWorthAnother(error: SessionError, attempt: number, refusals: number): boolean {
  if (error.status === 401) return refusals < MAX_REFUSALS;
  return error.retryable && (error.code === "network" || attempt < MAX_ATTEMPTS);
}

function without(queue: ContentQueue, event: SessionEvent): ContentQueue {
  return { ...queue, spilled: queue.spilled.filter((other) => other !== event), attempt: 0, refusals: 0 };
}
