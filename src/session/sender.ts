import type { Accepted, Client } from "../wire/client.js";
import { SessionError } from "../wire/errors.js";
import type { Access, Grant } from "./access.js";
import { nextDelay } from "./backoff.js";
import { delay, type Clock } from "./clock.js";
import type { OutboxStore } from "./outbox.js";
import type { OutboxChange } from "./reduce.js";
import type { Outgoing } from "./state.js";
import type { SessionStore } from "./store.js";

/** How long the service is known to remember a key. A message tried longer ago is not posted unasked. */
const KEY_MEMORY = 60 * 60 * 1000;
/** A post without an answer for this long is tried again. */
const PATIENCE = 30_000;

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
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** Applies a change here and tells the other tabs. */
  readonly apply: (change: SenderChange) => void;
  /** A message has started the session. */
  readonly onStarted: (grant: Grant) => void;
}

/** How an attempt went: on to the next message, leave the queue alone for now, or wait and try again. */
type Outcome = "next" | "pause" | SessionError;

/**
 * Posts the messages of the outbox, one at a time and in order, until the server has said yes or a definite
 * no. What has no clear answer is posted again with the same key, which can never make a second event.
 */
export class Sender {
  readonly #options: SenderOptions;
  #stopped = false;
  #draining = false;
  /** A refusal that concerns every message: nothing is posted until somebody asks. */
  #paused = false;
  #attempt = 0;
  #wait = new AbortController();
  #online = true;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Something may be there to send. */
  kick(): void {
    if (this.#draining || this.#paused || this.#stopped) return;
    this.#draining = true;
    void this.#drain().finally(() => {
      this.#draining = false;
    });
  }

  /** Somebody asks for an attempt now. */
  resume(): void {
    this.#paused = false;
    this.#attempt = 0;
    this.#wait.abort();
    this.kick();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    if (online) this.resume();
  }

  /** Nothing more is begun; a post in flight finishes and settles the outbox. */
  stop(): void {
    this.#stopped = true;
    this.#wait.abort();
  }

  /** The first message that waits. One that failed is passed over: it had a definite no. */
  #head(): Outgoing | undefined {
    const { state } = this.#options.store;
    // Until the log is read to its end, a message tried before may be in it.
    const ready = (item: Outgoing) => item.triedAt === null || state.caughtUp;
    const head = state.outbox.find((item) => item.delivery === "waiting");
    return head && ready(head) ? head : undefined;
  }

  async #drain(): Promise<void> {
    while (!this.#stopped && !this.#paused) {
      const head = this.#head();
      if (!head) return;
      const outcome = await this.#options.exclusively(() => this.#attemptOne(head));
      if (outcome === "pause") this.#paused = true;
      else if (outcome === "next") this.#attempt = 0;
      else await this.#pauseBetween(outcome);
    }
  }

  async #attemptOne({ key }: Outgoing): Promise<Outcome> {
    const { store, outbox, clock, apply } = this.#options;
    const item = store.state.outbox.find((other) => other.key === key);
    if (this.#stopped || item?.delivery !== "waiting") return "next";
    if (outbox.isShared && !outbox.has(key)) {
      // Another tab posted it while this one waited for its turn: its word, or the log's, is on the way.
      store.dispatch({ type: "attempt", key, at: clock.now() });
      store.dispatch({ type: "started", key });
      return "next";
    }
    if (item.triedAt !== null && clock.now() - item.triedAt > KEY_MEMORY) {
      if (item.claim !== null) this.#settleClaim(item);
      else apply({ type: "refused", key, error: maybeSent(), certain: false });
      return "next";
    }
    try {
      await this.#send(item);
      return "next";
    } catch (error) {
      return this.#failed(item, error as SessionError);
    }
  }

  async #send(item: Outgoing): Promise<void> {
    const { access, apply, clock, store } = this.#options;
    const { key, text, refs } = item;
    const grant = await access.obtain();
    apply({ type: "attempt", key, at: clock.now(), starts: !grant });
    const current = store.state.outbox.find((other) => other.key === key) ?? item;
    this.#options.outbox.save(current, access.session, clock.now());
    if (!grant) {
      const started = await access.start({ text, refs }, key);
      apply({ type: "started", key });
      this.#options.outbox.remove(key);
      this.#options.onStarted(started);
      return;
    }
    const accepted = await this.#post(grant, item);
    this.#options.outbox.remove(key);
    if (store.state.readOnly) store.dispatch({ type: "read-only", readOnly: false });
    apply({ type: "accepted", key, id: accepted.id, seq: accepted.seq });
  }

  async #post(grant: Grant, item: Outgoing): Promise<Accepted> {
    const { access } = this.#options;
    try {
      return await this.#postOnce(grant, item);
    } catch (error) {
      if (!(error instanceof SessionError) || error.status !== 401) throw error;
      const renewed = await access.renew(grant.token);
      if (!renewed) throw error;
      return this.#postOnce(renewed, item);
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

  async #failed(item: Outgoing, thrown: unknown): Promise<Outcome> {
    const { store, clock, apply } = this.#options;
    const error =
      thrown instanceof SessionError
        ? thrown
        : new SessionError("protocol", "Posting a message failed.", { cause: thrown });
    const { key } = item;
    store.report(error);
    if (error.retryable) {
      apply({ type: "postponed", key });
      return error;
    }
    if (error.code === "unauthorized") {
      apply({ type: "postponed", key });
      store.dispatch({ type: "connection", connection: "unauthorized", error });
      return "pause";
    }
    // An archived session may refuse a message it had taken before: the log is asked first.
    const current = store.state.outbox.find((other) => other.key === key);
    if (error.code === "closed" && current && current.claim !== null) {
      this.#settleClaim(current);
      return "pause";
    }
    if (error.code === "forbidden") store.dispatch({ type: "read-only", readOnly: true });
    const certain = ["invalid", "too-large", "forbidden"].includes(error.code);
    apply({ type: "refused", key, error, certain });
    if (error.code === "closed") store.dispatch({ type: "connection", connection: "closed", error });
    this.#options.outbox.save(
      store.state.outbox.find((other) => other.key === key) ?? item,
      store.state.session,
      clock.now(),
    );
    return error.code === "invalid" || error.code === "too-large" ? "next" : "pause";
  }

  /** The log has what looks like this message, and nobody will say more: it is taken for it. */
  #settleClaim(item: Outgoing): void {
    const { outbox, apply } = this.#options;
    outbox.remove(item.key);
    apply({ type: "accepted", key: item.key, id: item.key, seq: item.claim as number });
  }

  async #pauseBetween(error: SessionError): Promise<void> {
    const { clock } = this.#options;
    this.#attempt += 1;
    const milliseconds = nextDelay({
      attempt: this.#attempt,
      retryAfter: error.retryAfter,
      hidden: !this.#online,
      random: clock.random(),
    });
    this.#wait = new AbortController();
    // An early end is somebody's wish for an attempt now.
    await delay(clock, milliseconds, this.#wait.signal).catch(() => {});
  }
}

function maybeSent(): SessionError {
  return new SessionError("network", "It is not known whether the message was sent.", { retryable: true });
}
