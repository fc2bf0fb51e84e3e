import type { Facts, SendQueue } from "./queue.js";

/** A wake-up cuts a wait short at most this often. */
const WAKE_APART_MS = 5_000;
/** A wake-up cuts a wait that the server asked for short at most this often. */
const TOLD_WAKE_APART_MS = 30_000;

/** Lets no attempt be made before `until`. @param isTold whether the server asks for it. */
export function hold(queue: SendQueue, until: number, { now }: Facts, isTold: boolean): SendQueue {
  if (until <= queue.notBefore) return queue;
  return { ...queue, notBefore: until, holdMs: until - now, isTold };
}

/** Ends every wait. */
export function eager(queue: SendQueue): SendQueue {
  const aside = queue.aside.map(({ key }) => ({ key, until: -Infinity }));
  return { ...queue, attempts: 0, notBefore: -Infinity, isTold: false, pausedBy: null, aside };
}

/** A wake-up, by the network or by a look at the page, may cut a wait short, but not always. */
export function woken(queue: SendQueue, { now }: Facts): SendQueue {
  const { aside, notBefore, pausedBy, wokenAt } = queue;
  const isHeld = pausedBy !== null || notBefore > now;
  if (!isHeld && aside.every(({ until }) => until <= now)) return eager(queue);
  const isTold = pausedBy !== null || (notBefore > now && queue.isTold);
  const next = wokenAt + (isTold ? TOLD_WAKE_APART_MS : WAKE_APART_MS);
  if (now < wokenAt || now >= next) return { ...eager(queue), wokenAt: now };
  // A wake-up that comes too soon counts once its time has come.
  return isTold ? queue : { ...queue, notBefore: Math.min(notBefore, next) };
}
