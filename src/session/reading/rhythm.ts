const SHORTEST_SILENCE_MS = 20_000;
const LONGEST_SILENCE_MS = 120_000;
/** The silence limit before a first heartbeat has shown the server's rhythm. */
const UNKNOWN_SILENCE_MS = 20_000;

const SHORTEST_ANSWER_MS = 15_000;
const LONGEST_ANSWER_MS = 120_000;

/**
 * Adapts two limits to a server: how long an open stream may be silent, and how long an answer may take. One object
 * serves all connections of a session. A limit that was exceeded may have been too short, so the next one is longer.
 */
export class Rhythm {
  /** The longest silence after which the server has sent something, in milliseconds. */
  #longestGap = 0;
  /**
   * The lower bound of the silence limit. It is raised after each silence that ended a stream, because the limit may
   * have been too short.
   */
  #leastSilence = 0;
  #answerLimit = SHORTEST_ANSWER_MS;

  /** The silence limit in milliseconds: a stream that is silent for longer counts as broken. */
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

  /** Records a silence after which the server has sent something. */
  heardAfter(milliseconds: number): void {
    this.#longestGap = Math.max(this.#longestGap, Math.min(milliseconds, LONGEST_SILENCE_MS / 3));
  }

  /** Records that a stream was ended for its silence. */
  gaveUp(): void {
    this.#leastSilence = 2 * this.silenceLimit;
  }

  /** Records that it was right to end the silent stream, because the next stream brought events. */
  wasRight(): void {
    this.#leastSilence = 0;
  }

  /** Records a request that was answered in time. */
  answered(): void {
    this.#answerLimit = Math.max(SHORTEST_ANSWER_MS, this.#answerLimit / 2);
  }

  /** Records a request that was not answered in time. */
  unanswered(): void {
    this.#answerLimit = Math.min(LONGEST_ANSWER_MS, 2 * this.#answerLimit);
  }
}
