import type { Clock } from "../time/clock.js";
import type { Rhythm } from "./rhythm.js";

const TICK_MS = 5_000;

/**
 * Detects a stream that stays open and goes silent. Any byte feeds the watchdog; {@link Rhythm} has the silence limit.
 * It compares wall-clock times, so that the first tick after the device slept detects the silence.
 */
export class Watchdog {
  readonly #clock: Clock;
  readonly #rhythm: Rhythm;
  readonly #onSilence: () => void;
  #timer: unknown = null;
  #fedAt = 0;

  constructor(clock: Clock, rhythm: Rhythm, onSilence: () => void) {
    this.#clock = clock;
    this.#rhythm = rhythm;
    this.#onSilence = onSilence;
  }

  start(): void {
    this.stop();
    this.#fedAt = this.#clock.now();
    this.#tick();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  feed(): void {
    const now = this.#clock.now();
    this.#rhythm.heardAfter(now - this.#fedAt);
    this.#fedAt = now;
  }

  /** Checks now, for example when the device has been asleep. */
  check(): void {
    if (this.#timer === null) return;
    // After the clock was set back, the silence must not seem to begin in the future.
    this.#fedAt = Math.min(this.#fedAt, this.#clock.now());
    if (this.#clock.now() - this.#fedAt < this.#rhythm.silenceLimit) return;
    this.stop();
    this.#rhythm.gaveUp();
    this.#onSilence();
  }

  #tick(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.check();
      if (this.#timer !== null) this.#tick();
    }, TICK_MS);
  }
}
