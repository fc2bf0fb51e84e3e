import type { Client } from "../../wire/client.js";
import { readBatches } from "../../wire/event-stream.js";
import type { Clock } from "../time/clock.js";
import type { Grant } from "../access/grant.js";
import type { SessionStore } from "../state/store.js";
import { Watchdog } from "./watchdog.js";

/** Without a byte for this long the replay is over, where no heartbeat says so. */
const QUIET = 300;
/** A stream that ends sooner than this without an event counts as a failed attempt. */
const SHORT_LIVED = 5_000;
/** The longest the log is folded without letting the page breathe. */
const SLICE = 12;

/** What a connection works with. */
export interface LogConnectionOptions {
  readonly store: SessionStore;
  readonly client: Client;
  readonly clock: Clock;
  readonly grant: Grant;
  /** Ends it. Nothing is told to the store after that. */
  readonly signal: AbortSignal;
  /** The server has answered. */
  readonly onOpen: () => void;
  /** Nothing was heard for too long: whoever gets this ends it. */
  readonly onSilence: () => void;
}

/** One connection to the log, as a stream or page by page: tells the store what comes, and watches it. */
export class LogConnection {
  readonly #options: LogConnectionOptions;
  readonly #watchdog: Watchdog;
  /** The last seq known, and the time, when the server answered. */
  #opened: { readonly seq: number; readonly at: number } | null = null;
  #quietTimer: unknown = null;

  constructor(options: LogConnectionOptions) {
    this.#options = options;
    this.#watchdog = new Watchdog(options.clock, options.onSilence);
  }

  /** Whether it has brought something, or held for a while: then its end is no fault. */
  get wasHealthy(): boolean {
    const { clock, store } = this.#options;
    if (!this.#opened) return false;
    return store.state.lastSeq > this.#opened.seq || clock.now() - this.#opened.at >= SHORT_LIVED;
  }

  /** Looks whether it is still alive: for a tab that wakes up. */
  check(): void {
    this.#watchdog.check();
  }

  /** Follows the stream to its end. @throws {SessionError} as the client does; `network` when it breaks. */
  async stream(): Promise<void> {
    const { client, grant, signal } = this.#options;
    try {
      this.#watchdog.start();
      const body = await client.stream({ ...this.#cursor(), ...grant, signal });
      this.#open();
      await this.#follow(body);
    } finally {
      this.#rest();
    }
  }

  /** Reads pages until there are no more. @throws {SessionError} as the client does. */
  async catchUp(): Promise<void> {
    const { client, grant, signal, store } = this.#options;
    try {
      this.#watchdog.start();
      for (let after: number | null = this.#cursor().after; after !== null;) {
        const page = await client.page({ ...this.#cursor(), after, ...grant, signal });
        this.#watchdog.feed();
        this.#open();
        for (const error of page.errors) store.report(error);
        store.dispatch({ type: "events", events: page.events });
        // A cursor that does not grow would have us read the same page for good.
        after = page.next !== null && page.next > after ? page.next : null;
      }
      store.dispatch({ type: "caught-up" });
    } finally {
      this.#rest();
    }
  }

  #open(): void {
    const { clock, onOpen, store } = this.#options;
    this.#opened ??= { seq: store.state.lastSeq, at: clock.now() };
    onOpen();
  }

  async #follow(body: ReadableStream<Uint8Array>): Promise<void> {
    const { signal, store } = this.#options;
    let sliceStart = performance.now();
    let hadEvents = false;
    this.#expectQuiet();
    for await (const { events, errors, heartbeat } of readBatches(body, signal)) {
      if (signal.aborted) return;
      this.#watchdog.feed();
      for (const error of errors) store.report(error);
      if (events.length > 0) {
        hadEvents = true;
        store.dispatch({ type: "events", events });
      }
      if (heartbeat && hadEvents) store.dispatch({ type: "caught-up" });
      this.#expectQuiet();
      if (performance.now() - sliceStart > SLICE) {
        await breathe();
        if (signal.aborted) return;
        sliceStart = performance.now();
      }
    }
  }

  #cursor() {
    const { lastSeq, view } = this.#options.store.state;
    return { after: Math.max(lastSeq, view.afterSeq), level: view.level };
  }

  #expectQuiet(): void {
    const { clock, signal, store } = this.#options;
    clock.clearTimeout(this.#quietTimer);
    if (store.state.caughtUp || signal.aborted) return;
    this.#quietTimer = clock.setTimeout(() => store.dispatch({ type: "caught-up" }), QUIET);
  }

  #rest(): void {
    this.#watchdog.stop();
    this.#options.clock.clearTimeout(this.#quietTimer);
  }
}

/** Lets the browser paint and answer the person between two slices of work. */
function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield ? scheduler.yield() : new Promise((resolve) => setTimeout(resolve));
}
