import type { Client } from "../wire/client.js";
import { SessionError } from "../wire/errors.js";
import { readBatches } from "../wire/event-stream.js";
import type { Access, Grant } from "./access.js";
import { nextDelay } from "./backoff.js";
import { delay, type Clock } from "./clock.js";
import type { Connection } from "./state.js";
import type { SessionStore } from "./store.js";
import { takeStreamSlot } from "./tabs.js";
import { Watchdog } from "./watchdog.js";

/** Without a byte for this long the replay is over, where no heartbeat says so. */
const QUIET = 300;
/** A stream that is being reopened is not worth a word before this. */
const DISCREET = 2_000;
/** A stream that ends sooner than this without an event counts as a failed attempt. */
const SHORT_LIVED = 5_000;
const POLL_VISIBLE = 2_000;
const POLL_HIDDEN = 30_000;
/** A tab hidden for this long gives its stream to others and polls. */
const HIDDEN_PATIENCE = 60_000;
/** The longest the log is folded without letting the page breathe. */
const SLICE = 12;

/** What the reader works with. */
export interface ReaderOptions {
  readonly store: SessionStore;
  readonly client: Client;
  readonly access: Access;
  readonly clock: Clock;
  /** Origin of the API: streams to it share its connections. */
  readonly origin: string;
}

/** Why a connection is left on purpose, as the reason of its abort. */
type Left = "stopped" | "retry" | "silent" | "hidden";

