import { hold } from "./mismatch.js";

/** Waits for conditions that change only when something arrives. */
export class Arrivals {
  #check: () => void = () => {};

  /** To be called when something has arrived. */
  notify(): void {
    this.#check();
  }

  /**
   * Waits until a condition is true; it is checked at each arrival.
   *
   * @param missing describes what has not arrived, if the condition stays false
   * @throws Mismatch if the condition is false after `timeoutMs`; also what `isTrue` throws
   */
  async until(isTrue: () => boolean, missing: () => string, timeoutMs: number): Promise<void> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#check();
    }, timeoutMs);
    try {
      while (!isTrue()) {
        hold(!isLate, `${missing()} within ${timeoutMs / 1000} s.`);
        await new Promise<void>((resolve) => (this.#check = resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
