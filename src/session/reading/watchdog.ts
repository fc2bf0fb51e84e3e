import type { Clock } from "../time/clock.js";

const TICK = 5_000;
const SHORTEST = 20_000;
const LONGEST = 120_000;
/** Until a first heartbeat has shown the server's rhythm. */
const UNKNOWN = 60_000;

/**
 * Finds a stream that stays open and goes silent. Any byte feeds it; the limit is three times the longest
 * silence seen so far. It goes by the wall clock, so that the first tick after a sleep finds it out.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #onSilence: () => void;
  #timer: unknown = null;
  #fedAt = 0;
  #longestGap = 0;

  constructor(clock: Clock, onSilence: () => void) {
    this.#clock = clock;
    this.#onSilence = onSilence;
  }

  start(): void {
    this.stop();
    this.#fedAt = this.#clock.now();
    this.#tick();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  feed(): void {
    const now = this.#clock.now();
    this.#longestGap = Math.max(this.#longestGap, Math.min(now - this.#fedAt, LONGEST / 3));
    this.#fedAt = now;
  }

  /** Looks now: for a tab that wakes up. Returns whether the stream was given up. */
  check(): boolean {
    // A clock that was set back must not make it wait until the old time comes again.
    this.#fedAt = Math.min(this.#fedAt, this.#clock.now());
    if (this.#clock.now() - this.#fedAt < this.#limit) return false;
    this.stop();
    this.#onSilence();
    return true;
  }

  get #limit(): number {
    // Gaps below a second are the pace of a replay, not of heartbeats.
    if (this.#longestGap < 1000) return UNKNOWN;
    return Math.min(LONGEST, Math.max(SHORTEST, 3 * this.#longestGap));
  }

  #tick(): void {
    this.#timer = this.#clock.setTimeout(() => {
      if (!this.check()) this.#tick();
    }, TICK);
  }
}
