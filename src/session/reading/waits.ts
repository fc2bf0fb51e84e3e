import { nextDelay } from "../time/backoff.js";
import type { Facts, Reading } from "./reading.js";

/**
 * The shortest time between two wake-ups that cut a wait short. A wake-up: the network is back, or the page is visible.
 */
export const WAKE_APART_MS = 5_000;

/** Whether the server has asked for a wait that is not over. */
export function isHeld({ error, retryAt }: Reading, { now }: Facts): boolean {
  return retryAt !== null && retryAt > now && (error?.retryAfter ?? null) !== null;
}

/** Whether the server has asked for a wait and one such wait was cut short before, so that this one is kept. */
export function isToWait(reading: Reading, facts: Facts): boolean {
  return reading.hasUndercut && isHeld(reading, facts);
}

/** Whether a wait was cut short less than {@link WAKE_APART_MS} ago. False after the clock was set back. */
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
