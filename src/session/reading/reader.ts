import type { Page, Wire } from "../../wire/wire.js";
import { SessionError } from "../../wire/errors.js";
import type { Access } from "../access/access.js";
import type { Grant } from "../access/grant.js";
import type { SessionStore } from "../fold/store.js";
import { LogShare, type LogChannel } from "../tabs/log-share.js";
import type { LogMessage } from "../tabs/messages.js";
import { takeStreamSlot } from "../tabs/tabs.js";
import type { Clock } from "../time/clock.js";
import { InOrder } from "../state/in-order.js";
import { readLevel } from "../state/state.js";
import { LogConnection, type LogMemory } from "./log-connection.js";
import { DISCREET_MS, HIDDEN_LONG_MS, INITIAL_READING, type Effect, type Happening } from "./reading.js";
import { Rhythm } from "./rhythm.js";
import { transition } from "./transition.js";

/** What the reader works with. */
export interface ReaderOptions {
  readonly store: SessionStore;
  readonly wire: Wire;
  readonly access: Access;
  readonly clock: Clock;
  /** The other tabs of the conversation, where the log is not sent as it grows. */
  readonly channel: LogChannel;
  /** Origin of the API: streams to it share its connections. */
  readonly origin: string;
}

/**
 * Keeps the log read: opens the stream, resumes it after the last seq, and waits between attempts. Tells the
 * store where the connection stands; never gives up on what may heal by itself. What it does when is decided by
 * {@link transition}; this class does it.
 */
export class Reader {
  readonly #options: ReaderOptions;
  #reading = INITIAL_READING;
  /** An observer of one step may cause the next. */
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  /** Ends what is being done now. */
  #activity = new AbortController();
  #grant: Grant | null = null;
  #connection: LogConnection | null = null;
  readonly #memory: LogMemory = { rhythm: new Rhythm(), passed: 0, tooLongAfter: null };
  #waitTimer: unknown = null;
  #hiddenTimer: unknown = null;
  #openingTimer: unknown = null;

  readonly #share: LogShare;

