/**
 * Tells the time by the log's clock, which may differ from this device's, so that the duration of a step is the same
 * after a reload. An event that comes live was written just now. An event of the replay was written at some time in the
 * past.
 */
export class LogClock {
  /** The least age of the live events, in milliseconds, and their number. */
  #ahead = Infinity;
  #heard = 0;
  /** The least age of all events, in milliseconds. */
  #mostAhead = Infinity;

  /** Takes note of an event that was written at a time. */
  heard(written: Date, isLive: boolean, now = Date.now()): void {
    const age = now - written.getTime();
    this.#mostAhead = Math.min(this.#mostAhead, age);
    if (!isLive) return;
    this.#heard += 1;
    this.#ahead = Math.min(this.#ahead, age);
  }

  /** The log's time now, epoch milliseconds. */
  now(now = Date.now()): number {
    // A single live event may have come late, for example after the device has slept.
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
