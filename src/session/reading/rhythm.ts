const SHORTEST_SILENCE_MS = 20_000;
const LONGEST_SILENCE_MS = 120_000;
/** Until a first heartbeat has shown the server's rhythm. */
const UNKNOWN_SILENCE_MS = 20_000;

const SHORTEST_ANSWER_MS = 15_000;
const LONGEST_ANSWER_MS = 120_000;

/**
 * What has been learnt of a server's pace: how long it is silent on an open stream, and how long it takes to
 * answer. Outlives a connection. A limit that was reached may have been too short, so the next one is longer.
 */
export class Rhythm {
  /** The longest silence that ended by itself. */
  #longestGap = 0;
  /** No silence shorter than this is taken for an end, as one that was may have been none. */
  #leastSilence = 0;
  #answerLimit = SHORTEST_ANSWER_MS;

  /** A silence longer than this is the end of a stream. */
  get silenceLimit(): number {
    // Gaps below a second are the pace of a replay, not of heartbeats.
    const usual =
      this.#longestGap < 1000 ? UNKNOWN_SILENCE_MS : Math.max(SHORTEST_SILENCE_MS, 3 * this.#longestGap);
    return Math.min(LONGEST_SILENCE_MS, Math.max(usual, this.#leastSilence));
  }

  /** An answer that takes longer than this does not come. */
  get answerLimit(): number {
    return this.#answerLimit;
  }

  /** A silence was ended by the server. */
  heardAfter(milliseconds: number): void {
    this.#longestGap = Math.max(this.#longestGap, Math.min(milliseconds, LONGEST_SILENCE_MS / 3));
  }

  /** A silence was taken for the end of a stream. */
  gaveUp(): void {
    this.#leastSilence = 2 * this.silenceLimit;
  }

  /** A stream opened anew brought what the silent one had kept: it was right to give that one up. */
  wasRight(): void {
    this.#leastSilence = 0;
  }

  answered(): void {
    this.#answerLimit = Math.max(SHORTEST_ANSWER_MS, this.#answerLimit / 2);
  }

  /** There was no answer in time. */
  unanswered(): void {
    this.#answerLimit = Math.min(LONGEST_ANSWER_MS, 2 * this.#answerLimit);
  }
}
