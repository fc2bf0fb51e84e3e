import type { SessionError } from "../../wire/errors.js";
import type { Facts, Reading } from "./reading.js";

/** The pause between two requests of a polled log: while the agent is idle, and while it works. */
const POLL_IDLE_MS = 1_000;
const POLL_WORKING_MS = 500;
/** The pause between two requests in a hidden tab. */
const POLL_UNSEEN_MS = 5_000;
/** The longest wait after a failed request of a polled log. */
const POLL_AGAIN_LONGEST_MS = 10_000;
/** The pause between two pages in a tab that has been hidden for long, or of a session that has ended. */
export const POLL_HIDDEN_MS = 30_000;

/** The pause before the next request of a polled log, in milliseconds. */
export function pollAfter({ closedBy, isHidden, isHiddenLong }: Reading, { isWorking }: Facts): number {
  if (isHiddenLong || closedBy) return POLL_HIDDEN_MS;
  if (isHidden) return POLL_UNSEEN_MS;
  return isWorking ? POLL_WORKING_MS : POLL_IDLE_MS;
}

/**
 * The wait after a failure, in milliseconds. It is shorter for a polled log, where new events are seen only after it.
 */
export function againAfter(delay: number, { retryAfter }: SessionError, { live }: Facts): number {
  return live === "poll" ? Math.min(delay, POLL_AGAIN_LONGEST_MS + (retryAfter ?? 0)) : delay;
}

/**
 * The pause before a stream is tried again after it brought nothing. The pause doubles each time, up to the longest.
 */
const STREAM_AGAIN_MS = 10_000;
const STREAM_AGAIN_LONGEST_MS = 10 * 60_000;

/** Whether pages are to be read now instead of a stream. */
export function isForPages({ attempt, isHiddenLong, streamAfter }: Reading, { live, now }: Facts): boolean {
  return live === "poll" || isHiddenLong || now < streamAfter || (attempt > 0 && attempt % 2 === 0);
}

/** The reading after a stream that brought nothing: pages are read for a while. */
export function withoutStream(reading: Reading, { now }: Facts): Reading {
  const wait = Math.min(STREAM_AGAIN_LONGEST_MS, STREAM_AGAIN_MS * 2 ** reading.uselessStreams);
  return { ...reading, streamAfter: now + wait, uselessStreams: Math.min(reading.uselessStreams + 1, 10) };
}
