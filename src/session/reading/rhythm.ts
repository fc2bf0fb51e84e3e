const SHORTEST_SILENCE_MS = 20_000;
const LONGEST_SILENCE_MS = 120_000;
/** The longest silence that is allowed before a first heartbeat has shown the server's rhythm. */
const UNKNOWN_SILENCE_MS = 20_000;

const SHORTEST_ANSWER_MS = 15_000;
const LONGEST_ANSWER_MS = 120_000;

/**
 * What was learnt of a server's pace: how long it is silent on an open stream, and how long it takes to answer.
 * Outlives a connection. A limit that was reached may have been too short, so the next limit is longer.
 */
export class Rhythm {
  /** The longest silence that the server has ended, in milliseconds. */
  #longestGap = 0;
  /**
   * A shorter silence does not end a stream, because a silence of this length may have been taken for an end wrongly.
   */
  #leastSilence = 0;
  #answerLimit = SHORTEST_ANSWER_MS;

  /** A stream that is silent for longer counts as broken, in milliseconds. */
  get silenceLimit(): number {
    // Gaps below a second are the pace of a replay, not of heartbeats.
    const usual =
      this.#longestGap < 1000 ? UNKNOWN_SILENCE_MS : Math.max(SHORTEST_SILENCE_MS, 3 * this.#longestGap);
    return Math.min(LONGEST_SILENCE_MS, Math.max(usual, this.#leastSilence));
  }

  /** A request that is not answered within this time has failed, in milliseconds. */
  get answerLimit(): number {
    return this.#answerLimit;
  }

  /** Takes note of a silence that the server has ended. */
  heardAfter(milliseconds: number): void {
    this.#longestGap = Math.max(this.#longestGap, Math.min(milliseconds, LONGEST_SILENCE_MS / 3));
  }

  /** Takes note of a silence that was taken for the end of a stream. */
  gaveUp(): void {
    this.#leastSilence = 2 * this.silenceLimit;
  }

  /** Takes note that giving the silent stream up was right: the next stream brought what that one had kept. */
  wasRight(): void {
    this.#leastSilence = 0;
  }

  answered(): void {
    this.#answerLimit = Math.max(SHORTEST_ANSWER_MS, this.#answerLimit / 2);
  }

  /** Takes note of a request without an answer in time. */
  unanswered(): void {
    this.#answerLimit = Math.min(LONGEST_ANSWER_MS, 2 * this.#answerLimit);
  }
}
