import type { Batch, LogStream, Page, Wire } from "../../wire/wire.js";
import { SessionError } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import { type Beginning, beginReading } from "../history/beginning.js";
import type { LogPlace } from "../history/intake.js";
import { breathe } from "../time/breathe.js";
import type { Clock } from "../time/clock.js";
import { idle } from "../time/idle.js";
import { withTimeout } from "../time/timeout.js";
import type { StreamEnd } from "./reading.js";
import type { Rhythm } from "./rhythm.js";
import { Watchdog } from "./watchdog.js";

/** A replay that pauses for this long may be over. A page is read to find out. */
const QUIET_MS = 300;
/** A stream that has brought nothing for this long may be buffered by a proxy. Pages are read beside it. */
const MUTE_MS = 1_000;
/** The pause between two pages while a stream brings nothing. */
const BESIDE_MS = 2_000;
/**
 * A comment line within this time after the first bytes marks the end of the replay. A later one may be a heartbeat.
 */
const TRUST_MS = 5_000;
/** After this many failed requests for pages in a row, a quiet stream counts as read to its end. */
const MAX_FAILURES = 3;
/** A stream that ends sooner than this without an event counts as a failed attempt. */
const SHORT_LIVED_MS = 5_000;
/** The longest time for which events are folded before the browser gets a chance to paint. */
const SLICE_MS = 12;

/** What is kept from one connection to the next. */
export interface LogMemory extends LogPlace {
  readonly rhythm: Rhythm;
  /** How many searches for the end of the log have failed. */
  searches: number;
}

/** What {@link LogConnection} works with. */
export interface LogConnectionOptions extends Omit<Beginning, "page" | "read" | "signal"> {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly grant: Grant;
  readonly memory: LogMemory;
  /** Ends the connection. Nothing is dispatched to the store after that. */
  readonly signal: AbortSignal;
  /** Called when the log can be read: the first bytes of the stream, or a page, have arrived. */
  readonly onOpen: () => void;
  /**
   * Called when the end of the log is found and a stream is about to be asked for, unless `signal` ends the connection.
   */
  readonly onStream: () => Promise<void> | void;
}

/**
 * One connection to the log, as a stream or page by page. Dispatches what arrives to the store, and watches the stream.
 * A proxy may hold back what a stream sends, so pages are read beside a quiet stream.
 */
export class LogConnection {
  readonly #options: LogConnectionOptions;
  readonly #watchdog: Watchdog;
  /** Ends the requests of this connection. */
  readonly #abort = new AbortController();
  /** Rejects when the stream is given up. */
  readonly #givenUp: Promise<never>;
  #giveUp: (error: SessionError) => void = () => {};
  readonly #startSeq: number;
  /** When the stream was answered, and when it first and last brought bytes; epoch milliseconds. Infinity: not yet. */
  #answeredAt = Infinity;
  #firstHeardAt: number | null = null;
  #lastHeardAt = 0;
  /** How often the stream has brought bytes, and how often events. */
  #reads = 0;
  #eventReads = 0;
  #isBypassed = false;
  /** How many requests for pages beside the stream have failed in a row. */
  #failures = 0;
  #doubtTimer: unknown = null;
  #isLooking = false;
  /** Whether the end of the log is being searched for. */
  isSeeking = false;

