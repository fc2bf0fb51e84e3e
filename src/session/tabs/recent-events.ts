import type { SessionEvent } from "../../wire/events.js";

/** This many events are kept for tabs that have missed some. */
const MAX_EVENTS = 200;

/** The end of the log as this tab has read it or was told of: every event after a seq. */
export class RecentEvents {
  #events: readonly SessionEvent[] = [];
  /** The seq after which every event is known; infinity while none is. */
  #after = Infinity;
  #upTo = -1;

  /** Adds the events that were read after one seq and up to another. */
  add(after: number, upTo: number, events: readonly SessionEvent[]): void {
    if (after > this.#upTo) {
      this.#events = [];
      this.#after = after;
    }
    this.#upTo = Math.max(this.#upTo, upTo);
    if (events.length === 0) return;
    const all = [...this.#events, ...events.slice(-MAX_EVENTS)];
    const dropped = events.length > MAX_EVENTS ? events[events.length - MAX_EVENTS - 1] : undefined;
    const first = Math.max(0, all.length - MAX_EVENTS);
    this.#after = Math.max(this.#after, dropped?.seq ?? 0, all[first - 1]?.seq ?? 0);
    this.#events = all.slice(first);
  }

  /** Every event after `seq`; null when some of them are not kept. */
  since(seq: number): readonly SessionEvent[] | null {
    return seq < this.#after ? null : this.#events.filter((event) => event.seq > seq);
  }

  clear(): void {
    this.#events = [];
    this.#after = Infinity;
    this.#upTo = -1;
  }
}
