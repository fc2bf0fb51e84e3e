/** Deals with one happening after the other, in order, also where dealing with one makes the next one happen. */
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
      // One that throws must not keep all that come later waiting.
      this.#isDealing = false;
    }
  }
}
