import type { Level, SessionEvent } from "../../wire/events.js";
import { SessionError } from "../../wire/errors.js";
import type { Wire } from "../../wire/wire.js";
import type { SessionStore } from "../fold/store.js";
import { readLevel } from "../state/session-view.js";

/** How far the log has been read, besides what the state knows. */
export interface LogPlace {
  /** No event up to this seq is asked for again: each was read, cannot be read, or is left out at this level. */
  passed: number;
  /** The seq after which a frame came that was too long to be read; null when none did. */
  tooLongAfter: number | null;
}

/** Folds what was read into the state, and tells after which seq reading continues. */
export class LogIntake {
  readonly #store: SessionStore;
  readonly #wire: Wire;
  readonly #place: LogPlace;
  readonly #onRead: (after: number, events: readonly SessionEvent[]) => void;

  /** @param onRead called with the events that were folded, and with the seq after which they were read. */
  constructor(
    store: SessionStore,
    wire: Wire,
    place: LogPlace,
    onRead: (after: number, events: readonly SessionEvent[]) => void,
  ) {
    this.#onRead = onRead;
    this.#store = store;
    this.#wire = wire;
    this.#place = place;
  }

  /** The seq after which the log is read next, and its level. */
  get cursor(): { readonly after: number; readonly level: Level } {
    const { kept, lastSeq, startSeq, view } = this.#store.state;
    // Events of the cache do not count as read.
    const read = kept ? 0 : Math.max(lastSeq, startSeq);
    return {
      after: Math.max(read, view.afterSeq, this.#place.passed),
      level: readLevel(view),
    };
  }

  /** Folds events that were read, and reports them to `onRead`. */
  deliver(events: readonly SessionEvent[]): void {
    const { after } = this.cursor;
    this.#fold(events);
    this.#onRead(after, events);
  }

  /** Folds events. An event that cannot be folded is left out, and not asked for again. */
  #fold(events: readonly SessionEvent[]): void {
    try {
      this.#store.dispatch({ type: "events", events: events.map((event) => this.#wire.read(event)) });
    } catch (cause) {
      const [event] = events;
      if (events.length > 1 || !event) return events.forEach((one) => this.#fold([one]));
      this.#place.passed = Math.max(this.#place.passed, event.seq);
      this.#store.report(new SessionError("protocol", `The event ${event.seq} cannot be read.`, { cause }));
    }
  }

  /** Continues reading after this seq, because no event up to it is of this level. */
  pass(seq: number): void {
    const { after } = this.cursor;
    this.#place.passed = Math.max(this.#place.passed, seq);
    this.#onRead(after, []);
  }

  /** Skips a frame that is too long to be read. A frame of unknown seq, given as 0, is requested at most twice. */
  leaveOut(seq: number): void {
    const { after } = this.cursor;
    if (seq > after) this.#place.passed = seq;
    else if (this.#place.tooLongAfter === after) this.#place.passed = after + 1;
    this.#place.tooLongAfter = after;
    this.#onRead(after, []);
  }
}
