import type { Clock } from "../time/clock.js";
import type { SessionStore } from "../state/store.js";

/** Without a word about an unclear turn for this long, it has ended. */
const PATIENCE = 60_000;

/** Ends a turn of which the log does not say whether it has ended, after a silence. */
export class Lapse {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  #timer: unknown = null;

  constructor(store: SessionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The log went on: the silence begins anew. */
  expect(): void {
    this.stop();
    if (!this.#store.state.fold.ambiguous) return;
    this.#timer = this.#clock.setTimeout(() => this.#store.dispatch({ type: "lapsed" }), PATIENCE);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }
}
