import type { TokenStore } from "../store/tokens.js";
import { type EventStream, RETRY_MS } from "./event-stream.js";

/** The shortest time after which a reader is asked to reconnect. */
const MIN_RETRY_MS = 100;

/** Readers that are asked to reconnect at the same time get this much time each, within the longest time. */
const RETRY_APART_MS = 5;
const LONGEST_RETRY_MS = 5000;

/** Tokens that one query checks. */
const TOKENS_PER_QUERY = 1000;

/** The event streams that are open now. */
export class OpenStreams {
  readonly #streams = new Set<EventStream>();

  get size(): number {
    return this.#streams.size;
  }

  add(stream: EventStream): void {
    this.#streams.add(stream);
  }

  delete(stream: EventStream): void {
    this.#streams.delete(stream);
  }

  /** Closes the connections of one session, or of all, without an orderly end; returns their number. */
  drop(session?: string): number {
    const chosen = [...this.#streams].filter((stream) => session === undefined || stream.session === session);
    for (const stream of chosen) stream.drop();
    return chosen.length;
  }

  /** Ends the streams of a session whose readers use a client token. */
  expire(session: string): void {
    for (const stream of this.#streams) {
      if (stream.session === session && stream.token !== null) stream.end();
    }
  }

  /** Ends the streams whose client tokens are no longer valid: another process may have revoked them. */
  async endRevoked(tokens: Pick<TokenStore, "valid">): Promise<void> {
    const hashes = [...new Set([...this.#streams].flatMap(({ token }) => token ?? []))];
    for (let at = 0; at < hashes.length; at += TOKENS_PER_QUERY) {
      const batch = hashes.slice(at, at + TOKENS_PER_QUERY);
      const valid = await tokens.valid(batch);
      const revoked = new Set(batch.filter((hash) => !valid.has(hash)));
      for (const stream of this.#streams) {
        if (stream.token !== null && revoked.has(stream.token)) stream.end();
      }
    }
  }

  /**
   * Ends all streams one by one over a period, and asks their readers to reconnect at moments spread over the same
   * time, so that the remaining processes do not receive all of them at once.
   *
   * @param spread milliseconds
   */
  async closeGradually(spread: number): Promise<void> {
    const streams = [...this.#streams];
    const pause = spread / Math.max(1, streams.length);
    // By a clock that is never set.
    let due = performance.now();
    for (const stream of streams) {
      due += pause;
      const early = due - performance.now();
      if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
      stream.endWithRetry(Math.round(MIN_RETRY_MS + Math.random() * spread));
    }
  }

  /**
   * Ends all streams, and asks their readers to reconnect at different moments, because the next process receives all
   * of them.
   */
  end(): void {
    const spread = Math.min(LONGEST_RETRY_MS, this.size * RETRY_APART_MS);
    for (const stream of this.#streams) stream.endWithRetry(Math.round(RETRY_MS + Math.random() * spread));
  }
}
