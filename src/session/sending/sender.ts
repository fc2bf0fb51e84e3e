import type { Accepted, Client } from "../../wire/client.js";
import { SessionError } from "../../wire/errors.js";
import type { Access } from "../access/access.js";
import { nextDelay } from "../time/backoff.js";
import { delay, type Clock } from "../time/clock.js";
import type { Grant } from "../access/grant.js";
import type { OutboxStore } from "./outbox.js";
import type { OutboxChange } from "../state/reduce.js";
import { items } from "../state/list.js";
import { isInputEntry, isStart } from "../state/local-echo.js";
import type { Outgoing, SessionState } from "../state/state.js";
import type { SessionStore } from "../state/store.js";

/** How long the service is known to remember a key. A message tried longer ago is not posted unasked. */
const KEY_MEMORY = 60 * 60 * 1000;
/** A post without an answer for this long is tried again. */
const PATIENCE = 30_000;
/** A first retry that comes sooner is not worth a word. */
const DISCREET = 2_000;
/** How long another tab's word about a message it took out of the store may be under way. */
const HEARSAY = 1_000;

/** What happened to a message, as the other tabs are told. */
export type SenderChange = OutboxChange | { type: "accepted"; key: string; id: string; seq: number };

/** What the sender works with. */
export interface SenderOptions {
  readonly store: SessionStore;
  readonly outbox: OutboxStore;
  readonly client: Client;
  readonly access: Access;
  readonly clock: Clock;
  /** Keeps other tabs from posting at the same time. */
  readonly exclusively: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** Applies a change here and tells the other tabs. */
  readonly apply: (change: SenderChange) => void;
  /** A message has started the session. */
  readonly onStarted: (grant: Grant) => void;
  /** A message was given up that may have started a session. */
  readonly onUnclear: () => void;
  /** The session takes no more messages. */
  readonly onEnded: (error: SessionError) => void;
}

/**
 * Posts the messages of the outbox, one at a time and in order, until the server has said yes or a definite
 * no. What has no clear answer is posted again with the same key, which can never make a second event.
 */
export class Sender {
  readonly #options: SenderOptions;
  #isStopped = false;
  #isDraining = false;
  /** The message whose refusal concerns every other: nothing is posted until it is gone, or somebody asks. */
  #pausedBy: string | null = null;
  /** Attempts that had no clear answer, in a row. */
  #attempt = 0;
  /** No attempt before this, epoch milliseconds. */
  #notBefore = -Infinity;
  /** How long that was ahead when it was set: a clock set back since must not make it longer. */
  #hold = 0;
  /** Ends what is waited for now: the next attempt's time, or this tab's turn. */
  #wait = new AbortController();
  /** Messages found missing from the store once. */
  readonly #missed = new Set<string>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Something may be there to send. */
  kick(): void {
    if (this.#isDraining || this.#isStopped) return;
    this.#isDraining = true;
    void this.#drain();
  }

  /** What waits for its time tries now: a sign of a better network. */
  wake(): void {
    this.#attempt = 0;
    this.#notBefore = -Infinity;
    this.#wait.abort();
    this.kick();
  }

  /** Somebody asks for an attempt, whatever the server said before. */
  resume(): void {
    this.#isStopped = false;
    this.#pausedBy = null;
    this.wake();
  }

  /** The person asks for another attempt at one that was given up. */
  retry(key: string): void {
    const { apply, clock } = this.#options;
    apply({ type: "retry", key, at: clock.now() });
    this.#save(key);
    this.resume();
  }

  /** Another tab was told to wait. */
  holdUntil(time: number): void {
    if (time <= this.#notBefore) return;
    this.#notBefore = time;
    this.#hold = time - this.#options.clock.now();
  }

  /** Nothing more is begun; a post in flight finishes and settles the outbox. */
  stop(): void {
    this.#isStopped = true;
    this.#wait.abort();
  }

  #head(): Outgoing | undefined {
    const { state } = this.#options.store;
    const head = state.outbox.find(isOpen);
    return head && isReady(head, state) ? head : undefined;
  }

  #isPaused(): boolean {
    const { connection, outbox } = this.#options.store.state;
    const item = outbox.find(({ key }) => key === this.#pausedBy);
    if (item && (item.delivery === "failed" || connection !== "live")) return true;
    this.#pausedBy = null;
    return false;
  }

  async #drain(): Promise<void> {
    for (let head = this.#head(); head && !this.#isPaused() && !this.#isStopped; head = this.#head()) {
      const { key } = head;
      this.#wait = new AbortController();
      const { signal } = this.#wait;
      try {
        await this.#pause(signal);
        await this.#options.exclusively(() => this.#attemptOne(key), signal);
      } catch (error) {
        // Woken or stopped: the loop looks what there is to do now.
        if (!signal.aborted) this.#failed(key, error);
      }
    }
    this.#isDraining = false;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (this.#notBefore > clock.now()) {
      const until = this.#notBefore;
      await delay(clock, Math.min(this.#hold, until - clock.now()), signal);
      // The wait is over, whatever the clock says by now.
      if (this.#notBefore === until) this.#notBefore = -Infinity;
    }
  }

  /** The message, while it is still for us to send. */
  #current(key: string): Outgoing | undefined {
    const { store } = this.#options;
    const item = store.state.outbox.find((other) => other.key === key);
    return item && !this.#isStopped && isOpen(item) && isReady(item, store.state) ? item : undefined;
  }

  async #attemptOne(key: string): Promise<void> {
    const { outbox, clock } = this.#options;
    const item = this.#current(key);
    if (!item || this.#notBefore > clock.now()) return;
    if (!outbox.has(key) && !this.#missed.has(key)) {
      // Another tab has sent it or given it up, and its word is on the way; else it is sent from memory.
      this.#missed.add(key);
      this.holdUntil(clock.now() + HEARSAY);
      return;
    }
    if (item.triedAt !== null && clock.now() - item.triedAt > KEY_MEMORY) {
      return this.#refuse(key, maybeSent(), false);
    }
    try {
      await this.#send(item);
      this.#attempt = 0;
    } catch (error) {
      this.#failed(key, error);
    }
  }

  async #send(item: Outgoing): Promise<void> {
    const { access, apply, clock, outbox, store } = this.#options;
    const { key } = item;
    const grant = mayHaveStarted(item, store.state) ? null : await access.obtain();
    if (grant) store.dispatch({ type: "session", session: grant.session });
    if (!this.#current(key)) return;
    apply({ type: "attempt", key, at: clock.now(), starts: !grant });
    this.#save(key);
    if (!grant) return this.#start(item);

    const { id, seq, head } = await this.#post(grant, item);
    outbox.remove(key);
    const before = store.state.outbox;
    apply({ type: "accepted", key, id, seq });
    // What is known now of others with the same words must outlive the page.
    for (const other of store.state.outbox) {
      if (other.key !== key && !before.includes(other)) this.#save(other.key);
    }
    if (store.state.readOnly) store.dispatch({ type: "read-only", readOnly: false });
    if (head !== null && store.state.lastSeq >= head) store.dispatch({ type: "caught-up" });
  }

  async #start({ key, text, refs }: Outgoing): Promise<void> {
    const { access, apply, onStarted, outbox } = this.#options;
    const grant = await access.start({ text, refs }, key);
    outbox.remove(key);
    apply({ type: "started", key });
    onStarted(grant);
  }

