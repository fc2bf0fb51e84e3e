import type { Clock } from "../time/clock.js";
import type { SessionStore } from "../fold/store.js";
import { isUnclear } from "../fold/turns.js";

/** An unclear turn without an event for this long counts as ended. */
const SILENCE_MS = 60_000;
/** The silence after an answer. Another answer may follow: a command after a cold start takes up to three minutes. */
const ANSWERED_SILENCE_MS = 240_000;

/** Ends a turn after a silence, if the log does not say clearly whether the turn has ended. */
export class Lapse {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  #timer: unknown = null;

  constructor(store: SessionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.observe({
      state: ({ lastSeq, startSeq }, previous) =>
        (lastSeq !== previous.lastSeq || startSeq !== previous.startSeq) && this.#expect(),
    });
  }

  /** Restarts the timer, because an event was read. */
  #expect(): void {
    this.stop();
    const { fold } = this.#store.state;
    if (!isUnclear(fold)) return;
    const mayGoOn = fold.ending === "answered" && (fold.running !== null || !fold.ambiguous);
    const silence = mayGoOn ? ANSWERED_SILENCE_MS : SILENCE_MS;
    this.#timer = this.#clock.setTimeout(() => this.#store.dispatch({ type: "lapsed" }), silence);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}