  constructor(options: ReaderOptions) {
    this.#options = options;
    const { channel, clock, store } = options;
    this.#share = new LogShare({
      ...{ channel, clock },
      level: () => readLevel(store.state.view),
      onLeading: () => this.#happen({ type: "leading" }),
      onServed: (log) => this.#served(log),
    });
  }

  /** @param refusals tokens that were refused before: after the first, the next one has to do. */
  start(refusals = 0): void {
    this.#happen({ type: "start", refusals });
  }

  /** Ends the stream. What the state says of the connection is left to whoever stops it. */
  stop(): void {
    this.#memory.passed = 0;
    this.#share.leave();
    this.#happen({ type: "stop" });
  }

  /** Reads on with the state as it now is, if it was reading. */
  restart(): void {
    this.#memory.passed = 0;
    this.#share.leave();
    this.#happen({ type: "restart" });
  }

  /** The person asks for an attempt now. */
  retryNow(): void {
    this.#happen({ type: "retry" });
  }

  /** The session takes no more messages. */
  end(error: SessionError): void {
    this.#happen({ type: "closed", error });
  }

  /** There is something to be read. */
  look(): void {
    this.#happen({ type: "look" });
  }

  /** Another tab says something of the log. */
  heard(message: Parameters<LogShare["heard"]>[0]): void {
    this.#share.heard(message);
  }

  setOnline(isOnline: boolean): void {
    this.#happen({ type: "online", isOnline });
  }

  setVisible(isVisible: boolean): void {
    this.#share.setVisible(isVisible);
    this.#happen({ type: "visible", isVisible });
  }

  #happen(happening: Happening): void {
    this.#happenings.happen(happening);
  }

  #step(happening: Happening): void {
    const { clock, store, wire } = this.#options;
    const { connection, turn } = store.state;
    const facts = {
      ...{ now: clock.now(), random: clock.random(), connection },
      ...{ live: wire.capabilities.live, isWorking: turn === "working", isServed: this.#share.isServed },
    };
    const [reading, effects] = transition(this.#reading, happening, facts);
    this.#reading = reading;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    const { store } = this.#options;
    switch (effect.do) {
      case "leave":
        this.#begin();
        break;
      case "ask":
        void this.#ask(this.#begin());
        break;
      case "stream":
        void this.#stream(this.#begin(), effect.isEager);
        break;
      case "page":
        void this.#page(this.#begin());
        break;
      case "wait":
        this.#waitTimer = this.#timer(this.#waitTimer, effect.milliseconds, "due");
        break;
      case "check":
        this.#connection?.check();
        break;
      case "expect-opening":
        this.#openingTimer = this.#timer(this.#openingTimer, effect.isExpected && DISCREET_MS, "overdue");
        break;
      case "expect-hidden-long":
        this.#hiddenTimer = this.#timer(
          this.#hiddenTimer,
          effect.isExpected && HIDDEN_LONG_MS,
          "hidden-long",
        );
        break;
      case "show": {
        const { connection, attempt, retryAt, error } = effect;
        store.dispatch({ type: "connection", connection, attempt, retryAt, error });
        break;
      }
      case "report":
        store.report(effect.error);
        break;
      case "caught-up":
        store.dispatch({ type: "caught-up" });
    }
  }

  /** Ends what was being done; the signal ends what is done now. */
  #begin(): AbortSignal {
    this.#activity.abort();
    this.#options.clock.clearTimeout(this.#waitTimer);
    this.#activity = new AbortController();
    return this.#activity.signal;
  }

  #timer(timer: unknown, milliseconds: number | false, type: "due" | "overdue" | "hidden-long"): unknown {
    const { clock } = this.#options;
    clock.clearTimeout(timer);
    return milliseconds === false ? null : clock.setTimeout(() => this.#happen({ type }), milliseconds);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { access } = this.#options;
    try {
      // A token in hand is not waited for: the request goes out before anything else is done.
      this.#grant = access.inHand ?? (await access.obtain());
    } catch (error) {
      if (!signal.aborted) this.#happen({ type: "failed", error: asSessionError(error) });
      return;
    }
    if (!signal.aborted) this.#happen({ type: this.#grant ? "granted" : "no-conversation" });
  }

  /** An eager one is opened before it is known whether there is a slot for it: asking takes a while. */
  async #stream(signal: AbortSignal, isEager: boolean): Promise<void> {
    const { origin, store } = this.#options;
    const slot = takeStreamSlot(origin);
    const granted = slot.then((release) => {
      if (!release && !signal.aborted) this.#happen({ type: "no-slot" });
    });
    try {
      if (!isEager) await granted;
      if (signal.aborted) return;
      const { grant, connection } = this.#connect(signal);
      const streaming = this.#settle(grant, connection.stream(), signal, (error) =>
        this.#happen({ type: "ended", end: connection.end, error }),
      );
      // Not before the request is out: what is kept of the session is looked up then, which takes a while.
      store.dispatch({ type: "session", session: grant.session });
      await streaming;
    } finally {
      void slot.then((release) => release?.());
    }
  }

  /** Reads pages, for a tab that no stream is to be had for. */
  async #page(signal: AbortSignal): Promise<void> {
    const { grant, connection } = this.#connect(signal);
    const paging = this.#settle(grant, connection.catchUp(), signal, (error) =>
      this.#happen(error ? { type: "failed", error } : this.#paged()),
    );
    this.#options.store.dispatch({ type: "session", session: grant.session });
    await paging;
  }

  /** Tells what became of a connection, unless nobody wants to know any more. */
  async #settle(
    grant: Grant,
    reading: Promise<void>,
    signal: AbortSignal,
    tell: (error: SessionError | null) => void,
  ): Promise<void> {
    const error = await reading.then(
      () => null,
      (thrown: unknown) => asSessionError(thrown),
    );
    if (signal.aborted) return;
    if (error?.code !== "unauthorized") return tell(error);
    // One that was replaced meanwhile says nothing of the other.
    this.#happen({ type: "refused", isStale: !this.#options.access.refuse(grant.token), error });
  }

  /** Who has read all there is may read on for other tabs. */
  #paged(): Happening {
    if (this.#options.wire.capabilities.live === "poll") this.#share.join();
    return { type: "paged" };
  }

  /** What another tab has read is taken in, unless there is a gap before it. */
  #served({ after, upTo, events }: LogMessage): void {
    if (this.#reading.phase === "stopped") return;
    const { store, wire } = this.#options;
    const cursor = Math.max(store.state.lastSeq, store.state.view.afterSeq, this.#memory.passed);
    if (after > cursor) return this.look();
    this.#memory.passed = Math.max(this.#memory.passed, upTo);
    store.dispatch({ type: "events", events: events.map((event) => wire.read(event)) });
    this.#happen({ type: "served" });
  }

  #connect(signal: AbortSignal): { grant: Grant; connection: LogConnection } {
    const { store, wire, access, clock } = this.#options;
    const grant = this.#grant as Grant;
    const onOpen = () => {
      if (signal.aborted) return;
      access.confirm(grant);
      this.#happen({ type: "opened" });
    };
    const onPage = (after: number, { events, upTo = after }: Page) => this.#share.tell(after, upTo, events);
    const memory = this.#memory;
    const connection = new LogConnection({ store, wire, clock, grant, memory, signal, onOpen, onPage });
    this.#connection = connection;
    return { grant, connection };
  }
}

function asSessionError(thrown: unknown): SessionError {
  return thrown instanceof SessionError
    ? thrown
    : new SessionError("protocol", "Reading the log failed.", { retryable: true, cause: thrown });
}
