import { Client, DEFAULT_BASE_URL } from "../wire/client.js";
import { SessionError } from "../wire/errors.js";
import type { Level, SessionEvent } from "../wire/events.js";
import { Access, type GetClientToken, type Grant } from "./access.js";
import { systemClock, type Clock } from "./clock.js";
import { ContentLoader } from "./content.js";
import { askEndpoint } from "./endpoint.js";
import { newIdempotencyKey } from "./idempotency-key.js";
import { at } from "./list.js";
import { browserStorages, OutboxStore, type Storages } from "./outbox.js";
import { newOutgoing } from "./outgoing.js";
import { Reader } from "./reader.js";
import { Sender, type SenderChange } from "./sender.js";
import { initialState, type Outgoing, type SessionState, type SessionView } from "./state.js";
import { SessionStore, type SessionObserver } from "./store.js";
import { hasLocks, Tabs } from "./tabs.js";

/** What a session is opened with: `session` and `token`, or somebody to ask for them. */
export interface SessionOptions {
  readonly session?: string | null;
  /** A client token (never an org key). */
  readonly token?: string | null;
  /** The API. Default `https://api.opencomputer.dev/v3`. */
  readonly baseUrl?: string;
  /** URL of the host's backend that hands out tokens. */
  readonly endpoint?: string | null;
  /** Send cookies to an endpoint of another origin. Default false. */
  readonly withCredentials?: boolean;
  /** Asked for tokens before `endpoint` is. */
  readonly getClientToken?: GetClientToken | null;
  /** Used for the API and the endpoint alike. Default the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Default `user`. */
  readonly level?: Level;
  /** Only events after this seq. Default 0. */
  readonly afterSeq?: number;
  /** Actor id whose messages are "mine". Default: every person's are. */
  readonly viewer?: string | null;
  /** Entries of these event types keep their event. Default: none. */
  readonly retain?: (type: string) => boolean;
  /** Where unsent messages are kept. Default: the browser's; elsewhere memory. */
  readonly storages?: Storages;
  readonly clock?: Clock;
}

/** Options of {@link Session.send}. */
export interface SendOptions {
  /** The host's context, posted with the message. */
  readonly refs?: Readonly<Record<string, unknown>> | null;
  /** Default: a new random UUID. */
  readonly idempotencyKey?: string;
}

/** Where a message stands in the log. */
export interface Sent {
  readonly id: string;
  readonly seq: number;
}

interface Deferred {
  resolve(sent: Sent): void;
  reject(error: Error): void;
}

type TabMessage =
  | { kind: "queued"; item: Outgoing }
  | { kind: "change"; change: SenderChange }
  | { kind: "refused"; key: string; code: SessionError["code"]; message: string; certain: boolean }
  | { kind: "grant" | "started"; grant: Grant }
  | { kind: "reset" };

/** Without a word about an unclear turn for this long, it has ended. */
const LAPSE = 60_000;
/** Without locks, a message that no tab had in hand for this long is anybody's. */
const ORPHANED = 60_000;

/**
 * A conversation: reads the log and keeps it read, sends messages exactly once, and holds all that is known
 * in one frozen {@link SessionState}. Needs no DOM; works in pages, workers and Node.
 *
 * @example
 * const session = new Session({ session: "ses_…", token: "ct_…" });
 * session.observe({ state: (state) => draw(state) });
 * session.open();
 * await session.send("Hello");
 */
export class Session {
  readonly #clock: Clock;
  readonly #store: SessionStore;
  readonly #outbox: OutboxStore;
  readonly #access: Access;
  readonly #reader: Reader;
  readonly #sender: Sender;
  readonly #content: ContentLoader;
  readonly #tabs: Tabs<TabMessage>;
  readonly #deferred = new Map<string, Deferred>();
  #lapseTimer: unknown = null;
  #adoptTimer: unknown = null;

