import { SessionError } from "../../wire/errors.js";
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

/** What access is built from. */
export interface AccessOptions {
  readonly session: string | null;
  readonly token: string | null;
  /** Says whether the service wants tokens; else the browser's cookies are the access to a session. */
  readonly wire: Pick<Wire, "capabilities">;
  /** Asks for tokens; null when only the given one is to be had. */
  readonly ask: GetClientToken | null;
  readonly clock: Clock;
  /** The session that was left for a new one; null where none was. */
  readonly after?: string | null;
  /** The session that was left for a new one, also on a page before, as far as kept messages tell of it. */
  readonly left?: () => string | null;
  /** Whose key the host's backend is sent. */
  readonly person: Readonly<Pick<Person, "user">>;
  /** The backend names the person, before its answer is used. */
  readonly onUser: (user: string) => void;
  /** A new token was had, perhaps for another session than before; null: the conversation is gone. */
  readonly onGrant: (grant: Grant | null) => void;
}

const MINUTE_MS = 60 * 1000;
/** A token that the service has let in is taken to be good for so long. */
const PROOF_MS = 5 * MINUTE_MS;
/** A host that has not answered for this long is asked again, later. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The right to read and post: the token in hand, and how to get the next one. Never asks twice at once. */
export class Access {
  readonly #options: AccessOptions;
  #session: string | null;
  #grant: Grant | null = null;
  /** The token that was refused last, which nobody need offer again. */
  #refused: string | null = null;
  #asking: Promise<Grant | null> | null = null;
  #timer: unknown = null;
  #lastTimed = -Infinity;
  /** There is no conversation, by the backend's word or after a reset: it begins with the next message. */
  #none: "told" | "reset" | null = null;
  /** The host, or its backend, has named the session that is open. */
  #isConfirmed = false;
  /** The session is the host's choice: its backend cannot replace it. */
  #isGiven: boolean;
  #closed = false;
  /** The token that the service let in last, and when. */
  #proof: { readonly grant: Grant | null; readonly at: number } = { grant: null, at: 0 };
  /** The backend has not heard yet that the person wants a new conversation. */
  #isNew: boolean;
  /** Goes up whenever an answer that is still out becomes worthless. */
  #epoch = 0;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#isGiven = options.session !== null;
    this.#isNew = Boolean(options.after);
    this.give(options.token);
  }

  get session(): string | null {
    return this.#session;
  }

  /** The token in hand; null when one has to be asked for. */
  get inHand(): Grant | null {
    return this.#grant;
  }

  /** The session as far as the host's own backend, or a token of the host's, has named it in this page's life. */
  get confirmed(): string | null {
    return this.#isConfirmed ? this.#session : null;
  }

  /**
   * Whether it is known whose the session is before anything is asked of the service. A token tells it, as whoever has
   * one was given it; where cookies are the access, the first answer does.
   */
  get isKnown(): boolean {
    const { person, wire } = this.#options;
    return wire.capabilities.tokens || this.#isConfirmed || this.#session === null || person.user !== null;
  }

  /** Whether the service has let in the token in hand of late. */
  get isProven(): boolean {
    const { grant, at } = this.#proof;
    return this.#grant !== null && grant === this.#grant && this.#options.clock.now() - at < PROOF_MS;
  }

  /** Whether the host has given the session. Its backend cannot replace it then. */
  get isGiven(): boolean {
    return this.#isGiven;
  }

  /** Whether a conversation can be had that does not exist yet. */
  get canStart(): boolean {
    return this.#options.ask !== null;
  }

  /** A token from the host, or null to forget the one in hand. */
  give(token: string | null): void {
    this.#grant = this.#given(token);
    this.#refused = null;
    if (this.#grant && token) this.#isConfirmed = true;
  }

  /** The service has let in whoever sits here, by their cookies. */
  confirm(grant: Grant): void {
    this.#proof = { grant, at: this.#options.clock.now() };
    if (grant === this.#grant && grant.token === "") this.#isConfirmed = true;
  }

  /**
   * Another person may sit there now: the backend, where there is one, is asked before anything more is
   * done.
   */
  renew(): void {
    this.reconsider();
    if (this.canStart && this.#session !== null) this.#drop();
  }

  /** The session has ended: the backend is asked whether it has another one by now, where it may. */
  lookForSuccessor(): void {
    if (!this.canStart || this.#isGiven || this.#closed) return;
    this.#drop();
    this.obtain().catch(() => {});
  }

  /** It is not known any more who sits there. */
  doubt(): void {
    this.#isConfirmed = false;
  }

  /** Forgets everything; a conversation begins only with the next message. */
  forget(): void {
    this.#drop();
    this.#epoch += 1;
    this.#leave();
    this.#none = "reset";
  }

  /**
   * What the backend said of there being no conversation may have changed, and a question that is still out may
   * never be answered: the next one is asked anew.
   *
   * @param isBegun one was begun elsewhere since.
   */
  reconsider(isBegun = false): void {
    if (isBegun || this.#none === "told") this.#none = null;
    this.#asking = null;
  }

  /**
   * The token to use now; asks for one when there is none. Null: there is no conversation yet.
   *
   * @throws {SessionError} `config` when there is nobody to ask, `unauthorized` when there is no new token to
   *   be had, or what the backend's answer came to.
   */
  async obtain(): Promise<Grant | null> {
    if (this.#none && this.canStart) return null;
    if (this.#grant) return this.#grant;
    const grant = await this.#ask(this.#isNew ? "new" : this.#refused === null ? "resume" : "unauthorized");
    this.#isNew = false;
    if (grant) return grant;
    if (this.#isGiven) {
      throw new SessionError("unauthorized", "The backend grants no access to this session.");
    }
    const isGone = this.#session !== null;
    this.#leave();
    this.#none ??= "told";
    if (isGone) this.#options.onGrant(null);
    return null;
  }

  /**
   * The service refused `token`: the next one is asked for, where there is somebody to ask. Returns whether it
   * had not been replaced already.
   */
  refuse(token: string): boolean {
    if (this.#grant && this.#grant.token !== token) return false;
    if (!this.canStart || !this.#grant) return true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#grant = null;
    this.#refused = token;
    return true;
  }

  /** Begins a conversation with its first message. Repeating it with the same key is safe. */
  async start(input: NonNullable<ClientTokenQuestion["input"]>, key: string): Promise<Grant> {
    const epoch = this.#epoch;
    const grant = await this.#question({ session: null, reason: "start", input, idempotency_key: key });
    if (!grant)
      throw new SessionError(
        "endpoint",
        'endpoint or getClientToken answered nothing to the reason "start".',
      );
    this.#granted(grant, epoch);
    return grant;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #given(token: string | null): Grant | null {
    if (this.#session === null) return null;
    if (!this.#options.wire.capabilities.tokens)
      return { session: this.#session, token: "", expiresAt: null };
    if (token === null || token === "") return null;
    return { session: this.#session, token: refuseOrgKey(token), expiresAt: null };
  }

  /** The token in hand is of no use any more. Callers that wait for an answer that is out still get it. */
  #drop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#grant = null;
    this.#asking = null;
  }

  #leave(): void {
    this.#grant = null;
    this.#session = null;
    this.#isConfirmed = false;
    this.#isGiven = false;
    this.#refused = null;
  }

  #ask(reason: "resume" | "new" | "expiring" | "unauthorized"): Promise<Grant | null> {
    const epoch = this.#epoch;
    const asking = (this.#asking ??= this.#question({ session: this.#session, reason })
      .then((grant) => this.#granted(grant, epoch))
      .finally(() => {
        if (this.#asking === asking) this.#asking = null;
      }));
    return asking;
  }

  async #question(question: ClientTokenQuestion): Promise<Grant | null> {
    const { ask, clock, person, onUser } = this.#options;
    if (!ask) {
      throw new SessionError("config", 'No access: set "endpoint", or "session" and "token".');
    }
    try {
      const epoch = this.#epoch;
      const key = person.user;
      const asked = key === null ? question : { ...question, user: key };
      const late = () =>
        new SessionError("endpoint", "The host gave no answer in 30 s.", { retryable: true });
      const answer = await withTimeout({ clock, milliseconds: ANSWER_TIMEOUT_MS, late }, async () =>
        ask(asked),
      );
      const named = userIn(answer);
      if (named !== null && named !== key && epoch === this.#epoch && !this.#closed) {
        // The session that was open belongs to another person.
        if (key !== null) this.#leave();
        onUser(named);
      }
      const grant = parseAnswer(
        answer,
        this.#session,
        clock.now(),
        this.#isGiven,
        this.#options.wire.capabilities.tokens,
      );
      // What was left is not to come back by itself.
      return grant && grant.session === this.#options.left?.() ? null : grant;
    } catch (cause) {
      if (question.reason === "new" && isUnknown(cause)) return null;
      if (cause instanceof SessionError) throw cause;
      const kind = cause instanceof Error ? cause.name : typeof cause;
      throw new SessionError("endpoint", `getClientToken failed (${kind}).`, { retryable: true, cause });
    }
  }

  #granted(grant: Grant | null, epoch: number): Grant | null {
    if (epoch !== this.#epoch) throw new SessionError("closed", "The conversation was reset meanwhile.");
    if (this.#closed || !grant) return grant;
    this.#take(grant);
    this.#options.onGrant(grant);
    return grant;
  }

  #take(grant: Grant): void {
    if (grant.session !== this.#session) this.#leave();
    this.#session = grant.session;
    this.#grant = grant;
    this.#isConfirmed = true;
    this.#none = null;
    this.#renewAhead(grant);
  }

  /** Renews shortly before the expiry, at most once a minute: a fast clock must not make a storm of it. */
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
      // A failed renewal is no loss: the token in hand is used until the service refuses it, and then the
      // backend is asked again.
      this.#ask("expiring").catch(() => {});
    }, wait);
  }
}

/** A backend that knows no `new` may refuse the question as a wrong one: then there is no conversation either. */
function isUnknown(cause: unknown): boolean {
  return cause instanceof SessionError && cause.code === "endpoint" && String(cause.status).startsWith("4");
}
