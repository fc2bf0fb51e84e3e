import { SessionError } from "../wire/errors.js";
import type { SessionEvent } from "../wire/events.js";
import { Access } from "./access/access.js";
import { newAccessState } from "./access/access-state.js";
import type { CancelTurn } from "./access/grant.js";
import { Changeover } from "./changeover.js";
import { Adoption } from "./tabs/adoption.js";
import type { Clock } from "./time/clock.js";
import { eventsOf } from "./events-of.js";
import { newIdempotencyKey } from "./sending/idempotency-key.js";
import { Lapse } from "./reading/turn-lapse.js";
import type { Change, Effect, Origin } from "./state/change.js";
import { LogCache } from "./history/log-cache.js";
import { LateReading } from "./late-reading.js";
import { type FileDraft, Identity } from "./identity.js";
import { laterThan, newOutgoing } from "./state/local-echo.js";
import { Reader } from "./reading/reader.js";
import { type Later, madeLater } from "./later-file.js";
import { Posting } from "./posting.js";
import { checkSendable, Sends, sentAs, type Sent } from "./sending/send-promises.js";
import { withDefaults, type SendOptions, type SessionOptions } from "./session-options.js";
import { isSameView, type SessionView } from "./state/session-view.js";
import type { SessionState } from "./state/state.js";
import type { SessionObserver, SessionStore } from "./fold/store.js";
import { TabLink } from "./tabs/tab-sync.js";

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
  /** The files that are to go with the draft, as their owner writes them. They are kept as the draft is. */
  readonly fileDraft: FileDraft;
  readonly #clock: Clock;
  readonly #store: SessionStore;
  readonly #identity: Identity;
  readonly #access: Access;
  readonly #reader: Reader;
  readonly #rest: LateReading;
  readonly #cache: LogCache;
  readonly #posting: Posting;
  readonly #sends = new Sends();
  readonly #adoption: Adoption;
  readonly #tabs: TabLink;
  readonly #lapse: Lapse;
  readonly #stopping: () => Promise<InstanceType<Later["Stopping"]>>;
  readonly #closed = new AbortController();
  readonly #changeover: Changeover;

  /** @throws {SessionError} `org-key`, when `token` is one. */
  constructor(options: SessionOptions = {}) {
    const { session, token, person, clock, base, origin, store, wire, ask, isTailFirst } =
      withDefaults(options);
    const opened = newAccessState(session);
    const identity = new Identity({ base, options, store, clock, person, access: opened, wire });
    const { outbox } = identity;
    const access = new Access({
      ...{ state: opened, token, clock, person, wire, ask, outbox, after: options.after },
      onUser: (user) => this.#changeover.become("user", user),
      onGrant: (grant) => this.#changeover.granted(grant),
    });
    const tabs = new TabLink({
      ...{ identity, store },
      onAccess: () => this.#changeover.heardOfAccess(),
      onLog: (word) => this.#reader.heard(word),
      onReset: (isForAll) => this.#changeover.forget(isForAll),
    });
    const parts = { store, wire, access, clock };
    this.#clock = clock;
    const asking = { ...parts, onAsked: () => this.#reader.look() };
    this.#stopping = madeLater(({ Stopping }) => new Stopping(asking));
    this.#store = store;
    this.#identity = this.fileDraft = identity;
    this.#access = access;
    this.#tabs = tabs;
    const cache = (this.#cache = new LogCache({ ...parts, identity }));
    this.#reader = new Reader({ ...parts, channel: tabs, owner: identity, origin, isTailFirst, cache });
    this.#rest = new LateReading(parts, () => this.#posting.kick());
    this.#lapse = new Lapse(store, clock);
    this.#posting = new Posting({
      ...{ ...parts, outbox },
      exclusively: (work, signal) => tabs.exclusively(work, signal),
      onStarted: () => this.#reader.start(),
      onUnclear: () => this.#lookAnew(),
      onEnded: (error) => this.#reader.end(error),
    });
    this.#adoption = new Adoption({ store, outbox, clock, identity, onAdopted: () => this.#posting.kick() });
    this.#changeover = new Changeover({
      ...{ store, identity, access, tabs, reader: this.#reader, posting: this.#posting },
      ...{ sends: this.#sends, rest: this.#rest, lapse: this.#lapse, wire, options, cache },
    });
    store.observe({
      state: (state, previous) => this.#follow(state, previous),
      identified: () => this.#adoption.load(),
      change: (change, origin) => this.#heard(change, origin),
      effect: (effect) => this.#settle(effect),
    });
  }

  /** The current snapshot. */
  get state(): SessionState {
    return this.#store.state;
  }

  /** The draft: the text that stands unsent in the composer. Kept for the tab once it is known whose it is. */
  get draft(): string {
    return this.#identity.draft;
  }

  set draft(text: string) {
    this.#identity.draft = text;
  }

  /** Whether an unsent message lives in this page's memory alone, and is lost with the page. */
  get hasUnsaved(): boolean {
    return this.#identity.hasUnsaved;
  }

  /** The key of the person; null where neither the host nor its backend gives one. */
  get user(): string | null {
    return this.#identity.user;
  }

  /** Adds an observer. Returns the function that removes it. */
  observe(observer: SessionObserver): () => void {
    return this.#store.observe(observer);
  }

  /**
   * Yields every event from the first step of the loop on, in order. Leaving the loop ends it; so does closing the
   * session.
   */
  events(signal?: AbortSignal): AsyncGenerator<SessionEvent, void, undefined> {
    return eventsOf(this, signal ? [signal, this.#closed.signal] : [this.#closed.signal]);
  }

  /** Starts reading and sending. */
  open(): void {
    if (this.#closed.signal.aborted) return;
    this.#reader.start();
    this.#tabs.open();
    if (!this.#identity.look(true)) this.#adoption.load();
  }

  /**
   * Names the person who has sat there all along, whose everything written before is. Another person needs another
   * session.
   */
  setUser(user: string): void {
    if (this.user === null) this.#changeover.become("user", user);
  }

  /** Ends everything for good; a post in flight finishes and settles the outbox. */
  close(): void {
    this.#closed.abort();
    this.#cache.stop();
    this.#reader.stop();
    this.#rest.close();
    this.#posting.stop();
    this.#access.close();
    this.#lapse.stop();
    this.#adoption.stop();
    this.#tabs.close();
    this.#identity.release();
    this.#sends.rejectAll(new SessionError("closed", "The session was closed before the message was sent."));
    this.#store.dispatch({ type: "connection", connection: "disconnected" });
    this.#store.close();
  }

  /**
   * Sends a message. Settles when its fate is known: stays pending while the message waits for a network.
   *
   * @throws {SessionError} when the text is empty, `refs` is no JSON, the server refuses it, or it is discarded.
   */
  async send(text: string, options: SendOptions = {}): Promise<Sent> {
    const { refs = null, idempotencyKey, answers = this.state.question?.questionId ?? null } = options;
    const key = idempotencyKey ?? newIdempotencyKey();
    if (this.#closed.signal.aborted) throw new SessionError("closed", "The session was closed.");
    const sent = idempotencyKey ? sentAs(this.state, key) : null;
    if (sent) return sent;
    checkSendable(this.state, text);
    if (!this.state.outbox.some((item) => item.key === key)) {
      const createdAt = laterThan(this.state.outbox, this.#clock.now());
      const item = newOutgoing({ key, text, refs, answers, createdAt });
      this.#identity.save(item);
      this.#store.dispatch({ type: "queued", outgoing: item });
    }
    const promise = this.#sends.promise(key);
    if (this.state.outbox.find((item) => item.key === key)?.delivery === "failed") this.retry(key);
    this.#posting.kick();
    return promise;
  }

  /**
   * Asks for the turn under way to stop. `stopping` is true until the log says that the turn has ended.
   *
   * @param cancel stops the turn in the wire's place. v3 has no such request.
   * @throws what `cancel` throws, or a {@link SessionError}: then the turn goes on.
   */
  async stop(cancel: CancelTurn | null = null): Promise<void> {
    return (await this.#stopping()).stop(cancel);
  }

  /**
   * Dismisses the open question without an answer. Messages that it held back then reach the agent.
   *
   * @throws {SessionError} `not-found` where the host does not serve that, or what the request came to.
   */
  async dismiss(questionId: string): Promise<void> {
    return (await this.#stopping()).dismiss(questionId);
  }

  /** Tries a failed message again, with its own key. */
  retry(key: string): void {
    if (this.#closed.signal.aborted) return;
    this.#lookAnew();
    this.#posting.retry(key);
  }

  /** Gives a message up: it is not sent. */
  discard(key: string): void {
    this.#store.dispatch({ type: "discarded", key });
    this.#posting.wake();
  }

  /** Tries to connect and to send now. */
  reconnect(): void {
    if (this.#closed.signal.aborted) return;
    this.#access.reconsider();
    this.#reader.retryNow();
    this.#posting.resume();
  }

  /** Signs out, or begins a new conversation. Forgets the conversation, its draft and its messages, in every tab. */
  reset(): void {
    this.#changeover.reset();
  }

  /** Leaves a conversation that has ended: the next message begins another. Nothing is forgotten elsewhere. */
  startOver(): void {
    if (this.#access.canStart) this.#changeover.startOver();
  }

  /**
   * Reads one page of events before those that are known, where the end of the log was read first.
   *
   * @throws {SessionError} when the page cannot be read, or the session is closed; the signal's reason.
   */
  readEarlier(signal?: AbortSignal): Promise<void> {
    return this.#rest.readEarlier(signal);
  }

  /**
   * Reads all of the log that is not known yet, page by page. Waits for a connection; resolves at once where all is
   * known.
   *
   * @throws {SessionError} when it cannot be read, or the session is closed; the signal's reason.
   */
  readAll(signal?: AbortSignal): Promise<void> {
    return this.#rest.readAll(signal);
  }

  /** The person has read everything so far. */
  markRead(): void {
    this.markSeen(this.state.lastSeq);
  }

  /** The person has seen the log up to the end of the entry at `seq`. */
  markSeen(seq: number): void {
    const { session } = this.state;
    if (seq <= this.state.seenSeq) return;
    this.#store.dispatch({ type: "seen", seq });
    if (session) this.#identity.outbox.setSeen(session, seq);
  }

  /** Takes a new client token of the host's; null: the session asks for one. @throws {SessionError} `org-key`. */
  setToken(token: string | null): void {
    this.#access.give(token);
    this.#store.dispatch({ type: "read-only", readOnly: false });
    if (token !== null) this.reconnect();
  }

  /**
   * Changes the view, and reads the log anew. Messages on their way stay, unless the viewer is another one, who is
   * another person.
   */
  setView(change: Partial<SessionView>): void {
    const view = Object.freeze({ ...this.state.view, ...change });
    if (isSameView(view, this.state.view)) return;
    if (view.viewer !== this.state.view.viewer) this.#changeover.become("viewer", view.viewer);
    this.#rest.forget();
    this.#store.dispatch({ type: "restart", view });
    this.#reader.restart();
  }

  /** Tells what the platform believes of the network. */
  setOnline(online: boolean): void {
    this.#reader.setOnline(online);
    if (online) this.#posting.wake();
  }

  /** Tells whether a person can see the page. */
  setVisible(visible: boolean): void {
    this.#reader.setVisible(visible);
    if (!visible || this.#changeover.wasReset()) return;
    this.#adoption.load();
    this.#posting.wake();
  }

  /**
   * The page is being put away, perhaps to come back: lets go of all that would keep it from that. What comes back
   * may come back to somebody else, so nothing is to be shown before that is known.
   */
  suspend(): void {
    this.#rest.stop();
    this.#changeover.sleep();
  }

  /** The page is back. */
  resume(): void {
    if (this.#closed.signal.aborted || this.#changeover.wasReset()) return;
    this.#changeover.wake();
    this.open();
    this.#posting.start();
  }

  /** Reads the log to find out what has become of a message. Asks the backend for the conversation first. */
  #lookAnew(): void {
    this.#access.reconsider();
    this.#reader.start();
  }

  #heard(change: Change, origin: Origin): void {
    if (origin === "elsewhere") this.#posting.heard(change);
    // The log says what has become of the message, and a log that is asked for page by page is asked at once.
    if (/^(?:accepted|postponed|refused)$/.test(change.type)) this.#reader.look();
  }

  #settle(effect: Effect): void {
    this.#sends.settle(effect);
    if (effect.type === "gone") this.#identity.outbox.remove(effect.key);
    const { session, seenSeq, lastSeq } = this.state;
    // A conversation that is opened here for the first time has nothing unread.
    if (effect.type === "caught-up" && session !== null && seenSeq === 0) this.markSeen(lastSeq);
    if (effect.type === "ended") this.#reader.end(effect.error);
  }

  #follow(state: SessionState, previous: SessionState): void {
    this.#identity.look();
    this.#changeover.follow(state, previous);
    this.#posting.kick();
  }
}
