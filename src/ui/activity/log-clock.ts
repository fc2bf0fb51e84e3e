/**
 * The time by the log's clock, which need not be ours: so that what a step has taken is the same after a reload. What
 * comes while we watch was written just now. Of what was there before, only that it was written in the past.
 */
export class LogClock {
  /** How old the youngest of what came while we watched was, in milliseconds, and how many came. */
  #ahead = Infinity;
  #heard = 0;
  /** The same of all. */
  #mostAhead = Infinity;

  /** Something of the log has been heard of. */
  heard(written: Date, isLive: boolean, now = Date.now()): void {
    const age = now - written.getTime();
    this.#mostAhead = Math.min(this.#mostAhead, age);
    if (!isLive) return;
    this.#heard += 1;
    this.#ahead = Math.min(this.#ahead, age);
  }

  /** Epoch milliseconds. */
  now(now = Date.now()): number {
    // One alone may have come late, as after the sleep of a device.
    return now - Math.min(this.#heard > 1 ? this.#ahead : 0, this.#mostAhead);
  }
}

const clocks = new WeakMap<object, LogClock>();

/** The clock of the log that an element shows. */
export function clockOf(host: object): LogClock {
  let clock = clocks.get(host);
  if (!clock) clocks.set(host, (clock = new LogClock()));
  return clock;
}
