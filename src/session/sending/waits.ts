import type { Facts, SendQueue } from "./queue.js";

/** The shortest time between two wake-ups that cut a wait short. */
const WAKE_APART_MS = 5_000;
/** The same for a wait that the server asked for. */
const TOLD_WAKE_APART_MS = 30_000;

/** Allows no attempt before `until`. @param isTold whether the server asks for the wait. */
export function hold(queue: SendQueue, until: number, { now }: Facts, isTold: boolean): SendQueue {
  if (until <= queue.notBefore) return queue;
  return { ...queue, notBefore: until, holdMs: until - now, isTold };
}

/** Ends every wait. */
export function withoutWaits(queue: SendQueue): SendQueue {
  const aside = queue.aside.map(({ key }) => ({ key, until: -Infinity }));
  return { ...queue, attempts: 0, notBefore: -Infinity, isTold: false, pausedBy: null, aside };
}

/**
 * The queue after a wake-up: the network is back, or the page is visible. Cuts waits short, unless an earlier wake-up
 * did so recently.
 */
export function woken(queue: SendQueue, { now }: Facts): SendQueue {
  const { aside, notBefore, pausedBy, wokenAt } = queue;
  const isHeld = pausedBy !== null || notBefore > now;
  if (!isHeld && aside.every(({ until }) => until <= now)) return withoutWaits(queue);
  const isTold = pausedBy !== null || (notBefore > now && queue.isTold);
  const next = wokenAt + (isTold ? TOLD_WAKE_APART_MS : WAKE_APART_MS);
  if (now < wokenAt || now >= next) return { ...withoutWaits(queue), wokenAt: now };
  // A wake-up that comes too soon shortens the wait to the next allowed time.
  return isTold ? queue : { ...queue, notBefore: Math.min(notBefore, next) };
}
