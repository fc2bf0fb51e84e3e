import type { Wire } from "../../wire/wire.js";
import { asSessionError, SessionError } from "../../wire/errors.js";
import type { Access } from "../access/access.js";
import { delay, type Clock } from "../time/clock.js";
import { InOrder } from "../state/in-order.js";
import { withTimeout } from "../time/timeout.js";
import type { Grant } from "../access/grant.js";
import type { OutboxStore } from "./outbox.js";
import { INITIAL_QUEUE, type Effect, type Happening, type SendQueue } from "./queue.js";
import { transition } from "./transition.js";
import type { Change } from "../state/change.js";
import { failedIn, isStart } from "../state/local-echo.js";
import type { Outgoing } from "../state/state.js";
import type { SessionStore } from "../fold/store.js";

/** A post without an answer for this long is tried again. */
const POST_TIMEOUT_MS = 15_000;
/** The longest wait that another tab can ask for. The service asks for no longer one. */
const LONGEST_HOLD_MS = 60 * 60 * 1000;
/** How many characters a slow network uploads in a millisecond. The timeout of a long text is longer by that time. */
const CHARACTERS_PER_MS = 16;

/** The locks that keep other tabs from posting at the same time. */
export interface PostLocks {
  /** Whether the lock that was asked for last is the one that a post needs now. */
  readonly isRightLock: boolean;
  /** Does `work` while no other tab posts under the same lock. */
  exclusively(work: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** What {@link Sender} works with. */
export interface SenderOptions {
  readonly store: SessionStore;
  readonly outbox: OutboxStore;
  readonly wire: Wire;
  readonly access: Access;
  readonly clock: Clock;
  readonly tabs: PostLocks;
  /** A message has started the session. */
  readonly onStarted: (grant: Grant) => void;
  /** A message was given up that may have started a session. */
  readonly onUnclear: () => void;
  /** The session takes no more messages. */
  readonly onEnded: (error: SessionError) => void;
}

/**
 * Posts the messages of the outbox, one at a time and in order, until the server has accepted or refused each. A
 * message without a clear answer is posted again with the same key, so that the service adds it only once. {@link
 * transition} decides what is done; this class carries out its effects.
 */
export class Sender {
  readonly #options: SenderOptions;
  #queue: SendQueue = INITIAL_QUEUE;
  /** An effect of one happening may cause the next happening. */
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  /** Ends the wait for the next retry or for the lock, or releases the lock. */
  #release: () => void = () => {};

  constructor(options: SenderOptions) {
    this.#options = options;
    options.store.observe({ state: ({ outbox }, previous) => this.#keepChanged(outbox, previous.outbox) });
  }

  /** A message may be ready to be sent. */
  kick(): void {
    this.#happen({ type: "kick" });
  }

  /** Retries now instead of waiting for the backoff to end, because there is a sign that the network works again. */
  wake(): void {
    this.#happen({ type: "wake" });
  }

  /** Goes on after `stop`, because the page was restored. */
  start(): void {
    this.#happen({ type: "start" });
  }

  /** Tries at once, because a person asked for it, even if the server has asked for a longer wait. */
  resume(key: string | null = null): void {
    this.#happen({ type: "resume", key });
  }

  /** Tries a failed message again, because the person asked for it. */
  retry(key: string): void {
    const { clock, store } = this.#options;
    if (!this.#find(key)) return this.#giveBack(key);
    store.dispatch({ type: "retry", key, at: clock.now() });
    this.#save(key);
    this.resume(key);
  }

  /** Handles news of another tab about a message. */
  heard(change: Change): void {
    const { clock } = this.#options;
    if (change.type === "accepted") this.wake();
    if (change.type === "postponed" && change.until !== null)
      this.#happen({ type: "hold", until: Math.min(change.until, clock.now() + LONGEST_HOLD_MS) });
    // Every tab requests the lock for every message. The tab that gets the lock sends the messages that are still
    // unsent then.
    this.kick();
  }

  /** Starts no further attempts. A post that is in flight finishes, and its answer still updates the outbox. */
  stop(): void {
    this.#happen({ type: "stop" });
  }

  #happen(happening: Happening): void {
    this.#happenings.happen(happening);
  }

  #step(happening: Happening): void {
    const { access, clock, outbox, store, tabs } = this.#options;
    const isKept = (key: string) => outbox.has(key);
    const isWhole = access.isKnown || !outbox.isShared;
    const facts = {
      state: store.state,
      now: clock.now(),
      random: clock.random(),
      isKept,
      isWhole,
      isRightLock: tabs.isRightLock,
    };
    const before = this.#queue.phase;
    const [queue, effects] = transition(this.#queue, happening, facts);
    this.#queue = queue;
    for (const effect of effects) this.#perform(effect);
    // The attempt has ended, so the next message can be sent.
    if (queue.phase.at === "idle" && before.at !== "idle") this.kick();
  }

  #perform(effect: Effect): void {
    const { onEnded, onStarted, outbox, store } = this.#options;
    switch (effect.do) {
      case "wait":
        return this.#wait(effect.milliseconds);
      case "lock":
        return this.#lock(effect.milliseconds);
      case "release":
        return this.#release();
      case "authorize":
        return void this.#settle(this.#authorize(effect.refused));
      case "attempt":
        store.dispatch({
          type: "attempt",
          key: effect.key,
          at: this.#options.clock.now(),
          starts: effect.starts,
        });
        return this.#save(effect.key);
      case "start":
        return void this.#settle(this.#start(effect.key));
      case "post":
        return void this.#settle(this.#post(effect.key, effect.grant), effect.grant.token);
      case "acknowledge":
        return this.#acknowledge(effect);
      case "begin":
        outbox.remove(effect.key);
        store.dispatch({ type: "started", key: effect.key });
        return onStarted(effect.grant);
      case "open":
        // The session was created without the message, so the message is an ordinary one that has not been posted yet.
        store.dispatch({ type: "attempt", key: effect.key, at: this.#options.clock.now(), starts: false });
        store.dispatch({ type: "postponed", key: effect.key, until: null, error: null });
        this.#save(effect.key);
        return onStarted(effect.grant);
      case "give-back":
        return this.#giveBack(effect.key);
      case "postpone": {
        const { do: _, ...postponed } = effect;
        return store.dispatch({ type: "postponed", ...postponed });
      }
      case "refuse":
        return this.#refuse(effect);
      case "report":
        return store.report(effect.error);
      case "session":
        return store.dispatch({ type: "session", session: effect.session });
      case "connection": {
        const { do: _, ...shown } = effect;
        return store.dispatch({ type: "connection", ...shown });
      }
      case "read-only":
        return store.dispatch({ type: "read-only", readOnly: effect.readOnly });
      case "end":
        return onEnded(effect.error);
    }
  }

  #wait(milliseconds: number): void {
    const wait = new AbortController();
    this.#release = () => wait.abort();
    delay(this.#options.clock, milliseconds, wait.signal).then(
      () => this.#happen({ type: "retry-due" }),
      () => {},
    );
  }

  #lock(milliseconds: number): void {
    const { clock, tabs } = this.#options;
    const wait = new AbortController();
    const timer = clock.setTimeout(() => this.#happen({ type: "lock-timeout" }), milliseconds);
    this.#release = () => {
      clock.clearTimeout(timer);
      wait.abort();
    };
    const hold = () =>
      new Promise<void>((release) => {
        if (wait.signal.aborted) return release();
        clock.clearTimeout(timer);
        this.#release = release;
        this.#happen({ type: "locked" });
      });
    tabs.exclusively(hold, wait.signal).catch(() => {});
  }

  /** Reports to the queue how an attempt has ended. */
  async #settle(attempt: Promise<Happening>, token?: string): Promise<void> {
    const happening = await attempt.catch((thrown: unknown): Happening => {
      const error = asSessionError(thrown, "Posting a message failed.");
      const { inHand } = this.#options.access;
      return {
        type: "failed",
        error,
        isStale: token !== undefined && inHand !== null && inHand.token !== token,
      };
    });
    this.#happen(happening);
  }

  async #authorize(refused: string | null): Promise<Happening> {
    const { access } = this.#options;
    if (refused !== null) access.refuse(refused);
    return { type: "granted", grant: await access.obtain() };
  }

  async #start(key: string): Promise<Happening> {
    const { text, refs } = this.#item(key);
    return { type: "started", grant: await this.#options.access.start({ text, refs }, key) };
  }

  async #post(key: string, grant: Grant): Promise<Happening> {
    const { clock, wire } = this.#options;
    const { answers, text, refs } = this.#item(key);
    const milliseconds = POST_TIMEOUT_MS + Math.floor(text.length / CHARACTERS_PER_MS);
    const late = () =>
      new SessionError("network", `A post had no answer in ${Math.round(milliseconds / 1000)} s.`);
    const accepted = await withTimeout({ clock, milliseconds, late }, (signal) =>
      wire.post({ ...grant, key, text, refs, answers, signal }),
    );
    return { type: "accepted", accepted };
  }

