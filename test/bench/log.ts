import { eventsOf, frameOf, type LoggedEvent, type Message } from "./transcripts.js";

/** The maximal number of events in a page. */
const PAGE_EVENTS = 500;

/** A session's log as prepared bytes, so that measurements contain little of the server's work. */
export class Log {
  readonly #events: readonly LoggedEvent[];
  readonly #frames: Buffer;
  /** The offset of each event's frame. */
  readonly #starts: readonly number[];

  constructor(messages: readonly Message[]) {
    this.#events = messages.flatMap(eventsOf);
    const frames = this.#events.map((event) => Buffer.from(frameOf(event)));
    let start = 0;
    this.#starts = frames.map(({ length }) => (start += length) - length);
    this.#frames = Buffer.concat(frames);
  }

  /** The frames of the events after `seq`. */
  framesAfter(seq: number): Buffer {
    return this.#frames.subarray(this.#starts[this.#indexAfter(seq)] ?? this.#frames.length);
  }

  /** A page of at most `limit` events after `seq`, as the API returns it. */
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
      if ((this.#events[middle] as LoggedEvent).seq > seq) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
