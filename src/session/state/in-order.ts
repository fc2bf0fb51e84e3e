/**
 * A queue of happenings. Handles one at a time: a happening that is added while another one is handled waits for its
 * end.
 */
export class InOrder<Happening> {
  readonly #deal: (happening: Happening) => void;
  readonly #waiting: Happening[] = [];
  #isDealing = false;

  constructor(deal: (happening: Happening) => void) {
    this.#deal = deal;
  }

  happen(happening: Happening): void {
    this.#waiting.push(happening);
    if (this.#isDealing) return;
    this.#isDealing = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#deal(next);
    } finally {
      // After an error the queue goes on with the next happening.
      this.#isDealing = false;
    }
  }
}