  async #post(grant: Grant, item: Outgoing): Promise<Accepted> {
    const { access } = this.#options;
    try {
      return await this.#postOnce(grant, item);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      access.refuse(grant.token);
      const next = await access.obtain();
      if (!next) throw error;
      return await this.#postOnce(next, item);
    }
  }

  async #postOnce(grant: Grant, { key, text, refs }: Outgoing): Promise<Accepted> {
    const { client, clock } = this.#options;
    const patience = new AbortController();
    const timer = clock.setTimeout(() => patience.abort(), PATIENCE);
    try {
      return await client.post({ ...grant, key, text, refs, signal: patience.signal });
    } catch (error) {
      if (error instanceof SessionError) throw error;
      throw new SessionError("network", "A post had no answer in 30 s.", { cause: error });
    } finally {
      clock.clearTimeout(timer);
    }
  }

  #failed(key: string, thrown: unknown): void {
    const { apply, onEnded, store } = this.#options;
    const error =
      thrown instanceof SessionError
        ? thrown
        : new SessionError("protocol", "Posting a message failed.", { cause: thrown });
    // (Whoever goes on where this one has stopped tries again, and may have by now.)
    if (this.#isStopped || !store.state.outbox.some((item) => item.key === key)) return;
    store.report(error);
    if (error.retryable) return this.#postpone(key, error);
    if (error.code !== "invalid" && error.code !== "too-large") this.#pausedBy = key;
    if (error.code === "unauthorized") {
      apply({ type: "postponed", key, until: null, error });
      store.dispatch({ type: "connection", connection: "unauthorized", error });
      return;
    }
    // An archived session may refuse a message that it had taken before: then the log has it.
    const certain = error.code === "invalid" || error.code === "too-large" || error.code === "forbidden";
    this.#refuse(key, error, certain);
    if (error.status === 403) store.dispatch({ type: "read-only", readOnly: true });
    if (error.code === "closed") onEnded(error);
  }

  #refuse(key: string, error: SessionError, certain: boolean): void {
    const { apply, onUnclear, store } = this.#options;
    apply({ type: "refused", key, error, certain });
    this.#save(key);
    if (store.state.outbox.some((item) => item.key === key && isStart(item))) onUnclear();
  }

  #postpone(key: string, error: SessionError): void {
    const { apply, clock } = this.#options;
    this.#attempt += 1;
    const { retryAfter } = error;
    const wait = nextDelay({ attempt: this.#attempt, retryAfter, hidden: false, random: clock.random() });
    const until = clock.now() + wait;
    this.holdUntil(until);
    const isWorthAWord = this.#attempt > 1 || wait > DISCREET;
    apply({ type: "postponed", key, until, error: isWorthAWord ? error : null });
  }

  #save(key: string): void {
    const { access, clock, outbox, store } = this.#options;
    const item = store.state.outbox.find((other) => other.key === key);
    if (item) outbox.save(item, access.session, clock.now());
  }
}

/** One that is being sent, but not by us, is another tab's: it is ours if that tab is gone by our turn. */
function isOpen({ delivery }: Outgoing): boolean {
  return delivery === "waiting" || delivery === "sending";
}

/** What was tried before may be in the log, and what was to start the session may have: it is read first. */
function isReady(item: Outgoing, { caughtUp, log, session }: SessionState): boolean {
  if (isStart(item)) return session === null || log.length > 0;
  return item.triedAt === null || caughtUp;
}

/** Whether `item` may have started the session, as no input is read that did: then it is no message in it. */
function mayHaveStarted({ starts }: Outgoing, { log }: SessionState): boolean {
  if (!starts) return false;
  for (const entry of items(log)) if (isInputEntry(entry)) return false;
  return true;
}

function isRefusal(error: unknown): boolean {
  return error instanceof SessionError && error.status === 401;
}

function maybeSent(): SessionError {
  return new SessionError("network", "It is not known whether the message was sent.", { retryable: true });
}