/**
 * Keeps the log read: opens the stream, resumes it after the last seq, and waits between attempts. Tells the
 * store what it read and where the connection stands; never gives up on what may heal by itself.
 */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #watchdog: Watchdog;
  #run: AbortController | null = null;
  /** Ends what is being done now, not the run. */
  #step = new AbortController();
  #attempt = 0;
  /** The token in use. */
  #token = "";
  /** Tokens refused in a row: the second one ends in `unauthorized`. */
  #refusals = 0;
  #online = true;
  #hiddenSince: number | null = null;
  #hiddenTimer: unknown = null;
  #quietTimer: unknown = null;
  #discreetTimer: unknown = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#watchdog = new Watchdog(options.clock, () => this.#leave("silent"));
  }

  get isRunning(): boolean {
    return this.#run !== null;
  }

  start(): void {
    if (this.#run) return;
    const run = new AbortController();
    this.#run = run;
    this.#attempt = 0;
    this.#refusals = 0;
    if (this.#options.store.state.connection !== "live") this.#show("connecting");
    void this.#loop(run).finally(() => {
      if (this.#run === run) this.#run = null;
    });
  }

  /** Ends the stream; the state says `connection` from then on. */
  stop(): void {
    this.#run?.abort();
    this.#run = null;
    this.#leave("stopped");
    const { clock } = this.#options;
    clock.clearTimeout(this.#hiddenTimer);
    clock.clearTimeout(this.#quietTimer);
    clock.clearTimeout(this.#discreetTimer);
  }

  /** The person, or a sign of a better network, asks for an attempt now. */
  retryNow(): void {
    if (!this.#run) return this.start();
    if (this.#options.store.state.connection === "live") return void this.#watchdog.check();
    this.#attempt = 0;
    this.#leave("retry");
  }

  setOnline(online: boolean): void {
    this.#online = online;
    const { connection, attempt, retryAt, error } = this.#options.store.state;
    if (online) return this.retryNow();
    // An open stream is left alone: the flag may lie, the stream does not.
    if (connection === "reconnecting") this.#show("offline", attempt, retryAt, error);
  }

  setVisible(visible: boolean): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#hiddenTimer);
    if (visible) {
      const polled = this.#hiddenSince !== null && clock.now() - this.#hiddenSince >= HIDDEN_PATIENCE;
      this.#hiddenSince = null;
      if (polled) this.#leave("retry");
      else if (this.#run) this.retryNow();
    } else {
      this.#hiddenSince ??= clock.now();
      this.#hiddenTimer = clock.setTimeout(() => this.#leave("hidden"), HIDDEN_PATIENCE);
    }
  }

  async #loop(run: AbortController): Promise<void> {
    while (!run.signal.aborted) {
      this.#step = new AbortController();
      try {
        const grant = await this.#options.access.obtain();
        if (run.signal.aborted) return;
        if (!grant) return this.#noConversation();
        await this.#read(grant, run.signal);
      } catch (error) {
        if (run.signal.aborted) return;
        if (this.#step.signal.aborted) continue;
        if (!(await this.#recover(error, run.signal))) return;
      } finally {
        this.#watchdog.stop();
        this.#options.clock.clearTimeout(this.#quietTimer);
      }
    }
  }

  #noConversation(): void {
    const { store } = this.#options;
    this.#show("live");
    store.dispatch({ type: "caught-up" });
  }

  async #read(grant: Grant, run: AbortSignal): Promise<void> {
    this.#token = grant.token;
    this.#options.store.dispatch({ type: "session", session: grant.session });
    const release = this.#isHiddenLong() ? null : await takeStreamSlot(this.#options.origin);
    try {
      if (run.aborted) return;
      if (release) await this.#stream(grant);
      else await this.#poll(grant, run);
    } finally {
      release?.();
    }
  }

  async #stream(grant: Grant): Promise<void> {
    const { client, clock } = this.#options;
    const openedAt = clock.now();
    const before = this.#options.store.state.lastSeq;
    this.#watchdog.start();
    const body = await client.stream({ ...this.#cursor(), ...grant, signal: this.#step.signal });
    this.#reached();
    await this.#follow(body);
    // The server may close at any time; only one that closes at once, with nothing said, is a fault.
    const news = this.#options.store.state.lastSeq > before;
    if (!news && clock.now() - openedAt < SHORT_LIVED) {
      throw new SessionError("network", "The event stream ended at once.");
    }
    this.#beDiscreet();
  }

  async #follow(body: ReadableStream<Uint8Array>): Promise<void> {
    const { clock, store } = this.#options;
    let sliceStart = clock.now();
    let hadEvents = false;
    this.#expectQuiet();
    for await (const batch of readBatches(body)) {
      this.#step.signal.throwIfAborted();
      this.#watchdog.feed();
      for (const error of batch.errors) store.report(error);
      if (batch.events.length > 0) {
        hadEvents = true;
        store.dispatch({ type: "events", events: batch.events });
      }
      if (batch.heartbeat && hadEvents) store.dispatch({ type: "caught-up" });
      this.#expectQuiet();
      if (clock.now() - sliceStart > SLICE) {
        await breathe();
        this.#step.signal.throwIfAborted();
        sliceStart = clock.now();
      }
    }
  }

  /** Reads pages: for a tab that no stream is to be had for. Ends when a stream is worth another try. */
  async #poll(grant: Grant, run: AbortSignal): Promise<void> {
    const { client, clock, store } = this.#options;
    for (;;) {
      const page = await client.page({ ...this.#cursor(), ...grant, signal: this.#step.signal });
      this.#reached();
      for (const error of page.errors) store.report(error);
      store.dispatch({ type: "events", events: page.events });
      if (page.more && page.events.length > 0) continue;
      store.dispatch({ type: "caught-up" });
      await delay(clock, this.#isHiddenLong() ? POLL_HIDDEN : POLL_VISIBLE, this.#step.signal);
      run.throwIfAborted();
      if (!this.#isHiddenLong()) return;
    }
  }

  #cursor() {
    const { lastSeq, view } = this.#options.store.state;
    return { after: Math.max(lastSeq, view.afterSeq), level: view.level };
  }

  /** The server answered: everything before it is forgiven. */
  #reached(): void {
    this.#attempt = 0;
    this.#refusals = 0;
    this.#options.clock.clearTimeout(this.#discreetTimer);
    this.#show("live");
  }

  /** @returns whether to go on. */
  async #recover(thrown: unknown, run: AbortSignal): Promise<boolean> {
    const { store } = this.#options;
    const error =
      thrown instanceof SessionError
        ? thrown
        : new SessionError("protocol", "Reading the log failed.", { retryable: true, cause: thrown });
    if (error.code === "unauthorized" && error.status === 401 && this.#refusals < 1) {
      this.#refusals += 1;
      return this.#renewed(run);
    }
    store.report(error);
    const final = finalConnection(error);
    if (final) {
      this.#show(final, 0, null, error);
      return false;
    }
    await this.#wait(error);
    return !run.aborted;
  }

  async #renewed(run: AbortSignal): Promise<boolean> {
    try {
      return (await this.#options.access.renew(this.#token)) !== null && !run.aborted;
    } catch (error) {
      if (run.aborted) return false;
      return this.#recover(error, run);
    }
  }

  async #wait(error: SessionError): Promise<void> {
    const { clock } = this.#options;
    this.#attempt += 1;
    const milliseconds = nextDelay({
      attempt: this.#attempt,
      retryAfter: error.retryAfter,
      hidden: this.#hiddenSince !== null,
      random: clock.random(),
    });
    const connection = this.#online ? "reconnecting" : "offline";
    this.#show(connection, this.#attempt, clock.now() + milliseconds, error);
    // An early end is somebody's wish for an attempt now.
    await delay(clock, milliseconds, this.#step.signal).catch(() => {});
    const { state } = this.#options.store;
    if (state.retryAt !== null) this.#show(connection, this.#attempt, null, error);
  }

  /** A closed stream is reopened at once; it becomes visible only when that takes long. */
  #beDiscreet(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#discreetTimer);
    this.#discreetTimer = clock.setTimeout(() => {
      if (this.#run) this.#show(this.#online ? "reconnecting" : "offline");
    }, DISCREET);
  }

  #expectQuiet(): void {
    const { clock, store } = this.#options;
    clock.clearTimeout(this.#quietTimer);
    if (store.state.caughtUp) return;
    this.#quietTimer = clock.setTimeout(() => store.dispatch({ type: "caught-up" }), QUIET);
  }

  #isHiddenLong(): boolean {
    return this.#hiddenSince !== null && this.#options.clock.now() - this.#hiddenSince >= HIDDEN_PATIENCE;
  }

  #leave(why: Left): void {
    if (why === "silent" || why === "hidden") this.#beDiscreet();
    this.#step.abort(new DOMException(why, "AbortError"));
  }

  #show(
    connection: Connection,
    attempt = 0,
    retryAt: number | null = null,
    error: SessionError | null = null,
  ): void {
    this.#options.store.dispatch({ type: "connection", connection, attempt, retryAt, error });
  }
}

/** Where an error leaves the connection for good; null when another attempt may succeed. */
function finalConnection(error: SessionError): Connection | null {
  switch (error.code) {
    case "unauthorized":
    case "forbidden":
      return "unauthorized";
    case "not-found":
    case "closed":
      return "closed";
    case "config":
    case "org-key":
    case "invalid":
      return "disconnected";
    case "endpoint":
      return error.retryable ? null : "disconnected";
    default:
      return null;
  }
}

/** Lets the browser paint and answer the person between two slices of work. */
function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield ? scheduler.yield() : new Promise((resolve) => setTimeout(resolve));
}
