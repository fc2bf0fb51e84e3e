import type { Wire } from "../../wire/wire.js";
import { asSessionError, type SessionError } from "../../wire/errors.js";
import type { Access } from "../access/access.js";
import type { Grant } from "../access/grant.js";
import { lastKnownSeq } from "../fold/outbox-changes.js";
import type { SessionStore } from "../fold/store.js";
import { LogIntake } from "../history/intake.js";
import type { LogCache } from "../history/log-cache.js";
import type { LogChannel, LogReader, ReaderStatus, SourceOwner } from "../tabs/election.js";
import { LogSharing } from "../tabs/log-sharing.js";
import { inStreamSlot } from "../tabs/tabs.js";
import type { Clock } from "../time/clock.js";
import { InOrder } from "../state/in-order.js";
import { LogConnection, type LogMemory } from "./log-connection.js";
import { DISCREET_MS, HIDDEN_LONG_MS, INITIAL_READING, type Effect, type Happening } from "./reading.js";
import { Rhythm } from "./rhythm.js";
import { transition } from "./transition.js";

/** What the reader needs to know about the owner of the log. */
export interface LogOwner extends SourceOwner {
  /** The last seq of a session's log that the person has seen on this device; 0: none. */
  seen(session: string): number;
}

/** What {@link Reader} works with. */
export interface ReaderOptions {
  readonly store: SessionStore;
  readonly wire: Wire;
  readonly access: Access;
  readonly clock: Clock;
  /** The other tabs of the conversation. */
  readonly channel: LogChannel;
  readonly owner: LogOwner;
  /** The end of the log that is stored on this device. */
  readonly cache: LogCache;
  /** Whether the end of the log is read first. */
  readonly isTailFirst: boolean;
  /** The origin of the API. Browsers limit the connections to one origin, so all streams to it share slots. */
  readonly origin: string;
}

/**
 * Follows the log: opens the stream, resumes it after the last seq, and waits between attempts. Dispatches the state of
 * the connection to the store. Retries without end, unless the error is final. {@link transition} decides what is done
 * and when; this class carries out its effects.
 */
export class Reader implements LogReader {
  readonly #options: ReaderOptions;
  #reading = INITIAL_READING;
  /** An observer of one happening may cause the next happening. */
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  /** Ends the running activity. */
  #activity = new AbortController();
  #grant: Grant | null = null;
  #connection: LogConnection | null = null;
  readonly #memory: LogMemory = { rhythm: new Rhythm(), passed: 0, tooLongAfter: null, searches: 0 };
  #waitTimer: unknown = null;
  #hiddenTimer: unknown = null;
  #openingTimer: unknown = null;

  readonly #intake: LogIntake;
  readonly #sharing: LogSharing;

