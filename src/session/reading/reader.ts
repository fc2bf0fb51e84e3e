import type { Client } from "../../wire/client.js";
import { SessionError } from "../../wire/errors.js";
import type { Access } from "../access/access.js";
import { nextDelay } from "../time/backoff.js";
import { delay, type Clock } from "../time/clock.js";
import type { Grant } from "../access/grant.js";
import { finalConnection } from "../state/final-connection.js";
import { LogConnection } from "./log-connection.js";
import type { Connection } from "../state/state.js";
import type { SessionStore } from "../state/store.js";
import { takeStreamSlot } from "../tabs/tabs.js";

/** A stream that is being reopened is not worth a word before this. */
const DISCREET = 2_000;
const POLL_VISIBLE = 2_000;
const POLL_HIDDEN = 30_000;
/** A tab hidden for this long gives its stream to others and polls. */
const HIDDEN_PATIENCE = 60_000;

/** What the reader works with. */
export interface ReaderOptions {
  readonly store: SessionStore;
  readonly client: Client;
  readonly access: Access;
  readonly clock: Clock;
  /** Origin of the API: streams to it share its connections. */
  readonly origin: string;
}

/**
 * Keeps the log read: opens the stream, resumes it after the last seq, and waits between attempts. Tells the
 * store where the connection stands; never gives up on what may heal by itself.
 */
export class Reader {
  readonly #options: ReaderOptions;
  #run: AbortController | null = null;
  /** Ends what is being done now, not the run. */
  #step = new AbortController();
  #connection: LogConnection | null = null;
  /** Attempts that have failed in a row. */
  #attempt = 0;
  /** Tokens refused in a row: the second one ends in `unauthorized`. */
  #refusals = 0;
  /** The session takes no more messages: what can still be read of it is read. */
  #ended: SessionError | null = null;
  #online = true;
  #hiddenSince: number | null = null;
  #hiddenTimer: unknown = null;
  #discreetTimer: unknown = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** @param refusals tokens that were refused before: after the first, the next one has to do. */
  start(refusals = 0): void {
    if (this.#run) return this.#readAnew(refusals);
    this.#run = new AbortController();
    this.#attempt = 0;
    this.#refusals = refusals;
    if (this.#hiddenSince !== null) this.#expectHiddenLong();
    if (this.#options.store.state.connection === "live") this.#beDiscreet();
    else this.#show("connecting");
    void this.#loop(this.#run.signal);
  }

  /** A post was refused while the stream went on: with a new token both may go on. */
  #readAnew(refusals: number): void {
    if (this.#options.store.state.connection !== "unauthorized") return;
    this.#refusals = refusals;
    this.#step.abort();
  }

  /** Ends the stream. What the state says of the connection is left to whoever stops it. */
  stop(): void {
    this.#ended = null;
    this.#leave();
  }

  /** Reads on with the state as it now is, if it was reading. */
  restart(): void {
    if (!this.#run) return;
    this.#leave();
    this.start();
  }

  /** The person asks for an attempt now. */
  retryNow(): void {
    this.#ended = null;
    if (!this.#run) this.start();
    else this.#wake();
  }

  /** The session takes no more messages. */
  end(error: SessionError): void {
    this.#ended = error;
    this.#show("closed");
  }

  setOnline(online: boolean): void {
    const wasOnline = this.#online;
    this.#online = online;
    const { connection, attempt, retryAt, error } = this.#options.store.state;
    if (!this.#run) return;
    if (!online) {
      // An open stream is left alone: the flag may lie, the stream does not.
      if (connection === "reconnecting") this.#show("offline", attempt, retryAt, error);
    } else if (connection === "live" && !wasOnline) {
      // What was open before the network went is dead as a rule, without a word.
      this.#reopen();
    } else this.#wake();
  }

  setVisible(visible: boolean): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#hiddenTimer);
    if (!visible) {
      this.#hiddenSince ??= clock.now();
      return this.#expectHiddenLong();
    }
    const polled = this.#isHiddenLong();
    this.#hiddenSince = null;
    if (polled) this.#reopen();
    else if (this.#run) this.#wake();
  }

  async #loop(run: AbortSignal): Promise<void> {
    while (await this.#goOn(run));
  }

  /** One step of the loop; returns whether there is to be another. */
  async #goOn(run: AbortSignal): Promise<boolean> {
    const step = new AbortController();
    this.#step = step;
    try {
      const { access } = this.#options;
      // (A token in hand is not waited for: the request goes out before anything else is done.)
      const grant = access.inHand ?? (await access.obtain());
      if (run.aborted) return false;
      if (!grant) return this.#noConversation();
      await this.#read(grant, AbortSignal.any([run, step.signal]));
      return !run.aborted;
    } catch (error) {
      if (run.aborted) return false;
      return step.signal.aborted || this.#recover(error, AbortSignal.any([run, step.signal]), run);
    }
  }

  #noConversation(): boolean {
    this.#run = null;
    this.#live();
    this.#options.store.dispatch({ type: "caught-up" });
    return false;
  }

  async #read(grant: Grant, signal: AbortSignal): Promise<void> {
    const { access, origin, store } = this.#options;
    const slot = this.#isHiddenLong() ? null : takeStreamSlot(origin);
    try {
      const streaming = slot && this.#streamIn(slot, grant, signal);
      // Not before the request is out: what is kept of the session is looked up then, which takes a while.
      store.dispatch({ type: "session", session: grant.session });
      if (!(await streaming)) await this.#poll(grant, signal);
    } catch (error) {
      const isRefusal = error instanceof SessionError && error.code === "unauthorized";
      // One that was replaced meanwhile says nothing of the other.
      if (isRefusal && !access.refuse(grant.token)) return;
      if (!isRefusal || this.#refusals > 0) throw error;
      this.#refusals += 1;
    } finally {
      void slot?.then((release) => release?.());
    }
  }

  /** Streams at once, and gives the stream up should there be no slot for it: asking takes a while. */
  async #streamIn(slot: Promise<unknown>, grant: Grant, signal: AbortSignal): Promise<boolean> {
    const refused = new AbortController();
    void slot.then((release) => release ?? refused.abort());
    try {
      await this.#stream(grant, AbortSignal.any([signal, refused.signal]));
    } catch (error) {
      if (signal.aborted || !refused.signal.aborted) throw error;
    }
    return !refused.signal.aborted;
  }

  /** Follows one stream. A healthy one that ends or breaks is reopened without a word. */
  async #stream(grant: Grant, signal: AbortSignal): Promise<void> {
    const connection = this.#connect(grant, signal);
    let broken: unknown = new SessionError("network", "The event stream ended at once.");
    try {
      await connection.stream();
    } catch (error) {
      broken = error;
    }
    signal.throwIfAborted();
    if (!connection.wasHealthy) throw broken;
    this.#attempt = 0;
    if (broken instanceof SessionError && broken.code !== "network") throw broken;
    this.#beDiscreet();
    // A little apart, for those that were cut off together must not come back together.
    await delay(this.#options.clock, this.#nextDelay(1, null), signal);
  }

  /** Reads pages, for a tab that no stream is to be had for; until a stream is worth another try. */
  async #poll(grant: Grant, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    do {
      await this.#connect(grant, signal).catchUp();
      this.#attempt = 0;
      await delay(clock, this.#isHiddenLong() ? POLL_HIDDEN : POLL_VISIBLE, signal);
    } while (this.#isHiddenLong());
  }

  #connect(grant: Grant, signal: AbortSignal): LogConnection {
    const { store, client, clock } = this.#options;
    const onSilence = () => this.#reopen();
    const onOpen = () => this.#live();
    this.#connection = new LogConnection({ store, client, clock, grant, signal, onOpen, onSilence });
    return this.#connection;
  }

  /** Tells of what went wrong and waits; returns whether to go on. */
  async #recover(thrown: unknown, wait: AbortSignal, run: AbortSignal): Promise<boolean> {
    const error =
      thrown instanceof SessionError
        ? thrown
        : new SessionError("protocol", "Reading the log failed.", { retryable: true, cause: thrown });
    this.#options.store.report(error);
    const final = finalConnection(error);
    if (final) {
      this.#run = null;
      this.#show(final, 0, null, error);
      return false;
    }
    this.#attempt += 1;
    const { clock } = this.#options;
    const milliseconds = this.#nextDelay(this.#attempt, error.retryAfter);
    this.#show(this.#unconnected, this.#attempt, clock.now() + milliseconds, error);
    // An early end is somebody's wish for an attempt now.
    await delay(clock, milliseconds, wait).catch(() => {});
    if (!run.aborted) this.#show(this.#unconnected, this.#attempt, null, error);
    return !run.aborted;
  }

  #nextDelay(attempt: number, retryAfter: number | null): number {
    const hidden = this.#hiddenSince !== null;
    return nextDelay({ attempt, retryAfter, hidden, random: this.#options.clock.random() });
  }

  get #unconnected(): Connection {
    return this.#online ? "reconnecting" : "offline";
  }

  /** The server answered. */
  #live(): void {
    this.#refusals = 0;
    this.#options.clock.clearTimeout(this.#discreetTimer);
    this.#show("live");
  }

