/**
 * Estimates the current time by the log's clock, which may differ from this device's clock, so that the duration of a
 * running step is the same after a reload. A live event was written just now; a replayed event was written at some time
 * in the past.
 */
export class LogClock {
  /** The smallest age of a live event, in milliseconds, and the number of live events. */
  #ahead = Infinity;
  #heard = 0;
  /** The smallest age of any event, in milliseconds. */
  #mostAhead = Infinity;

  /** Records an event that was written at the time `written`. */
  heard(written: Date, isLive: boolean, now = Date.now()): void {
    const age = now - written.getTime();
    this.#mostAhead = Math.min(this.#mostAhead, age);
    if (!isLive) return;
    this.#heard += 1;
    this.#ahead = Math.min(this.#ahead, age);
  }

  /** The current time by the log's clock, epoch milliseconds. */
  now(now = Date.now()): number {
    // A single live event may have been delayed, for example because the device slept.
    return now - Math.min(this.#heard > 1 ? this.#ahead : 0, this.#mostAhead);
  }
}

const clocks = new WeakMap<object, LogClock>();

/** The clock of the log that a chat shows. */
export function clockOf(host: object): LogClock {
  let clock = clocks.get(host);
  if (!clock) clocks.set(host, (clock = new LogClock()));
  return clock;
}