  constructor(options: ReaderOptions) {
    this.#options = options;
    const { store, wire } = options;
    this.#intake = new LogIntake(store, wire, this.#memory, (after, events) =>
      this.#sharing.election?.read(after, events),
    );
    this.#sharing = new LogSharing({
      ...options,
      reader: this,
      onLeading: () => this.#happen({ type: "leading" }),
      // A search for the end of the log goes on: its answer is needed whether or not this tab leads.
      onLed: () => this.#connection?.isSeeking || this.#happen({ type: "led" }),
      onTold: (isLive) => this.#happen({ type: "told", isLive }),
      onNews: (events) => this.#intake.deliver(events),
      onMissed: () => this.#happen({ type: "missed" }),
    });
  }

  /** How far this tab has read the log. A leader tells it to the other tabs. */
  get status(): ReaderStatus {
    const { store, wire } = this.#options;
    const { connection } = store.state;
    const { isHidden, isHiddenLong, phase } = this.#reading;
    return {
      upTo: this.#intake.cursor.after,
      isLive: connection === "live" || connection === "closed",
      isVisible: !isHidden,
      isSeldom: isHiddenLong || (isHidden && wire.capabilities.live === "poll"),
      isFollowing: phase === "following",
    };
  }

  /** @param refusals how many tokens in a row were refused before. After one, the next refusal is final. */
  start(refusals = 0): void {
    // A post that is in flight at the closing may start the session afterwards.
    if (!this.#options.access.isClosed) this.#happen({ type: "start", refusals });
  }

  /** Stops reading. The caller dispatches the new state of the connection. */
  stop(): void {
    this.#forget();
    this.#happen({ type: "stop" });
  }

  /** Reads again from the state's last seq, if the reader is not stopped. */
  restart(): void {
    this.#forget();
    this.#happen({ type: "restart" });
  }

  #forget(): void {
    Object.assign(this.#memory, { passed: 0, searches: 0 });
    this.#sharing.leave();
  }

  /** Tries now, because a person asked for it. */
  retryNow(): void {
    this.#happen({ type: "retry" });
  }

  /** The session takes no more messages. */
  end(error: SessionError): void {
    this.#happen({ type: "closed", error });
  }

  /** Reads at once if the log is polled, because there is something new to read. */
  pollNow(): void {
    this.#happen({ type: "poll-now" });
  }

  /** Handles a message of another tab about the log. */
  heard(word: unknown): void {
    this.#sharing.heard(word);
  }

  setOnline(isOnline: boolean): void {
    this.#happen({ type: "online", isOnline });
  }

  setVisible(isVisible: boolean): void {
    this.#happen({ type: "visible", isVisible });
  }

  #happen(happening: Happening): void {
    this.#happenings.happen(happening);
  }

  #step(happening: Happening): void {
    const { access, clock, store, wire } = this.#options;
    const { caughtUp, connection, turn } = store.state;
    const facts = {
      now: clock.now(),
      random: clock.random(),
      connection,
      live: wire.capabilities.live,
      isWorking: turn === "working",
      role: this.#sharing.role,
      isProven: access.isProven && caughtUp,
    };
    const [reading, effects] = transition(this.#reading, happening, facts);
    this.#reading = reading;
    for (const effect of effects) this.#perform(effect);
    // A tab that cannot read the log leaves the election, so that another tab can try.
    if (reading.phase === "stopped" || reading.phase === "waiting") this.#sharing.leave();
    // Joins the election after the request is out, because that may open the storage, which takes milliseconds.
    else if (happening.type === "granted" || happening.type === "opened") this.#sharing.join();
    this.#sharing.election?.announce();
  }

  #perform(effect: Effect): void {
    const { store } = this.#options;
    switch (effect.do) {
      case "leave":
        this.#begin();
        break;
      case "ask":
        return void this.#ask(this.#begin());
      case "stream":
        return void this.#stream(this.#begin(), effect.isEager);
      case "page":
        return void this.#page(this.#begin());
      case "wait":
        this.#waitTimer = this.#timer(this.#waitTimer, effect.milliseconds, "due");
        break;
      case "follow":
        this.#begin();
        return this.#sharing.election?.follow(effect.isFresh);
      case "take-over":
        return this.#sharing.election?.takeOver();
      case "check":
        this.#connection?.check();
        return this.#sharing.election?.ask();
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
        const { do: _, ...shown } = effect;
        return store.dispatch({ type: "connection", ...shown });
      }
      case "report":
        return store.report(effect.error);
      case "caught-up":
        store.dispatch({ type: "caught-up" });
    }
  }

  /** Ends the running activity, and begins another one. @returns the signal that ends the new one. */
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
    // Without a token this tab leaves the election: another tab may have a token already.
    if (!access.inHand) this.#sharing.leave();
    try {
      // A token in hand is used in the same task: the request goes out before anything else is done.
      this.#grant = access.inHand ?? (await access.obtain());
    } catch (error) {
      if (!signal.aborted) this.#happen({ type: "failed", error: readingError(error) });
      return;
    }
    if (!signal.aborted) this.#happen({ type: this.#grant ? "granted" : "no-conversation" });
  }

  async #stream(signal: AbortSignal, isEager: boolean): Promise<void> {
    const onNone = () => signal.aborted || this.#happen({ type: "no-slot" });
    await inStreamSlot({ origin: this.#options.origin, isEager, onNone }, async () => {
      if (signal.aborted) return;
      const connection = this.#connect(signal);
      const ended = (error: SessionError | null) => ({ type: "ended", end: connection.end, error }) as const;
      await this.#settle(connection.stream(), signal, ended);
    });
  }

  /** Reads pages, without a stream. */
  #page(signal: AbortSignal): Promise<void> {
    return this.#settle(this.#connect(signal).catchUp(), signal, (error) =>
      error ? { type: "failed", error } : { type: "paged" },
    );
  }

  /** Reports how a connection has ended, unless `signal` ended it. */
  async #settle(
    reading: Promise<void>,
    signal: AbortSignal,
    outcome: (error: SessionError | null) => Happening,
  ): Promise<void> {
    const { access, store } = this.#options;
    const { session, token } = this.#grant as Grant;
    const settled = reading.then(() => null, readingError);
    // Dispatched after the request is out, because observers then read what is stored for the session, which takes
    // milliseconds.
    store.dispatch({ type: "session", session });
    const error = await settled;
    if (signal.aborted) return;
    if (error?.code !== "unauthorized") return this.#happen(outcome(error));
    // If the token was replaced in the meantime, its refusal says nothing about the new one.
    this.#happen({ type: "refused", isStale: !access.refuse(token), error });
  }

  #connect(signal: AbortSignal): LogConnection {
    const { access, owner, store } = this.#options;
    const grant = this.#grant as Grant;
    const onOpen = () => {
      if (signal.aborted) return;
      access.confirm(grant);
      this.#happen({ type: "opened" });
    };
    const isLed = () => this.#sharing.role === "follower" && !signal.aborted;
    const yieldIfLed = () => void (isLed() && this.#happen({ type: "led" }));
    const onStream = () => this.#sharing.settling?.then(yieldIfLed) ?? yieldIfLed();
    const known = lastKnownSeq(store.state);
    const connection = new LogConnection({
      ...this.#options,
      grant,
      memory: this.#memory,
      intake: this.#intake,
      signal,
      onOpen,
      onStream,
      hint: () => Math.max(grant.head ?? 0, known > 1 ? known : 0, owner.seen(grant.session)),
    });
    this.#connection = connection;
    return connection;
  }
}

function readingError(thrown: unknown): SessionError {
  return asSessionError(thrown, "Reading the log failed.", { retryable: true });
}