  #acknowledge({ key, accepted: { head, ...receipt } }: Effect & { do: "acknowledge" }): void {
    const { outbox, store } = this.#options;
    outbox.remove(key);
    store.dispatch({ type: "accepted", key, ...receipt });
    if (head !== null && store.state.lastSeq >= head) store.dispatch({ type: "caught-up" });
  }

  /**
   * Stores messages whose `baseSeq` has changed. A receipt changes it in other messages with the same text, and that
   * must outlive the page.
   */
  #keepChanged(now: readonly Outgoing[], before: readonly Outgoing[]): void {
    if (now === before) return;
    for (const { key, baseSeq } of now) {
      const known = before.find((other) => other.key === key)?.baseSeq ?? null;
      if (known !== null && known !== baseSeq && this.#options.outbox.has(key)) this.#save(key);
    }
  }

  #refuse({ key, error, certain }: Effect & { do: "refuse" }): void {
    const { onUnclear, store } = this.#options;
    store.dispatch({ type: "refused", key, error, certain });
    this.#save(key);
    if (store.state.outbox.some((item) => item.key === key && isStart(item))) onUnclear();
  }

  #giveBack(key: string): void {
    const { store } = this.#options;
    // A held message that was dropped is in the log, so it is not in the outbox. Its text can be sent again as a new
    // message, but not under its key.
    const text = this.#find(key)?.text ?? failedIn(store.state.log, key)?.text;
    store.dispatch({ type: "discarded", key });
    if (text) store.tellReturned(text);
  }

  #find(key: string): Outgoing | undefined {
    return this.#options.store.state.outbox.find((item) => item.key === key);
  }

  #item(key: string): Outgoing {
    const item = this.#find(key);
    if (!item) throw new SessionError("closed", "The message was discarded.");
    return item;
  }

  #save(key: string): void {
    const { access, clock, outbox } = this.#options;
    const item = this.#find(key);
    if (item) outbox.save(item, access.session, clock.now());
  }
}
