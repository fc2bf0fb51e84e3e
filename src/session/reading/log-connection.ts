import type { Batch, LogStream, Page, Wire } from "../../wire/wire.js";
import { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Grant } from "../access/grant.js";
import type { SessionStore } from "../fold/store.js";
import { readLevel } from "../state/state.js";
import type { Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";
import type { StreamEnd } from "./reading.js";
import type { Rhythm } from "./rhythm.js";
import { Watchdog } from "./watchdog.js";

/** A replay that pauses for this long may be over: a page is read to find out. */
const QUIET_MS = 300;
/** A stream that has brought nothing for this long may be held back on its way: pages are read beside it. */
const MUTE_MS = 1_000;
/** Pages are read so far apart while a stream brings nothing. */
const BESIDE_MS = 2_000;
/** A server says with a comment that its replay is over. After this long a comment may be its heartbeat. */
const TRUST_MS = 5_000;
/** Without pages to be had, so many failures later, a quiet stream is taken for read to its end. */
const MOST_FAILURES = 3;
/** A stream that ends sooner than this without an event counts as a failed attempt. */
const SHORT_LIVED_MS = 5_000;
/** The longest the log is folded without letting the page breathe. */
const SLICE_MS = 12;

/** What outlives a connection. */
export interface LogMemory {
  readonly rhythm: Rhythm;
  /** Nothing up to this seq is asked for again: it cannot be read, or is left out at this level. */
  passed: number;
  /** After this seq there came a frame too long to be read; null when none did. */
  tooLongAfter: number | null;
}

/** What a connection works with. */
export interface LogConnectionOptions {
  readonly store: SessionStore;
  readonly wire: Wire;
  readonly clock: Clock;
  readonly grant: Grant;
  readonly memory: LogMemory;
  /** Ends the connection. Nothing is told to the store after that. */
  readonly signal: AbortSignal;
  /** The log can be read: something of it has come, be it that there is nothing new. */
  readonly onOpen: () => void;
  /** A page was read. */
  readonly onPage: (after: number, page: Page) => void;
}

/**
 * One connection to the log, as a stream or page by page: tells the store what comes, and watches it. A stream
 * is not taken at its word: whether it has brought all there is, a page says.
 */
export class LogConnection {
  readonly #options: LogConnectionOptions;
  readonly #watchdog: Watchdog;
  /** Ends the requests of this connection. */
  readonly #abort = new AbortController();
  /** Rejects when the stream is of no use any more. */
  readonly #givenUp: Promise<never>;
  #giveUp: (error: SessionError) => void = () => {};
  readonly #startSeq: number;
  /** When the stream was answered, and when it first and last brought bytes. */
  #answeredAt: number | null = null;
  #firstHeardAt: number | null = null;
  #lastHeardAt = 0;
  /** How often it has brought bytes, and how often events. */
  #reads = 0;
  #eventReads = 0;
  #isBypassed = false;
  /** Pages that could not be had beside the stream, in a row. */
  #failures = 0;
  #doubtTimer: unknown = null;
  #isLooking = false;

  constructor(options: LogConnectionOptions) {
    this.#options = options;
    const { clock, memory, signal, store } = options;
    this.#startSeq = store.state.lastSeq;
    this.#givenUp = new Promise((_, reject) => (this.#giveUp = reject));
    this.#givenUp.catch(() => {});
    const silent = () => this.#giveUp(new SessionError("network", "Nothing was heard of the stream."));
    this.#watchdog = new Watchdog(clock, memory.rhythm, silent);
    signal.addEventListener("abort", () => this.#end(), { once: true });
  }

  /** How the stream has ended. */
  get end(): StreamEnd {
    if (this.#isBypassed) return "bypassed";
    if (this.#firstHeardAt === null) return "mute";
    const lived = this.#options.clock.now() - this.#firstHeardAt;
    const isHealthy = lived >= SHORT_LIVED_MS || this.#options.store.state.lastSeq > this.#startSeq;
    return isHealthy ? "healthy" : "brief";
  }

  /** Looks whether it is still alive: for a tab that wakes up. */
  check(): void {
    this.#watchdog.check();
  }

  /** Follows the stream to its end. @throws {SessionError} as the wire does; `network` when it breaks. */
  async stream(): Promise<void> {
    const { clock, memory, store } = this.#options;
    const { rhythm } = memory;
    const stopObserving = store.observe({ state: () => this.#isAwaited && this.#expectDoubt(BESIDE_MS) });
    this.#expectDoubt(MUTE_MS);
    try {
      const opened = await Promise.race([this.#request(), this.#givenUp]);
      rhythm.answered();
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
      await this.#readPages(() => !this.#options.signal.aborted);
      this.#options.memory.rhythm.answered();
    } finally {
      this.#end();
    }
  }

  #request(): Promise<LogStream> {
    const { grant, wire } = this.#options;
    return this.#answered(async (signal) => {
      // `signal` counts until the answer is there; the connection's own signal ends the stream after it too.
      signal.addEventListener("abort", () => this.#abort.abort());
      if (!wire.stream) throw new SessionError("config", "This wire has no stream.");
      const opened = await wire.stream({ ...this.#cursor(), ...grant, signal: this.#abort.signal });
      // A host's own `fetch` may not know signals.
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
    const { clock, memory, onOpen, store } = this.#options;
    this.#watchdog.feed();
    this.#reads += 1;
    this.#lastHeardAt = clock.now();
    this.#firstHeardAt ??= this.#lastHeardAt;
    if (this.#reads === 1) onOpen();
    for (const error of errors) store.report(error);
    if (events.length > 0) this.#deliver(events);
    // Who is told of an event may begin another conversation at once.
    if (this.#abort.signal.aborted) return;
    if (events.length > 0 && this.#eventReads === 0 && store.state.lastSeq > this.#startSeq)
      memory.rhythm.wasRight();
    if (events.length > 0) this.#eventReads += 1;
    if (unreadable !== undefined) this.#leaveOut(unreadable);
    const isTrusted = this.#lastHeardAt - this.#firstHeardAt < TRUST_MS;
    if (heartbeat && this.#eventReads > 0 && isTrusted) store.dispatch({ type: "caught-up" });
    clock.clearTimeout(this.#doubtTimer);
    this.#doubtTimer = null;
    if (!store.state.caughtUp) this.#expectDoubt(QUIET_MS);
    else if (this.#isAwaited) this.#expectDoubt(BESIDE_MS);
  }

  /** An event that cannot be folded is left out, and never asked for again. */
  #deliver(events: readonly SessionEvent[]): void {
    const { memory, store, wire } = this.#options;
    try {
      store.dispatch({ type: "events", events: events.map((event) => wire.read(event)) });
    } catch (cause) {
      const [event] = events;
      if (events.length > 1 || !event) return events.forEach((one) => this.#deliver([one]));
      memory.passed = Math.max(memory.passed, event.seq);
      store.report(new SessionError("protocol", `The event ${event.seq} cannot be read.`, { cause }));
    }
  }

  /** A frame that is too long is not fetched again; one without an id not more than twice. */
  #leaveOut(seq: number): void {
    const { memory } = this.#options;
    const { after } = this.#cursor();
    if (seq > after) memory.passed = seq;
    else if (memory.tooLongAfter === after) memory.passed = after + 1;
    memory.tooLongAfter = after;
  }

  #cursor() {
    const { lastSeq, view } = this.#options.store.state;
    return {
      after: Math.max(lastSeq, view.afterSeq, this.#options.memory.passed),
      level: readLevel(view),
    };
  }

  /** The server has taken a message that the log read here does not show. */
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

  /** Reads pages beside a stream that may not bring all there is. */
  async #lookBeside(): Promise<void> {
    const { clock, store } = this.#options;
    if (store.state.caughtUp && this.#reads > 0 && !this.#isAwaited) return;
    const { signal } = this.#abort;
    const { lastSeq } = store.state;
    const [reads, eventReads] = [this.#reads, this.#eventReads];
    this.#isLooking = true;
    try {
      // A heartbeat meanwhile brings nothing that a page has.
      await this.#readPages(() => !signal.aborted && this.#eventReads === eventReads);
      if (signal.aborted) return;
      this.#failures = 0;
      const silence = this.#answeredAt && clock.now() - Math.max(this.#answeredAt, this.#lastHeardAt);
      const isHeldBack = this.#reads === reads && store.state.lastSeq > lastSeq;
      this.#isBypassed = this.#reads === 0 || (isHeldBack && (silence ?? 0) >= MUTE_MS);
      if (isHeldBack && (silence ?? 0) >= MUTE_MS)
        this.#giveUp(new SessionError("network", "The stream is held back."));
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
    this.#failures = Math.min(this.#failures + 1, MOST_FAILURES);
    if (error instanceof SessionError && error.code === "unauthorized") this.#giveUp(error);
    // No page can be had: the silence of the stream is taken as the end of its replay.
    else if (this.#reads > 0 && this.#failures === MOST_FAILURES) {
      this.#options.store.dispatch({ type: "caught-up" });
    }
  }

  /** Reads pages to the last one, which is when the log has been read, or as long as `isWanted`. */
  async #readPages(isWanted: () => boolean): Promise<void> {
    const { grant, memory, onOpen, onPage, store, wire } = this.#options;
    for (let after: number | null = this.#cursor().after; after !== null;) {
      const from: number = after;
      const page = await this.#answered((signal) =>
        wire.page({ ...this.#cursor(), after: from, ...grant, signal }),
      );
      if (!isWanted()) return;
      onOpen();
      for (const error of page.errors) store.report(error);
      this.#deliver(page.events);
      if (!isWanted()) return;
      if (page.upTo !== undefined) memory.passed = Math.max(memory.passed, page.upTo);
      onPage(from, page);
      // A cursor that does not grow would have us read the same page for good.
      after = page.next !== null && page.next > from ? page.next : null;
    }
    store.dispatch({ type: "caught-up" });
  }

  #end(): void {
    const { clock } = this.#options;
    this.#abort.abort();
    this.#watchdog.stop();
    clock.clearTimeout(this.#doubtTimer);
    this.#doubtTimer = null;
  }
}

/** Lets the browser paint and answer the person between two slices of work. */
function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return typeof scheduler?.yield === "function"
    ? scheduler.yield()
    : new Promise((resolve) => setTimeout(resolve));
}
