import { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { ReadEvent } from "../../wire/facts.js";
import { neededFrom } from "../sending/next-message.js";
import { readLevel } from "../state/session-view.js";
import { isAllRead, isHistoryComplete, type SessionState } from "../state/state.js";
import { breathe } from "../time/breathe.js";
import { HiddenInputs } from "./hidden-inputs.js";
import { type HistoryOptions, LatePages } from "./late-pages.js";

/** A page of earlier events has about this many events. */
const PAGE_EVENTS = 150;
/** A service is asked for at most this many events at once. */
const LARGEST_PAGE_EVENTS = 500;
/** After this many events without the end of a turn, no more events are read to find one. */
const MAX_NEEDED_EVENTS = 600;
/** A page is read ahead, without a request of the person, this long after the log has been read to its end. */
const REST_MS = 1_000;

/**
 * Reads the events before the part of the log that was read first, backwards, page by page. It does so by itself until
 * the state of the turn, of every message and of the unread count is known, and then reads one page more.
 */
export class History {
  readonly #options: HistoryOptions;
  readonly #pages: LatePages;
  readonly #hidden: HiddenInputs;
  /** Ends the reading under way; aborted for good once the session is closed. */
  #activity = new AbortController();
  #page: Promise<void> | null = null;
  /** How many seqs a page spans, so that it has about {@link PAGE_EVENTS} events. */
  #span = PAGE_EVENTS;
  #restTimer: unknown = null;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#pages = new LatePages(options);
    this.#hidden = new HiddenInputs(options, this.#pages);
    options.store.observe({
      effect: ({ type }) => type === "caught-up" && this.#rest(),
      state: (state, previous) => this.#follow(state, previous),
    });
    if (options.store.state.caughtUp) this.#rest();
  }

  /**
   * Reads earlier pages until one has something to show, or none is left.
   *
   * @throws {SessionError} when a page cannot be read; the signal's reason.
   */
  async readEarlier(signal?: AbortSignal): Promise<void> {
    const { store } = this.#options;
    // The cached events that are shown may be of another log. That is known once the log has been read to its end.
    if (store.state.kept) await this.#caughtUp(signal);
    const { log } = store.state;
    while (!isHistoryComplete(store.state) && store.state.log.first === log.first) await this.#read(signal);
  }

  /**
   * Reads the whole log: up to its end, and back to its beginning.
   *
   * @throws {SessionError} when it cannot be read; the signal's reason.
   */
  async readAll(signal?: AbortSignal): Promise<void> {
    const { store } = this.#options;
    while (!isNowhere(store.state) && !isAllRead(store.state)) {
      if (store.state.caughtUp) await this.#read(signal);
      else await this.#caughtUp(signal);
      await breathe();
    }
  }

  /** Ends the reading under way: the log is left, or read anew. */
  stop(): void {
    this.close();
    this.#activity = new AbortController();
  }

  /** Ends the reading for good. */
  close(): void {
    this.#activity.abort(new SessionError("closed", "The log is not read any more."));
    this.#page = null;
    this.#span = PAGE_EVENTS;
    this.#options.clock.clearTimeout(this.#restTimer);
    this.#hidden.stop();
  }

  #follow(state: SessionState, previous: SessionState): void {
    const isAnother = state.session !== previous.session && previous.session !== null;
    // The log is read anew, from another beginning. A page that is still being read belongs before the old one.
    if (isAnother || state.startSeq > previous.startSeq || state.lastSeq < previous.lastSeq) this.stop();
    else if (state.caughtUp && state.outbox !== previous.outbox) this.#settle();
  }

  /** Reads what may settle messages: earlier events or, once all have been read, the part that is never shown. */
  #settle(): void {
    if (this.#isNeeded) void this.#readNeeded();
    else if (isHistoryComplete(this.#options.store.state)) this.#hidden.look();
  }

  /** Begins to read earlier events, because the log has been read to its end. */
  #rest(): void {
    const { clock, store } = this.#options;
    this.#settle();
    if (isHistoryComplete(store.state)) return;
    clock.clearTimeout(this.#restTimer);
    this.#restTimer = clock.setTimeout(() => void this.#readAtRest(), REST_MS);
  }

  /** Whether only earlier events can tell the state of the turn, or what has become of a message. */
  get #isNeeded(): boolean {
    const { clock, store } = this.#options;
    const { fold, startSeq } = store.state;
    if (isHistoryComplete(store.state)) return false;
    const { seam } = fold;
    const isTurnUnclear = seam?.ends.length === 0 && seam.reads.length < MAX_NEEDED_EVENTS;
    return isTurnUnclear || neededFrom(store.state, clock.now()) < startSeq;
  }

  async #readNeeded(): Promise<void> {
    const { signal } = this.#activity;
    try {
      while (this.#isNeeded) await this.#read(signal);
      if (isHistoryComplete(this.#options.store.state)) this.#hidden.look();
    } catch (error) {
      this.#failed(error, signal);
    }
  }

  /** Reads until the unread entries can be counted, and one page more for a person who scrolls up. */
  async #readAtRest(): Promise<void> {
    const { store } = this.#options;
    const { signal } = this.#activity;
    try {
      await this.readEarlier(signal);
      while (store.state.seenSeq > 0 && store.state.startSeq > store.state.seenSeq) {
        await this.#read(signal);
        await breathe();
      }
    } catch (error) {
      this.#failed(error, signal);
    }
  }

  #failed(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted && error instanceof SessionError) this.#options.store.report(error);
  }

  /** Waits until the log has been read to its end. */
  #caughtUp(signal?: AbortSignal): Promise<void> {
    const { store } = this.#options;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        stop();
        signal?.removeEventListener("abort", leave);
        settle();
      };
      const leave = () => end(() => reject(signal?.reason as Error));
      const look = (state: SessionState) => {
        const { caughtUp, connection, error } = state;
        if (caughtUp || isNowhere(state)) end(resolve);
        else if (connection === "unauthorized" || connection === "disconnected" || connection === "closed")
          end(() => reject(error ?? new SessionError("closed", "The log is not read any more.")));
      };
      const stop = store.observe({ state: look });
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave);
      look(store.state);
    });
  }

  /** Reads the page before the first event that was read. Callers share the page that is under way. */
  async #read(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#activity.signal.throwIfAborted();
    const page = (this.#page ??= this.#readPage(this.#activity.signal).finally(() => {
      if (this.#page === page) this.#page = null;
    }));
    await page;
    signal?.throwIfAborted();
  }

  #readPage(signal: AbortSignal): Promise<void> {
    return this.#pages.persist(signal, () => this.#ask(signal));
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { store, wire } = this.#options;
    const { startSeq: upTo, view } = store.state;
    const after = Math.max(view.afterSeq, upTo - this.#span);
    if (upTo <= view.afterSeq) return;
    const events = new Map<number, SessionEvent>();
    for (let from: number | null = after; from !== null && from < upTo;) {
      const asked: number = from;
      const limit = Math.min(this.#span, LARGEST_PAGE_EVENTS, 2 * PAGE_EVENTS);
      const page = await this.#pages.page({ after: asked, limit, level: readLevel(view), signal });
      if (!page) return;
      // A page may have an event twice.
      for (const event of page.events) if (event.seq <= upTo) events.set(event.seq, event);
      from = page.next !== null && page.next > asked ? page.next : null;
    }
    this.#pace(events.size, upTo - after);
    const reads = [...events.values()].map((event) => wire.read(event));
    this.#take(after, upTo, reads);
  }

  /** Sets how many seqs the next page spans, so that it has as many events as a page should have. */
  #pace(events: number, seqs: number): void {
    if (this.#options.wire.capabilities.limit)
      this.#span = Math.min(8 * seqs, Math.ceil((seqs * PAGE_EVENTS) / Math.max(1, events)));
    else this.#span = LARGEST_PAGE_EVENTS;
  }

  /** Takes in a page. A page that cannot be folded is taken in by halves, until the event at fault is left out. */
  #take(after: number, upTo: number, events: readonly ReadEvent[]): void {
    const { store } = this.#options;
    try {
      store.dispatch({ type: "earlier", after, upTo, events });
    } catch (cause) {
      const middle = events[events.length >> 1]?.event.seq;
      if (middle === undefined) throw cause;
      if (events.length === 1) {
        store.report(new SessionError("protocol", `The event ${middle} cannot be read.`, { cause }));
        return this.#take(after, upTo, []);
      }
      const isLater = ({ event }: ReadEvent) => event.seq >= middle;
      this.#take(middle - 1, upTo, events.filter(isLater));
      this.#take(
        after,
        middle - 1,
        events.filter((read) => !isLater(read)),
      );
    }
  }
}

/** Whether there is no conversation to read. While the backend is asked for one, there may be one. */
function isNowhere({ connection, session }: SessionState): boolean {
  return session === null && connection === "disconnected";
}
