import type { TokenStore } from "../store/tokens.js";
import { type EventStream, RETRY_MS } from "./event-stream.js";

/** Milliseconds after which a reader that was sent away comes back at the earliest. */
const MIN_RETRY_MS = 100;

/** Readers that are sent away at once come back within as many milliseconds each, and within the longest time. */
const RETRY_APART_MS = 5;
const LONGEST_RETRY_MS = 5000;

/** Tokens that are asked after in one query. */
const TOKENS_PER_LOOK = 1000;

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

  /** Cuts the streams of one session, or all of them, without an orderly end; returns how many. */
  drop(session?: string): number {
    const chosen = [...this.#streams].filter((stream) => session === undefined || stream.session === session);
    for (const stream of chosen) stream.drop();
    return chosen.length;
  }

  /** Ends the streams of a session whose readers came with a client token. */
  expire(session: string): void {
    for (const stream of this.#streams) {
      if (stream.session === session && stream.token !== null) stream.end();
    }
  }

  /** Ends the streams whose readers' client tokens grant nothing any more: another process may have ended them. */
  async endRevoked(tokens: Pick<TokenStore, "alive">): Promise<void> {
    const hashes = [...new Set([...this.#streams].flatMap(({ token }) => token ?? []))];
    for (let at = 0; at < hashes.length; at += TOKENS_PER_LOOK) {
      const asked = hashes.slice(at, at + TOKENS_PER_LOOK);
      const alive = await tokens.alive(asked);
      const gone = new Set(asked.filter((hash) => !alive.has(hash)));
      for (const stream of this.#streams) {
        if (stream.token !== null && gone.has(stream.token)) stream.end();
      }
    }
  }

  /**
   * Ends all streams one by one over a time, and asks their readers to come back at moments spread over it too: the
   * servers that take them do not have them all at once.
   *
   * @param spread milliseconds
   */
  async sendAway(spread: number): Promise<void> {
    const streams = [...this.#streams];
    const pause = spread / Math.max(1, streams.length);
    let due = Date.now();
    for (const stream of streams) {
      due += pause;
      const early = due - Date.now();
      if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
      stream.sendAway(Math.round(MIN_RETRY_MS + Math.random() * spread));
    }
  }

  /** Ends all streams, and asks their readers to come back at moments apart: whoever starts next has all of them. */
  end(): void {
    const spread = Math.min(LONGEST_RETRY_MS, this.size * RETRY_APART_MS);
    for (const stream of this.#streams) stream.sendAway(Math.round(RETRY_MS + Math.random() * spread));
  }
}