  constructor(options: LogConnectionOptions) {
    this.#options = options;
    const { clock, memory, signal, store } = options;
    this.#startSeq = store.state.lastSeq;
    this.#givenUp = new Promise((_, reject) => (this.#giveUp = reject));
    this.#givenUp.catch(() => {});
    const silent = () => this.#giveUp(new SessionError("network", "The stream went silent."));
    this.#watchdog = new Watchdog(clock, memory.rhythm, silent);
    signal.addEventListener("abort", () => this.#end(), { once: true });
  }

  /** How the stream ended. */
  get end(): StreamEnd {
    if (this.#isBypassed) return "bypassed";
    if (this.#firstHeardAt === null) return "mute";
    const lived = this.#options.clock.now() - this.#firstHeardAt;
    const { lastSeq } = this.#options.store.state;
    return lived >= SHORT_LIVED_MS || lastSeq > this.#startSeq ? "healthy" : "brief";
  }

  /** Checks whether the stream is still alive, for example when the device has been asleep. */
  check(): void {
    this.#watchdog.check();
  }

  /** Follows the stream to its end. @throws {SessionError} as the wire does; `network` when it breaks. */
  async stream(): Promise<void> {
    const { clock, memory, onStream, store } = this.#options;
    const stopObserving = store.observe({ state: () => this.#isAwaited && this.#expectDoubt(BESIDE_MS) });
    try {
      const beginning = this.#begin();
      if (beginning && (await beginning)) await this.#readRest();
      const known = onStream();
      if (known) await known;
      this.#expectDoubt(MUTE_MS);
      const opened = await Promise.race([this.#request(), this.#givenUp]);
      memory.rhythm.answered();
      this.#answeredAt = clock.now();
      this.#watchdog.start();
      await Promise.race([this.#follow(opened), this.#givenUp]);
    } finally {
      stopObserving();
      this.#end();
    }
  }

  /** Reads pages until there are no more. @throws {SessionError} as the wire does. */
  async catchUp(): Promise<void> {
    try {
      const beginning = this.#begin();
      if (beginning) await beginning;
      await this.#readPages(() => !this.#options.signal.aborted);
      this.#options.memory.rhythm.answered();
    } finally {
      this.#end();
    }
  }

  /** Searches for the end of the log, if it is to be read first; null if the first request can go out at once. */
  #begin(): Promise<boolean> | null {
    const { signal } = this.#abort;
    const page = (after: number, limit: number) => this.#page(after, limit);
    const read = (after: number, found: Page) => this.#read(after, found);
    const beginning = beginReading({ ...this.#options, signal, page, read });
    this.isSeeking = beginning !== null;
    return beginning && beginning.finally(() => (this.isSeeking = false));
  }

  /**
   * Reads what follows the place that the search has found, and waits until it is drawn: a stream would delay that.
   * Leaves the rest to the stream after a failure, which the stream may not have.
   */
  async #readRest(): Promise<void> {
    const { signal } = this.#abort;
    if (!this.#options.store.state.caughtUp) await this.#readPages(() => !signal.aborted).catch(() => {});
    await idle(signal);
  }

  #request(): Promise<LogStream> {
    const { grant, intake, wire } = this.#options;
    return this.#answered(async (signal) => {
      // `signal` ends the request until it is answered. The connection's own signal ends the stream after that too.
      signal.addEventListener("abort", () => this.#abort.abort());
      if (!wire.stream) throw new SessionError("config", "No stream.");
      const opened = await wire.stream({ ...intake.cursor, ...grant, signal: this.#abort.signal });
      // A `fetch` of the host may ignore signals.
      if (signal.aborted) opened.cancel();
      return opened;
    });
  }

  #answered<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, memory } = this.#options;
    const milliseconds = memory.rhythm.answerLimit;
    const late = () => {
      memory.rhythm.unanswered();
      return new SessionError("network", `The API gave no answer in ${milliseconds / 1000} s.`);
    };
    return withTimeout({ clock, milliseconds, signal: this.#abort.signal, late }, work);
  }

  async #follow(opened: LogStream): Promise<void> {
    const { signal } = this.#abort;
    let sliceStart = performance.now();
    for await (const batch of opened.batches(signal)) {
      if (signal.aborted) return;
      this.#heard(batch);
      if (performance.now() - sliceStart > SLICE_MS) {
        await breathe();
        if (signal.aborted) return;
        sliceStart = performance.now();
      }
    }
  }

  #heard({ events, errors, heartbeat, unreadable }: Batch): void {
    const { clock, intake, memory, onOpen, store } = this.#options;
    this.#watchdog.feed();
    this.#reads += 1;
    this.#isBypassed = false;
    this.#lastHeardAt = clock.now();
    this.#firstHeardAt ??= this.#lastHeardAt;
    if (this.#reads === 1) onOpen();
    if (events.length > 0) intake.deliver(events);
    // An observer of the event may have started another conversation.
    if (this.#abort.signal.aborted) return;
    if (events.length > 0 && this.#eventReads === 0 && store.state.lastSeq > this.#startSeq)
      memory.rhythm.wasRight();
    if (events.length > 0) this.#eventReads += 1;
    if (unreadable !== undefined) intake.leaveOut(unreadable);
    const isTrusted = this.#lastHeardAt - this.#firstHeardAt < TRUST_MS;
    if (heartbeat && this.#eventReads > 0 && isTrusted) store.dispatch({ type: "caught-up" });
    clock.clearTimeout(this.#doubtTimer);
    this.#doubtTimer = null;
    if (!store.state.caughtUp) this.#expectDoubt(QUIET_MS);
    else if (this.#isAwaited) this.#expectDoubt(BESIDE_MS);
    // An observer of an error may do so too, so the errors are reported last.
    for (const error of errors) store.report(error);
  }

  /** Whether the server has accepted a message whose event has not been read. */
  get #isAwaited(): boolean {
    const { lastSeq, outbox } = this.#options.store.state;
    return outbox.some(({ accepted }) => (accepted?.seq ?? 0) > lastSeq);
  }

  #expectDoubt(milliseconds: number): void {
    if (this.#doubtTimer !== null || this.#isLooking || this.#abort.signal.aborted) return;
    this.#doubtTimer = this.#options.clock.setTimeout(() => {
      this.#doubtTimer = null;
      void this.#lookBeside();
    }, milliseconds);
  }

  /** Reads pages beside a stream that may be held back. */
  async #lookBeside(): Promise<void> {
    const { clock, store } = this.#options;
    if (store.state.caughtUp && this.#reads > 0 && !this.#isAwaited) return;
    const { signal } = this.#abort;
    const { lastSeq } = store.state;
    const [reads, eventReads] = [this.#reads, this.#eventReads];
    this.#isLooking = true;
    try {
      // Reading goes on after a heartbeat, which brings no events.
      await this.#readPages(() => !signal.aborted && this.#eventReads === eventReads);
      if (signal.aborted) return;
      this.#failures = 0;
      const silence = clock.now() - Math.max(this.#answeredAt, this.#lastHeardAt);
      const isHeldBack = this.#reads === reads && store.state.lastSeq > lastSeq && silence >= MUTE_MS;
      this.#isBypassed = this.#reads === 0 || isHeldBack;
      if (isHeldBack) this.#giveUp(new SessionError("network", "A proxy holds the stream."));
    } catch (error) {
      if (!signal.aborted) this.#failedBeside(error);
    } finally {
      this.#isLooking = false;
    }
    if (!store.state.caughtUp || this.#reads === 0 || this.#isAwaited) {
      this.#expectDoubt(this.#reads === reads ? BESIDE_MS * 2 ** this.#failures : QUIET_MS);
    }
  }

  #failedBeside(error: unknown): void {
    this.#failures = Math.min(this.#failures + 1, MAX_FAILURES);
    if (error instanceof SessionError && error.code === "unauthorized") this.#giveUp(error);
    // Pages cannot be read, so the silence of the stream counts as the end of its replay.
    else if (this.#reads > 0 && this.#failures === MAX_FAILURES) {
      this.#options.store.dispatch({ type: "caught-up" });
    }
  }

  /**
   * Reads pages up to the last one, while `isWanted` returns true. After the last one the log has been read to its end.
   */
  async #readPages(isWanted: () => boolean): Promise<void> {
    for (let after: number | null = this.#options.intake.cursor.after; after !== null;) {
      const from: number = after;
      const page = await this.#page(from);
      if (!isWanted()) return;
      this.#read(from, page);
      if (!isWanted()) return;
      // A cursor that does not grow would give the same page again, without end.
      after = page.next !== null && page.next > from ? page.next : null;
    }
    this.#options.store.dispatch({ type: "caught-up" });
  }

  #page(after: number, limit?: number): Promise<Page> {
    const { grant, wire } = this.#options;
    const { level } = this.#options.intake.cursor;
    return this.#answered((signal) => wire.page({ after, level, ...(limit && { limit }), ...grant, signal }));
  }

  /** Delivers the events of the page after a seq. */
  #read(after: number, page: Page): void {
    const { intake, onOpen, store } = this.#options;
    onOpen();
    intake.deliver(page.events);
    // An observer of the event may have started another conversation.
    if (page.upTo !== undefined && !this.#abort.signal.aborted) intake.pass(page.upTo);
    for (const error of page.errors) store.report(error);
  }

  #end(): void {
    this.#abort.abort();
    this.#watchdog.stop();
    this.#options.clock.clearTimeout(this.#doubtTimer);
    this.#doubtTimer = null;
  }
}