  /** What is waiting tries now; what is connected looks whether it still is. */
  #wake(): void {
    if (this.#options.store.state.connection === "live") return this.#connection?.check();
    this.#attempt = 0;
    this.#step.abort();
  }

  /** Leaves the connection for a new one, which becomes visible only when it takes long. */
  #reopen(): void {
    if (!this.#run) return;
    if (this.#options.store.state.connection === "live") this.#beDiscreet();
    this.#step.abort();
  }

  #beDiscreet(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#discreetTimer);
    this.#discreetTimer = clock.setTimeout(() => {
      if (this.#run) this.#show(this.#unconnected);
    }, DISCREET);
  }

  #expectHiddenLong(): void {
    const { clock } = this.#options;
    // (A little later, for a timer may go off before its time by the clock.)
    this.#hiddenTimer = clock.setTimeout(() => this.#reopen(), HIDDEN_PATIENCE + 1_000);
  }

  #isHiddenLong(): boolean {
    return this.#hiddenSince !== null && this.#options.clock.now() - this.#hiddenSince >= HIDDEN_PATIENCE;
  }

  #leave(): void {
    this.#run?.abort();
    this.#run = null;
    const { clock } = this.#options;
    clock.clearTimeout(this.#hiddenTimer);
    clock.clearTimeout(this.#discreetTimer);
  }

  #show(
    connection: Connection,
    attempt = 0,
    retryAt: number | null = null,
    error: SessionError | null = null,
  ): void {
    if (this.#ended) [connection, attempt, retryAt, error] = ["closed", 0, null, this.#ended];
    this.#options.store.dispatch({ type: "connection", connection, attempt, retryAt, error });
  }
}
