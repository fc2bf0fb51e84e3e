import { nextDelay } from "../time/backoff.js";
import type { Facts, Reading } from "./reading.js";

/** Signs of life of the page cut waits short at most this often. */
export const WAKE_APART_MS = 5_000;

/** Whether the server has asked for a wait that is not over. */
export function isHeld({ error, retryAt }: Reading, { now }: Facts): boolean {
  return retryAt !== null && retryAt > now && (error?.retryAfter ?? null) !== null;
}

/** Whether such a wait was cut short once before, and is kept this time. */
export function isToWait(reading: Reading, facts: Facts): boolean {
  return reading.hasUndercut && isHeld(reading, facts);
}

/** Whether a wait was cut short within {@link WAKE_APART_MS}. A clock that was set back since says nothing. */
export function isAwake({ wokenAt }: Reading, { now }: Facts): boolean {
  return now >= wokenAt && now - wokenAt < WAKE_APART_MS;
}

/** Milliseconds until the next attempt. */
export function delayAfter(
  { isHidden }: Reading,
  attempt: number,
  retryAfter: number | null,
  { random }: Facts,
): number {
  return nextDelay({ attempt, retryAfter, hidden: isHidden, random });
}
