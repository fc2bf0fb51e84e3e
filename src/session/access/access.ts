import { hostFailed, SessionError } from "../../wire/errors.js";
import { newAccessState, type AccessState } from "./access-state.js";
import type { Person } from "./person.js";
import type { Wire } from "../../wire/wire.js";
import type { Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";
import {
  parseAnswer,
  refuseOrgKey,
  userIn,
  type ClientTokenQuestion,
  type GetClientToken,
  type Grant,
} from "./grant.js";

/** What {@link Access} works with. */
export interface AccessOptions {
  readonly state: AccessState;
  readonly token: string | null;
  /** Says whether the service wants tokens. Where it does not, the browser's cookies give access to a session. */
  readonly wire: Pick<Wire, "capabilities">;
  /**
   * Asks the host for tokens; null where there is only the token that the host has given. `signal` is aborted when the
   * answer has taken too long.
   */
  readonly ask: ((question: ClientTokenQuestion, signal: AbortSignal) => ReturnType<GetClientToken>) | null;
  readonly clock: Clock;
  /** The session that the person has left for a new one; null where there is none. */
  readonly after?: string | null | undefined;
  /** The stored messages. They name also the session that was left on an earlier page. */
  readonly outbox?: { readonly after: string | null };
  /** The person whose key is sent to the host's backend. */
  readonly person: Readonly<Pick<Person, "user">>;
  /** Called when an answer of the backend names another person than before, and before that answer is used. */
  readonly onUser: (user: string) => void;
  /**
   * Called with each new token, which may be for another session than before; with null when the conversation is gone.
   */
  readonly onGrant: (grant: Grant | null) => void;
}

const MINUTE_MS = 60 * 1000;
/** After the service has accepted a token, the token counts as good for this long. */
const PROOF_MS = 5 * MINUTE_MS;
/** A question to the host that has no answer after this long has failed. The next one is asked later. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The access to a session: holds the client token, and asks the host for the next one, with one request at a time. */
export class Access {
  readonly #options: AccessOptions;
  readonly #state: AccessState;
  /** The token that the service refused last; null when the last one was accepted. */
  #refused: string | null = null;
  #asking: Promise<Grant | null | undefined> | null = null;
  #timer: unknown = null;
  /** When a token was last renewed ahead of its expiry, epoch milliseconds. */
  #lastTimed = -Infinity;
  /**
   * Why there is no conversation: `told`, the backend said so; `reset`, the session was reset. Null where there is a
   * conversation, or the backend has not been asked yet.
   */
  #none: "told" | "reset" | null = null;
  #closed = false;
  /** The token that the service accepted last, and when, epoch milliseconds. */
  #proof: { readonly grant: Grant | null; readonly at: number } = { grant: null, at: 0 };
  /** Whether the next request to the backend has the reason `new`. */
  #isNew: boolean;
  /** Goes up whenever no answer to an earlier question may be used any more. */
  #epoch = 0;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#isNew = Boolean(options.after);
    this.give(options.token);
  }

  get session(): string | null {
    return this.#state.session;
  }

  /** The token in hand; null when one has to be asked for. */
  get inHand(): Grant | null {
    return this.#state.grant;
  }

  /**
   * Whether the owner of the session is known before the first request to the service. With tokens it is, because the
   * host gave the token to this person. With cookies only the first answer of the service shows it.
   */
  get isKnown(): boolean {
    const { person, wire } = this.#options;
    const { confirmed, session } = this.#state;
    return wire.capabilities.tokens || session === confirmed || person.user !== null;
  }

  /** Whether the service has accepted the token in hand within the last 5 minutes. */
  get isProven(): boolean {
    const { grant, at } = this.#proof;
    if (this.inHand === null || grant !== this.inHand) return false;
    // After the clock was set back, the time of the proof lies in the future.
    return Math.abs(this.#options.clock.now() - at) < PROOF_MS;
  }

  /** Whether a new conversation can be started: there is an endpoint or a function to ask. */
  get canStart(): boolean {
    return this.#options.ask !== null;
  }

  /** Sets the token that the host gives; null forgets the token in hand. */
  give(token: string | null): void {
    this.#state.grant = this.#given(token);
    this.#refused = null;
    if (this.#state.grant && token) this.#state.confirmed = this.#state.session;
  }

  /** Records that the service has accepted a grant. */
  confirm(grant: Grant): void {
    this.#proof = { grant, at: this.#options.clock.now() };
    if (grant === this.#state.grant && grant.token === "") this.#state.confirmed = grant.session;
  }

  /**
   * Another person may be using the page now. If there is a backend, it is asked for access before the next request.
   * Its answers to earlier questions are ignored.
   */
  renew(): void {
    this.#epoch += 1;
    this.reconsider();
    if (this.canStart && this.#state.session !== null) this.#drop();
  }

  /** The session has ended: the backend is asked for the next one, unless the host has chosen the session. */
  lookForSuccessor(): void {
    if (!this.canStart || this.#state.isGiven || this.#closed) return;
    this.#drop();
    this.obtain().catch(() => {});
  }

  /** Another person may use the page from now on: the session counts as unconfirmed until the next grant. */
  unconfirm(): void {
    this.#state.confirmed = null;
  }

  /** Forgets the session and its token; the next message begins a new conversation. */
  forget(): void {
    this.#drop();
    this.#epoch += 1;
    this.#leave();
    this.#none = "reset";
  }

  /**
   * Asks the backend again with the next request. The backend may have a conversation by now, and a request that is
   * under way may never be answered.
   *
   * @param isBegun whether a conversation was started elsewhere, for example in another tab.
   */
  reconsider(isBegun = false): void {
    if (isBegun || this.#none === "told") this.#none = null;
    this.#asking = null;
  }

  /**
   * The token to use now; asks for one when there is none. Null: there is no conversation yet.
   *
   * @throws {SessionError} `config` when there is no endpoint and no function to ask; `unauthorized` when the backend
   *   gives no token for the session that the host has chosen; else the error of the request or of the answer.
   */
  async obtain(): Promise<Grant | null> {
    if (this.#none && this.canStart) return null;
    if (this.#state.grant) return this.#state.grant;
    const grant = await this.#ask(this.#isNew ? "new" : this.#refused === null ? "resume" : "unauthorized");
    // Where the answer is out of date, a later one counts.
    if (grant === undefined) return this.obtain();
    this.#isNew = false;
    // A closed session does not leave its conversation: its unsent messages stay stored.
    if (grant || this.#closed) return grant;
    if (this.#state.isGiven) {
      throw new SessionError("unauthorized", "The backend grants no access to this session.");
    }
    const isGone = this.#state.session !== null;
    this.#leave();
    this.#none ??= "told";
    if (isGone) this.#options.onGrant(null);
    return null;
  }

  /**
   * Records that the service has refused `token`, so that {@link obtain} asks for another one if it can. Returns false
   * if another token has replaced it already.
   */
  refuse(token: string): boolean {
    const { grant } = this.#state;
    if (grant && grant.token !== token) return false;
    if (!this.canStart || !grant) return true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#state.grant = null;
    this.#refused = token;
    return true;
  }

  /**
   * Asks the backend to begin a conversation with its first message. A repeated call with the same key starts no second
   * one.
   */
  async start(input: NonNullable<ClientTokenQuestion["input"]>, key: string): Promise<Grant> {
    const grant = await this.#question({ session: null, reason: "start", input, idempotency_key: key });
    if (grant) return grant;
    if (grant === null)
      throw new SessionError("endpoint", "endpoint or getClientToken gave no answer to a start.");
    // The message is gone, or is started again with the same key, once the backend has said who uses the page.
    throw new SessionError("closed", "The conversation was reset before the message was sent.", {
      retryable: true,
    });
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #given(token: string | null): Grant | null {
    const { session } = this.#state;
    if (session === null) return null;
    if (!this.#options.wire.capabilities.tokens) return { session, token: "", expiresAt: null };
    if (!token) return null;
    return { session, token: refuseOrgKey(token), expiresAt: null };
  }

  /** Forgets the token in hand. */
  #drop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#state.grant = null;
    this.#asking = null;
  }

  #leave(): void {
    Object.assign(this.#state, newAccessState(null));
    this.#refused = null;
  }

  #ask(reason: "resume" | "new" | "expiring" | "unauthorized"): Promise<Grant | null | undefined> {
    const question = { session: this.#state.session, reason };
    const asking = (this.#asking ??= this.#question(question).finally(() => {
      if (this.#asking === asking) this.#asking = null;
    }));
    return asking;
  }

  /**
   * Asks the backend, and uses its answer. Returns undefined if the answer is out of date: the conversation was reset,
   * another person may use the page, or another answer has granted access meanwhile.
   */
  async #question(question: ClientTokenQuestion): Promise<Grant | null | undefined> {
    const { ask, clock, onGrant, outbox, person, onUser, wire } = this.#options;
    if (!ask) {
      throw new SessionError("config", 'No access: set "endpoint", or "session" and "token".');
    }
    const epoch = this.#epoch;
    const isOutdated = () => epoch !== this.#epoch;
    try {
      const key = person.user;
      const asked = key === null ? question : { ...question, user: key };
      const late = () =>
        new SessionError("endpoint", "endpoint or getClientToken gave no answer in 30 s.", {
          retryable: true,
        });
      const answer = await withTimeout({ clock, milliseconds: ANSWER_TIMEOUT_MS, late }, async (signal) =>
        ask(asked, signal),
      );
      const named = isOutdated() || this.#closed ? null : userIn(answer);
      if (named !== null && named !== person.user) {
        // The open session belongs to the previous person.
        if (person.user !== null) this.#leave();
        onUser(named);
      }
      const grant = parseAnswer(
        answer,
        this.#state.session,
        clock.now(),
        this.#state.isGiven,
        wire.capabilities.tokens,
      );
      if (isOutdated()) return undefined;
      // The backend may still name the session that the person has left: it is not opened again.
      if (!grant || grant.session === outbox?.after) return null;
      if (this.#closed) return grant;
      const { session } = grant;
      this.#epoch += 1;
      if (session !== this.#state.session) this.#leave();
      Object.assign(this.#state, { session, grant, confirmed: session });
      this.#none = null;
      this.#renewAhead(grant);
      onGrant(grant);
      return grant;
    } catch (cause) {
      if (isOutdated()) return undefined;
      if (question.reason === "new" && isUnknown(cause)) return null;
      if (cause instanceof SessionError) throw cause;
      throw hostFailed("getClientToken", cause);
    }
  }

  /**
   * Schedules the renewal of the token: one minute before it expires, or after nine tenths of a lifetime shorter than
   * 10 minutes. At most once a minute, because to a clock that is fast each new token seems about to expire.
   */
  #renewAhead({ expiresAt }: Grant): void {
    const { clock, ask } = this.#options;
    clock.clearTimeout(this.#timer);
    if (expiresAt === null || !ask) return;
    const now = clock.now();
    const left = expiresAt - now;
    // After the clock was set back, the time of the last renewal lies in the future.
    const apart = Math.min(MINUTE_MS, this.#lastTimed + MINUTE_MS - now);
    const wait = Math.max(left - Math.min(MINUTE_MS, left / 10), apart, 0);
    this.#timer = clock.setTimeout(() => {
      this.#lastTimed = clock.now();
      // After a failed renewal the token in hand is used until the service refuses it. Then the backend is asked again.
      this.#ask("expiring").catch(() => {});
    }, wait);
  }
}

/**
 * Whether a backend answered with a status of 4xx. A backend that does not know the reason `new` does so; then there is
 * no conversation.
 */
function isUnknown(cause: unknown): boolean {
  return cause instanceof SessionError && cause.code === "endpoint" && String(cause.status).startsWith("4");
}
