import { SessionError } from "../wire/errors.js";
import type { SessionEvent } from "../wire/events.js";
import type { CancelTurn } from "./access/grant.js";
import { eventsOf } from "./fold/events-of.js";
import type { SessionObserver } from "./fold/store.js";
import type { FileDraft } from "./identity.js";
import { newIdempotencyKey } from "./sending/idempotency-key.js";
import { checkSendable, sentAs, type Sent } from "./sending/send-promises.js";
import type { SendOptions, SessionOptions } from "./session-options.js";
import { connectParts, checkLog, markSeen, type SessionParts } from "./session-parts.js";
import { laterThan, newOutgoing } from "./state/local-echo.js";
import { isSameView, type SessionView } from "./state/session-view.js";
import type { SessionState } from "./state/state.js";

/**
 * A conversation: follows the log, sends each message exactly once, and holds everything that is known in one frozen
 * {@link SessionState}. Needs no DOM; works in pages, workers and Node.
 *
 * @example
 * const session = new Session({ session: "ses_…", token: "ct_…" });
 * session.observe({ state: (state) => draw(state) });
 * session.open();
 * await session.send("Hello");
 */
export class Session {
  /** The files of the draft, as text in the format of the code that manages them. Stored as the draft is. */
  readonly fileDraft: FileDraft;
  readonly #parts: SessionParts;
  readonly #closed = new AbortController();

  /** @throws {SessionError} `org-key`, when `token` is one. */
  constructor(options: SessionOptions = {}) {
    this.#parts = connectParts(options);
    this.fileDraft = this.#parts.identity;
  }

  /** The current snapshot. */
  get state(): SessionState {
    return this.#parts.store.state;
  }

  /** The draft: the unsent text in the composer. Stored for this tab, once the owner of the conversation is known. */
  get draft(): string {
    return this.#parts.identity.draft;
  }

  set draft(text: string) {
    this.#parts.identity.draft = text;
  }

  /** Whether an unsent message is in this page's memory only, and is lost when the page is closed. */
  get hasUnsaved(): boolean {
    return this.#parts.identity.hasUnsaved;
  }

  /** The key of the person; null where neither the host nor its backend gives one. */
  get user(): string | null {
    return this.#parts.identity.user;
  }

  /** Adds an observer. Returns the function that removes it. */
  observe(observer: SessionObserver): () => void {
    return this.#parts.store.observe(observer);
  }

