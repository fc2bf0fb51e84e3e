import { SessionError } from "../wire/errors.js";
import type { SessionEvent } from "../wire/events.js";
import type { CancelTurn } from "./access/grant.js";
import { eventsOf } from "./fold/events-of.js";
import type { SessionObserver } from "./fold/store.js";
import type { FileDraft } from "./identity.js";
import { newIdempotencyKey } from "./sending/idempotency-key.js";
import { checkSendable, sentAs, type Sent } from "./sending/send-promises.js";
import type { SendOptions, SessionOptions } from "./session-options.js";
import { connectParts, lookAnew, markSeen, type SessionParts } from "./session-parts.js";
import { laterThan, newOutgoing } from "./state/local-echo.js";
import { isSameView, type SessionView } from "./state/session-view.js";
import type { SessionState } from "./state/state.js";

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

  /** The draft: the text that stands unsent in the composer. Kept for the tab once it is known whose it is. */
  get draft(): string {
    return this.#parts.identity.draft;
  }

  set draft(text: string) {
    this.#parts.identity.draft = text;
  }

  /** Whether an unsent message lives in this page's memory alone, and is lost with the page. */
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
   * Yields every event from the first step of the loop on, in order. Leaving the loop ends it; so does closing the
   * session.
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
    if (!identity.look(true)) adoption.load();
  }

  /**
   * Names the person who has sat there all along, whose everything written before is. Another person needs another
   * session.
   */
  setUser(user: string): void {
    if (this.user === null) this.#parts.changeover.become("user", user);
  }

  /** Ends everything for good; a post in flight finishes and settles the outbox. */
  close(): void {
    const { access, adoption, cache, identity, lapse, posting, reader, rest, sends, store, tabs } =
      this.#parts;
    this.#closed.abort();
    cache.stop();
    reader.stop();
    rest.close();
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
   * Sends a message. Settles when its fate is known: stays pending while the message waits for a network.
   *
   * @throws {SessionError} when the text is empty, `refs` is no JSON, the server refuses it, or it is discarded.
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
   * Asks for the turn under way to stop. `stopping` is true until the log says that the turn has ended.
   *
   * @param cancel stops the turn in the wire's place. v3 has no such request.
   * @throws what `cancel` throws, or a {@link SessionError}: then the turn goes on.
   */
  async stop(cancel: CancelTurn | null = null): Promise<void> {
    return (await this.#parts.stopping()).stop(cancel);
  }

  /**
   * Dismisses the open question without an answer. Messages that it held back then reach the agent.
   *
   * @throws {SessionError} `not-found` where the host does not serve that, or what the request came to.
   */
  async dismiss(questionId: string): Promise<void> {
    return (await this.#parts.stopping()).dismiss(questionId);
  }

  /** Tries a failed message again, with its own key. */
  retry(key: string): void {
    if (this.#closed.signal.aborted) return;
    lookAnew(this.#parts);
    this.#parts.posting.retry(key);
  }

  /** Gives a message up: it is not sent. */
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

  /** Signs out, or begins a new conversation. Forgets the conversation, its draft and its messages, in every tab. */
  reset(): void {
    this.#parts.changeover.reset();
  }

  /** Leaves a conversation that has ended: the next message begins another. Nothing is forgotten elsewhere. */
  startOver(): void {
    const { access, changeover } = this.#parts;
    if (access.canStart) changeover.startOver();
  }

  /**
   * Reads one page of events before those that are known, where the end of the log was read first.
   *
   * @throws {SessionError} when the page cannot be read, or the session is closed; the signal's reason.
   */
  readEarlier(signal?: AbortSignal): Promise<void> {
    return this.#parts.rest.readEarlier(signal);
  }

  /**
   * Reads all of the log that is not known yet, page by page. Waits for a connection; resolves at once where all is
   * known.
   *
   * @throws {SessionError} when it cannot be read, or the session is closed; the signal's reason.
   */
  readAll(signal?: AbortSignal): Promise<void> {
    return this.#parts.rest.readAll(signal);
  }

  /** The person has read everything so far. */
  markRead(): void {
    this.markSeen(this.state.lastSeq);
  }

  /** The person has seen the log up to the end of the entry at `seq`. */
  markSeen(seq: number): void {
    markSeen(this.#parts, seq);
  }

  /** Takes a new client token of the host's; null: the session asks for one. @throws {SessionError} `org-key`. */
  setToken(token: string | null): void {
    const { access, store } = this.#parts;
    access.give(token);
    store.dispatch({ type: "read-only", readOnly: false });
    if (token !== null) this.reconnect();
  }

  /**
   * Changes the view, and reads the log anew. Messages on their way stay, unless the viewer is another one, who is
   * another person.
   */
  setView(change: Partial<SessionView>): void {
    const view = Object.freeze({ ...this.state.view, ...change });
    if (isSameView(view, this.state.view)) return;
    const { changeover, reader, rest, store } = this.#parts;
    if (view.viewer !== this.state.view.viewer) changeover.become("viewer", view.viewer);
    rest.forget();
    store.dispatch({ type: "restart", view });
    reader.restart();
  }

  /** Tells what the platform believes of the network. */
  setOnline(online: boolean): void {
    const { posting, reader } = this.#parts;
    reader.setOnline(online);
    if (online) posting.wake();
  }

  /** Tells whether a person can see the page. */
  setVisible(visible: boolean): void {
    const { adoption, changeover, posting, reader } = this.#parts;
    reader.setVisible(visible);
    if (!visible || changeover.wasReset()) return;
    adoption.load();
    posting.wake();
  }

  /**
   * The page is being put away, perhaps to come back: lets go of all that would keep it from that. What comes back
   * may come back to somebody else, so nothing is to be shown before that is known.
   */
  suspend(): void {
    this.#parts.rest.stop();
    this.#parts.changeover.sleep();
  }

  /** The page is back. */
  resume(): void {
    const { changeover, posting } = this.#parts;
    if (this.#closed.signal.aborted || changeover.wasReset()) return;
    changeover.wake();
    this.open();
    posting.start();
  }
}
