import type { SessionError } from "../../wire/errors.js";
import type { Facts, Reading } from "./reading.js";

/** How often a log is asked for that is not sent as it grows, and while a turn runs. */
const POLL_IDLE_MS = 1_000;
const POLL_WORKING_MS = 500;
/** The same while nobody looks. */
const POLL_UNSEEN_MS = 5_000;
/** The longest wait after a failure, where the log is asked for. */
const POLL_AGAIN_LONGEST_MS = 10_000;
/** How often pages are read in a tab that is hidden for long, or of a log that grows no more. */
export const POLL_HIDDEN_MS = 30_000;

/** When a log that is asked for is asked for next. */
export function pollAfter({ closedBy, isHidden, isHiddenLong }: Reading, { isWorking }: Facts): number {
  if (isHiddenLong || closedBy) return POLL_HIDDEN_MS;
  if (isHidden) return POLL_UNSEEN_MS;
  return isWorking ? POLL_WORKING_MS : POLL_IDLE_MS;
}

/** How long to wait after a failure: of a log that is asked for, somebody waits for the next answer. */
export function againAfter(delay: number, { retryAfter }: SessionError, { live }: Facts): number {
  return live === "poll" ? Math.min(delay, POLL_AGAIN_LONGEST_MS + (retryAfter ?? 0)) : delay;
}

/** A stream of no use is tried again after this, and each time after twice as long. */
const STREAM_AGAIN_MS = 10_000;
const STREAM_AGAIN_LONGEST_MS = 10 * 60_000;

/** Whether no stream is to be tried now: it would be of no use, or pages are worth a try in its place. */
export function isForPages({ attempt, isHiddenLong, streamAfter }: Reading, { live, now }: Facts): boolean {
  return live === "poll" || isHiddenLong || now < streamAfter || (attempt > 0 && attempt % 2 === 0);
}

/** After a stream that was of no use, pages are read for a while. */
export function withoutStream(reading: Reading, { now }: Facts): Reading {
  const wait = Math.min(STREAM_AGAIN_LONGEST_MS, STREAM_AGAIN_MS * 2 ** reading.uselessStreams);
  return { ...reading, streamAfter: now + wait, uselessStreams: Math.min(reading.uselessStreams + 1, 10) };
}