  /**
   * Yields every event that arrives after the first call of `next`, in order. The iteration ends when the loop is left,
   * when `signal` is aborted, or when the session is closed.
   */
  events(signal?: AbortSignal): AsyncGenerator<SessionEvent, void, undefined> {
    return eventsOf(this, signal ? [signal, this.#closed.signal] : [this.#closed.signal]);
  }

  /** Starts reading and sending. */
  open(): void {
    if (this.#closed.signal.aborted) return;
    const { adoption, identity, reader, tabs } = this.#parts;
    reader.start();
    tabs.open();
    if (!identity.identify(true)) adoption.load();
  }

  /**
   * Names the person who has used this session so far. What was written before belongs to that person. Another person
   * needs another session.
   */
  setUser(user: string): void {
    if (this.user === null) this.#parts.changeover.changePerson("user", user);
  }

  /** Closes the session for good. A post that is in flight finishes, and its answer still updates the outbox. */
  close(): void {
    const { access, adoption, cache, identity, lapse, posting, reader, lateReading, sends, store, tabs } =
      this.#parts;
    this.#closed.abort();
    cache.stop();
    reader.stop();
    lateReading.close();
    posting.stop();
    access.close();
    lapse.stop();
    adoption.stop();
    tabs.close();
    identity.release();
    sends.rejectAll(new SessionError("closed", "The session was closed before the message was sent."));
    store.dispatch({ type: "connection", connection: "disconnected" });
    store.close();
  }

  /**
   * Sends a message. Resolves once the place of the message in the log is known; stays pending while the message waits
   * for a network.
   *
   * @throws {SessionError} when the text is empty, `refs` cannot be written as JSON, the server refuses the message, or
   *   it is discarded.
   */
  async send(text: string, options: SendOptions = {}): Promise<Sent> {
    const { refs = null, idempotencyKey, answers = this.state.question?.questionId ?? null } = options;
    const { clock, identity, posting, sends, store } = this.#parts;
    const key = idempotencyKey ?? newIdempotencyKey();
    if (this.#closed.signal.aborted) throw new SessionError("closed", "The session was closed.");
    const sent = idempotencyKey ? sentAs(this.state, key) : null;
    if (sent) return sent;
    checkSendable(this.state, text);
    if (!this.state.outbox.some((item) => item.key === key)) {
      const createdAt = laterThan(this.state.outbox, clock.now());
      const item = newOutgoing({ key, text, refs, answers, createdAt });
      identity.save(item);
      store.dispatch({ type: "queued", outgoing: item });
    }
    const promise = sends.promise(key);
    if (this.state.outbox.find((item) => item.key === key)?.delivery === "failed") this.retry(key);
    posting.kick();
    return promise;
  }

  /**
   * Asks for the running turn to stop. `state.stopping` is true until the log says that the turn has ended.
   *
   * @param cancel stops the turn instead of a request of the wire. Needed for v3, which has no such request.
   * @throws what `cancel` throws, or a {@link SessionError}: then the turn goes on.
   */
  async stop(cancel: CancelTurn | null = null): Promise<void> {
    return (await this.#parts.stopping()).stop(cancel);
  }

  /**
   * Dismisses the open question without an answer. Messages that it held back then reach the agent.
   *
   * @throws {SessionError} `not-found` when the host has no route for it; else the error of the request.
   */
  async dismiss(questionId: string): Promise<void> {
    return (await this.#parts.stopping()).dismiss(questionId);
  }

  /** Tries a failed message again, with the same idempotency key. */
  retry(key: string): void {
    if (this.#closed.signal.aborted) return;
    checkLog(this.#parts);
    this.#parts.posting.retry(key);
  }

  /** Discards a message that is not sent yet. */
  discard(key: string): void {
    this.#parts.store.dispatch({ type: "discarded", key });
    this.#parts.posting.wake();
  }

  /** Tries to connect and to send now. */
  reconnect(): void {
    if (this.#closed.signal.aborted) return;
    const { access, posting, reader } = this.#parts;
    access.reconsider();
    reader.retryNow();
    posting.resume();
  }

  /**
   * Forgets the conversation, its draft and its unsent messages, in every tab: for a sign-out, or to begin a new
   * conversation.
   */
  reset(): void {
    this.#parts.changeover.reset();
  }

  /** Leaves a conversation that has ended: the next message begins another one. Other tabs forget nothing. */
  startOver(): void {
    const { access, changeover } = this.#parts;
    if (access.canStart && !access.isClosed) changeover.startOver();
  }

  /**
   * Reads the events before the earliest one that was read, page by page, until a page has something to show.
   *
   * @throws {SessionError} when a page cannot be read, or the session is closed; the signal's reason.
   */
  readEarlier(signal?: AbortSignal): Promise<void> {
    return this.#parts.lateReading.readEarlier(signal);
  }

  /**
   * Reads the rest of the log, page by page. Waits for a connection; resolves at once if the whole log has been read.
   *
   * @throws {SessionError} when it cannot be read, or the session is closed; the signal's reason.
   */
  readAll(signal?: AbortSignal): Promise<void> {
    return this.#parts.lateReading.readAll(signal);
  }

  /** The person has read everything so far. */
  markRead(): void {
    this.markSeen(this.state.lastSeq);
  }

  /** The person has seen the log up to the end of the entry at `seq`. */
  markSeen(seq: number): void {
    markSeen(this.#parts, seq);
  }

  /**
   * Sets the client token; null: the session asks the backend for one.
   *
   * @throws {SessionError} `org-key`, when it is an org key.
   */
  setToken(token: string | null): void {
    const { access, store } = this.#parts;
    access.give(token);
    store.dispatch({ type: "read-only", readOnly: false });
    if (token !== null) this.reconnect();
  }

  /**
   * Changes the view, and reads the log again. Unsent messages stay, unless the viewer changes, because another viewer
   * is another person.
   */
  setView(change: Partial<SessionView>): void {
    const view = Object.freeze({ ...this.state.view, ...change });
    if (isSameView(view, this.state.view)) return;
    const { changeover, reader, lateReading, store } = this.#parts;
    if (view.viewer !== this.state.view.viewer) changeover.changePerson("viewer", view.viewer);
    lateReading.forget();
    store.dispatch({ type: "restart", view });
    reader.restart();
  }

  /** Tells the session what the platform says about the network: `navigator.onLine`. */
  setOnline(online: boolean): void {
    const { posting, reader } = this.#parts;
    reader.setOnline(online);
    if (online) posting.wake();
  }

  /** Tells the session whether the page is visible. */
  setVisible(visible: boolean): void {
    const { adoption, changeover, posting, reader } = this.#parts;
    reader.setVisible(visible);
    if (!visible || changeover.wasReset()) return;
    adoption.load();
    posting.wake();
  }

  /**
   * Suspends the session, because the page goes into the back/forward cache. Closes the connections that would keep the
   * page out of it. After `resume` nothing is shown until it is confirmed that the same person uses the page.
   */
  suspend(): void {
    if (this.#closed.signal.aborted) return;
    this.#parts.lateReading.stop();
    this.#parts.changeover.suspend();
  }

  /** Resumes the session, because the page was restored from the back/forward cache. */
  resume(): void {
    const { changeover, posting } = this.#parts;
    if (this.#closed.signal.aborted || changeover.wasReset()) return;
    changeover.resume();
    this.open();
    posting.start();
  }
}
