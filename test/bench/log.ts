import { eventsOf, frameOf, type Logged, type Message } from "./transcripts.js";

/** The longest page of the log, in events. */
const PAGE_EVENTS = 500;

/** A session's log, ready to be written: no measurement pays for the server's work. */
export class Log {
  readonly #events: readonly Logged[];
  readonly #frames: Buffer;
  /** Where each event's frame begins. */
  readonly #starts: readonly number[];

  constructor(messages: readonly Message[]) {
    this.#events = messages.flatMap(eventsOf);
    const frames = this.#events.map((event) => Buffer.from(frameOf(event)));
    let start = 0;
    this.#starts = frames.map(({ length }) => (start += length) - length);
    this.#frames = Buffer.concat(frames);
  }

  /** The frames of what comes after `seq`. */
  framesAfter(seq: number): Buffer {
    return this.#frames.subarray(this.#starts[this.#indexAfter(seq)] ?? this.#frames.length);
  }

  /** A page of at most `limit` events after `seq`, as the API gives it. */
  pageAfter(seq: number, limit: number): string {
    const from = this.#indexAfter(seq);
    const page = this.#events.slice(from, from + Math.min(limit || PAGE_EVENTS, PAGE_EVENTS));
    const isLast = from + page.length >= this.#events.length;
    const next = isLast ? null : (page.at(-1)?.seq ?? null);
    const head = this.#events.at(-1)?.seq ?? 0;
    return `{"data":[${page.map(({ json }) => json).join(",")}],"next_cursor":${next},"head":${head}}`;
  }

  #indexAfter(seq: number): number {
    let from = 0;
    let to = this.#events.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#events[middle] as Logged).seq > seq) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