  /** @throws {SessionError} `org-key`, when `token` is one. */
  constructor(options: SessionOptions = {}) {
    const { session = null, token = null, baseUrl = DEFAULT_BASE_URL, endpoint = null } = options;
    const { level = "user", afterSeq = 0, viewer = null, retain = () => false } = options;
    const clock = options.clock ?? systemClock;
    const base = baseUrl.replace(/\/+$/, "");
    const scope = `${base}:${endpoint ?? session ?? ""}`;

    this.#clock = clock;
    this.#store = new SessionStore(initialState(session, { level, afterSeq, viewer, retain }));
    const store = this.#store;
    this.#outbox = new OutboxStore(scope, options.storages ?? browserStorages(), (e) => store.report(e));
    const outbox = this.#outbox;
    this.#tabs = new Tabs(`oc:${scope}`, (message) => this.#heard(message));
    this.#access = new Access({
      session,
      token,
      ask: options.getClientToken ?? askFor(options),
      clock,
      onGrant: (grant) => this.#tabs.post({ kind: "grant", grant }),
      exclusively: (work) => this.#tabs.exclusively("token", work),
    });
    const access = this.#access;
    const client = new Client(base, options.fetch);
    this.#reader = new Reader({ store, client, access, clock, origin: originOf(base) });
    this.#sender = new Sender({
      store,
      outbox,
      client,
      access,
      clock,
      exclusively: (work) => this.#tabs.exclusively("post", work),
      apply: (change) => this.#apply(change),
      onStarted: (grant) => {
        this.#tabs.post({ kind: "started", grant });
        this.#begun(grant);
      },
    });
    this.#content = new ContentLoader({ store, client, access });
    store.observe({
      state: (state, previous) => this.#follow(state, previous),
      event: (event) => this.#content.note(event),
    });
  }

  /** All that is known now. */
  get state(): SessionState {
    return this.#store.state;
  }

  /** What stands unsent in the composer; kept for the tab. */
  get draft(): string {
    return this.#outbox.draft;
  }

  set draft(text: string) {
    this.#outbox.draft = text;
  }

  /** Adds an observer; call the answer to remove it. */
  observe(observer: SessionObserver): () => void {
    return this.#store.observe(observer);
  }

  /** Every event from now on, in order. Leaving the loop ends it; so does closing the session. */
  async *events(signal?: AbortSignal): AsyncGenerator<SessionEvent, void, undefined> {
    const queue: SessionEvent[] = [];
    let wake = () => {};
    const stop = this.observe({
      event(event) {
        queue.push(event);
        wake();
      },
    });
    const onEnd = () => wake();
    const ends = [this.#closed.signal, ...(signal ? [signal] : [])];
    for (const end of ends) end.addEventListener("abort", onEnd);
    try {
      while (!ends.some((end) => end.aborted)) {
        const event = queue.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      stop();
      for (const end of ends) end.removeEventListener("abort", onEnd);
    }
  }

  readonly #closed = new AbortController();

  /** Starts reading and sending. */
  open(): void {
    this.#tabs.open();
    this.#load();
    this.#reader.start();
    this.#sender.kick();
  }

  /** Ends reading for good; a post in flight finishes and settles the outbox. */
  close(): void {
    this.#reader.stop();
    this.#sender.stop();
    this.#content.stop();
    this.#access.close();
    this.#clock.clearTimeout(this.#lapseTimer);
    this.#clock.clearTimeout(this.#adoptTimer);
    this.#tabs.close();
    this.#closed.abort();
    this.#rejectAll(new SessionError("closed", "The session was closed here before the message was sent."));
    this.#store.dispatch({ type: "connection", connection: "disconnected" });
  }

  /**
   * Sends a message. Settles when its fate is known: stays pending while the message waits for a network.
   *
   * @throws {SessionError} when the text is empty, the server refuses it, or it is discarded.
   */
  send(text: string, { refs = null, idempotencyKey = newIdempotencyKey() }: SendOptions = {}): Promise<Sent> {
    if (text.trim() === "") {
      return Promise.reject(new SessionError("invalid", "A message needs a text."));
    }
    if (this.#closed.signal.aborted) {
      return Promise.reject(new SessionError("closed", "The session was closed here."));
    }
    const known = this.#sentAs(idempotencyKey);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      this.#deferred.set(idempotencyKey, { resolve, reject });
      const createdAt = this.#clock.now();
      const outgoing = newOutgoing({
        key: idempotencyKey,
        text,
        refs: refs && structuredClone(refs),
        createdAt,
      });
      this.#outbox.save(outgoing, this.#access.session, createdAt);
      this.#store.dispatch({ type: "queued", outgoing });
      this.#tabs.post({ kind: "queued", item: outgoing });
      this.#sender.kick();
    });
  }

  /** Tries a failed message again, with its own key. */
  retry(key: string): void {
    this.#apply({ type: "retry", key });
    const item = this.state.outbox.find((other) => other.key === key);
    if (item) this.#outbox.save(item, this.#access.session, this.#clock.now());
    this.#sender.resume();
  }

  /** Gives a message up. */
  discard(key: string): void {
    this.#outbox.remove(key);
    this.#apply({ type: "discarded", key });
    this.#sender.resume();
  }

  /** Tries to connect and to send now. */
  reconnect(): void {
    this.#reader.retryNow();
    this.#sender.resume();
  }

  /** Signs out, or begins a new conversation: forgets everything, in every tab. */
  reset(): void {
    this.#tabs.post({ kind: "reset" });
    this.#outbox.clear();
    this.#forget();
  }

  /** Everything so far has been read. */
  markRead(): void {
    this.markSeen(this.state.lastSeq);
  }

  /** The person has seen the log up to the end of the entry at `seq`. */
  markSeen(seq: number): void {
    const { session } = this.state;
    if (seq <= this.state.seenSeq) return;
    this.#store.dispatch({ type: "seen", seq });
    if (session) this.#outbox.setSeen(session, seq);
  }

  /** A new client token from the host. @throws {SessionError} `org-key`. */
  setToken(token: string | null): void {
    this.#access.give(token);
    this.#store.dispatch({ type: "read-only", readOnly: false });
    if (token !== null) this.reconnect();
  }

  /** Looks at the log with other eyes: it is read anew. Messages on their way stay. */
  setView(view: Partial<SessionView>): void {
    const reading = this.#reader.isRunning;
    this.#reader.stop();
    this.#store.dispatch({ type: "restart", view: Object.freeze({ ...this.state.view, ...view }) });
    if (reading) this.#reader.start();
  }

  /** What the platform believes of the network. */
  setOnline(online: boolean): void {
    this.#reader.setOnline(online);
    this.#sender.setOnline(online);
  }

  /** Whether a person can see the page. */
  setVisible(visible: boolean): void {
    this.#reader.setVisible(visible);
    if (!visible) return;
    this.#load();
    this.#sender.resume();
  }

  /** The page is being put away, perhaps to come back: lets go of all that would keep it from that. */
  suspend(): void {
    this.#reader.stop();
    this.#tabs.close();
  }

  /** The page came back. */
  resume(): void {
    if (this.#closed.signal.aborted) return;
    this.open();
    this.#sender.resume();
  }

  /** Brings in what is kept for this session and not known here. */
  #load(): void {
    const now = this.#clock.now();
    const idleSince = hasLocks() ? Infinity : now - ORPHANED;
    for (const outgoing of this.#outbox.load(this.#access.session, now, idleSince)) {
      this.#store.dispatch({ type: "queued", outgoing });
    }
    if (hasLocks() || !this.#outbox.isShared) return;
    this.#clock.clearTimeout(this.#adoptTimer);
    this.#adoptTimer = this.#clock.setTimeout(() => {
      this.#load();
      this.#sender.kick();
    }, ORPHANED);
  }

  #apply(change: SenderChange): void {
    this.#store.dispatch(change);
    if (change.type !== "refused") return this.#tabs.post({ kind: "change", change });
    const { code, message } = change.error;
    this.#tabs.post({ kind: "refused", key: change.key, code, message, certain: change.certain });
  }

  #heard(message: TabMessage): void {
    switch (message.kind) {
      case "queued":
        this.#store.dispatch({ type: "queued", outgoing: Object.freeze(message.item) });
        if (hasLocks()) this.#sender.kick();
        break;
      case "change":
        this.#store.dispatch(message.change);
        break;
      case "refused": {
        const { key, code, certain } = message;
        this.#store.dispatch({
          type: "refused",
          key,
          certain,
          error: new SessionError(code, message.message),
        });
        break;
      }
      case "grant":
        this.#access.adopt(message.grant);
        break;
      case "started":
        this.#begun(message.grant);
        break;
      case "reset":
        this.#forget();
        break;
    }
  }

  /** A conversation exists now that did not before. */
  #begun(grant: Grant): void {
    this.#access.adopt(grant);
    this.#store.dispatch({ type: "session", session: grant.session });
    this.#reader.start();
  }

  #forget(): void {
    this.#reader.stop();
    this.#access.forget();
    this.#rejectAll(new SessionError("closed", "The conversation was reset before the message was sent."));
    this.#store.dispatch({ type: "reset" });
    if (this.#access.canStart) this.#reader.start();
  }

  #follow(state: SessionState, previous: SessionState): void {
    if (state.session !== previous.session && state.session !== null) this.#arrived(state.session);
    if (state.outbox !== previous.outbox) this.#settle(state, previous);
    if (state.caughtUp && !previous.caughtUp) this.#caughtUp();
    if (state.caughtUp && state.lastSeq !== previous.lastSeq) void this.#content.load();
    if (state.lastSeq !== previous.lastSeq) this.#expectLapse();
  }

  #arrived(session: string): void {
    const seen = this.#outbox.seen(session);
    if (seen !== null) this.#store.dispatch({ type: "seen", seq: seen });
    this.#load();
    this.#sender.kick();
  }

  #caughtUp(): void {
    const { session, seenSeq, lastSeq } = this.state;
    // Whoever opens a conversation here for the first time is not behind with it.
    if (session !== null && seenSeq === 0) this.markSeen(lastSeq);
    void this.#content.load();
    this.#sender.kick();
  }

  #expectLapse(): void {
    this.#clock.clearTimeout(this.#lapseTimer);
    if (!this.state.fold.ambiguous) return;
    this.#lapseTimer = this.#clock.setTimeout(() => this.#store.dispatch({ type: "lapsed" }), LAPSE);
  }

  /** Tells those who wait what became of their messages. */
  #settle(state: SessionState, previous: SessionState): void {
    for (const item of previous.outbox) {
      const now = state.outbox.find((other) => other.key === item.key);
      if (now?.accepted && !item.accepted) this.#sent(item, now.accepted);
      else if (now?.delivery === "failed" && item.delivery !== "failed") {
        this.#reject(item.key, now.error as SessionError);
      } else if (!now && !item.accepted) this.#gone(item);
    }
  }

  #gone(item: Outgoing): void {
    const sent = this.#sentAs(item.key);
    this.#outbox.remove(item.key);
    if (sent) this.#sent(item, sent);
    else this.#reject(item.key, new SessionError("closed", "The message was discarded."));
  }

  #sent({ key, text }: Outgoing, { id, seq }: Sent): void {
    this.#deferred.get(key)?.resolve({ id, seq });
    this.#deferred.delete(key);
    this.#store.tellSent({ text, idempotencyKey: key, id, seq });
  }

  #reject(key: string, error: Error): void {
    this.#deferred.get(key)?.reject(error);
    this.#deferred.delete(key);
  }

  #rejectAll(error: Error): void {
    for (const key of [...this.#deferred.keys()]) this.#reject(key, error);
  }

  /** The event that a key became, if the log shows it near its end. */
  #sentAs(key: string): Sent | null {
    const { log } = this.state;
    for (let i = log.length - 1; i >= Math.max(0, log.length - 1000); i -= 1) {
      const entry = at(log, i);
      if (entry?.key === key && entry.seq !== null) return { id: entry.id, seq: entry.seq };
    }
    return null;
  }
}

function askFor({ endpoint, fetch, withCredentials = false }: SessionOptions): GetClientToken | null {
  return endpoint ? askEndpoint({ url: endpoint, fetch, withCredentials }) : null;
}

function originOf(base: string): string {
  return URL.canParse(base) ? new URL(base).origin : base;
}
