import type { SessionError } from "../../wire/errors.js";
import type { Facts, Reading } from "./reading.js";

/** The pause between two requests for a log that is not sent as it grows, without a turn and during one. */
const POLL_IDLE_MS = 1_000;
const POLL_WORKING_MS = 500;
/** The pause between two requests in a tab that nobody looks at. */
const POLL_UNSEEN_MS = 5_000;
/** The longest wait after a failure to read a log that is asked for page by page. */
const POLL_AGAIN_LONGEST_MS = 10_000;
/** The pause between two pages in a tab that is hidden for long, or of a log that grows no more. */
export const POLL_HIDDEN_MS = 30_000;

/** The pause before the next request for a log that is asked for page by page, in milliseconds. */
export function pollAfter({ closedBy, isHidden, isHiddenLong }: Reading, { isWorking }: Facts): number {
  if (isHiddenLong || closedBy) return POLL_HIDDEN_MS;
  if (isHidden) return POLL_UNSEEN_MS;
  return isWorking ? POLL_WORKING_MS : POLL_IDLE_MS;
}

/**
 * The wait after a failure, in milliseconds. It is short for a log that is asked for page by page: a person waits for
 * the next answer.
 */
export function againAfter(delay: number, { retryAfter }: SessionError, { live }: Facts): number {
  return live === "poll" ? Math.min(delay, POLL_AGAIN_LONGEST_MS + (retryAfter ?? 0)) : delay;
}

/** A stream is tried again this long after it was of no use, and each time after twice as long. */
const STREAM_AGAIN_MS = 10_000;
const STREAM_AGAIN_LONGEST_MS = 10 * 60_000;

/** Whether pages are to be read in place of a stream now. */
export function isForPages({ attempt, isHiddenLong, streamAfter }: Reading, { live, now }: Facts): boolean {
  return live === "poll" || isHiddenLong || now < streamAfter || (attempt > 0 && attempt % 2 === 0);
}

/** The reading after a stream that was of no use: pages are read for a while. */
export function withoutStream(reading: Reading, { now }: Facts): Reading {
  const wait = Math.min(STREAM_AGAIN_LONGEST_MS, STREAM_AGAIN_MS * 2 ** reading.uselessStreams);
  return { ...reading, streamAfter: now + wait, uselessStreams: Math.min(reading.uselessStreams + 1, 10) };
}
