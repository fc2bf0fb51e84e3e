import { SessionError } from "../../wire/errors.js";
import type { Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";
import {
  parseAnswer,
  refuseOrgKey,
  type ClientTokenQuestion,
  type GetClientToken,
  type Grant,
} from "./grant.js";

/** What access is built from. */
export interface AccessOptions {
  readonly session: string | null;
  readonly token: string | null;
  /** Asks for tokens; null when only the given one is to be had. */
  readonly ask: GetClientToken | null;
  readonly clock: Clock;
  /** A new token was had: for the other tabs. */
  readonly onGrant: (grant: Grant) => void;
  /** Runs one renewal at a time among all tabs. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
}

const MINUTE_MS = 60 * 1000;
/** A host that has not answered for this long is asked again, later. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The right to read and post: the token in hand, and how to get the next one. Never asks twice at once. */
export class Access {
  readonly #options: AccessOptions;
  #session: string | null;
  #grant: Grant | null;
  /** The token that was refused last, which nobody need offer again. */
  #refused: string | null = null;
  #asking: Promise<Grant | null> | null = null;
  #timer: unknown = null;
  #lastTimed = -Infinity;
  /** There is no conversation, by the backend's word or after a reset: it begins with the next message. */
  #none: "told" | "reset" | null = null;
  #closed = false;
  /** Counts what makes an answer that is still out worthless. */
  #epoch = 0;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#grant = this.#given(options.token);
  }

  get session(): string | null {
    return this.#session;
  }

  /** The token in hand; null when one has to be asked for. */
  get inHand(): Grant | null {
    return this.#grant;
  }

  /** Whether a conversation can be had that does not exist yet. */
  get canStart(): boolean {
    return this.#options.ask !== null;
  }

  /** A token from the host, or null to forget the one in hand. */
  give(token: string | null): void {
    this.#grant = this.#given(token);
    this.#refused = null;
  }

  /** Forgets everything; a conversation begins only with the next message. */
  forget(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#epoch += 1;
    this.#session = null;
    this.#grant = null;
    this.#refused = null;
    this.#asking = null;
    this.#none = "reset";
  }

  /**
   * What the backend said of there being no conversation may have changed, and a question that is still out may
   * never be answered: the next one is asked anew.
   */
  reconsider(): void {
    if (this.#none === "told") this.#none = null;
    this.#asking = null;
  }

  /** A token that another tab was granted. Returns whether it is of use here. */
  adopt(grant: Grant): boolean {
    if (this.#closed || grant.token === this.#refused) return false;
    if (this.#session !== null && this.#session !== grant.session) return false;
    this.#take(grant);
    return true;
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
    const grant = await this.#ask(this.#refused === null ? "resume" : "unauthorized", null);
    if (grant) return grant;
    if (this.#session !== null) {
      throw new SessionError("unauthorized", "The backend grants no access to this session.");
    }
    this.#none ??= "told";
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
    return this.#granted(grant, epoch);
  }

  close(): void {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #given(token: string | null): Grant | null {
    if (token === null || token === "" || this.#session === null) return null;
    return { session: this.#session, token: refuseOrgKey(token), expiresAt: null };
  }

  /** @param current the token there is, which is to be replaced. */
  #ask(reason: "resume" | "expiring" | "unauthorized", current: string | null): Promise<Grant | null> {
    const epoch = this.#epoch;
    const asking = (this.#asking ??= this.#options
      .exclusively(async () => {
        // Another tab may have been granted one while this one waited for its turn.
        if (this.#grant && this.#grant.token !== current) return this.#grant;
        const grant = await this.#question({ session: this.#session, reason });
        return grant && this.#granted(grant, epoch);
      })
      .finally(() => {
        if (this.#asking === asking) this.#asking = null;
      }));
    return asking;
  }

  async #question(question: ClientTokenQuestion): Promise<Grant | null> {
    const { ask, clock } = this.#options;
    if (!ask) {
      throw new SessionError("config", 'No access: set "endpoint", or "session" and "token".');
    }
    try {
      const late = () =>
        new SessionError("endpoint", "The host gave no answer in 30 s.", { retryable: true });
      const answer = await withTimeout({ clock, milliseconds: ANSWER_TIMEOUT_MS, late }, async () =>
        ask(question),
      );
      return parseAnswer(answer, this.#session, clock.now());
    } catch (cause) {
      if (cause instanceof SessionError) throw cause;
      const kind = cause instanceof Error ? cause.name : typeof cause;
      throw new SessionError("endpoint", `getClientToken failed (${kind}).`, { retryable: true, cause });
    }
  }

  #granted(grant: Grant, epoch: number): Grant {
    if (epoch !== this.#epoch) throw new SessionError("closed", "The conversation was reset meanwhile.");
    if (this.#closed) return grant;
    this.#take(grant);
    this.#options.onGrant(grant);
    return grant;
  }

  #take(grant: Grant): void {
    this.#session = grant.session;
    this.#grant = grant;
    this.#none = null;
    this.#renewAhead(grant);
  }

  /** Renews shortly before the expiry, at most once a minute: a fast clock must not make a storm of it. */
  #renewAhead({ token, expiresAt }: Grant): void {
    const { clock, ask } = this.#options;
    clock.clearTimeout(this.#timer);
    if (expiresAt === null || !ask) return;
    const now = clock.now();
    const left = expiresAt - now;
    // (By a clock that was set back, the last one is yet to come.)
    const apart = Math.min(MINUTE_MS, this.#lastTimed + MINUTE_MS - now);
    const wait = Math.max(left - Math.min(MINUTE_MS, left / 10), apart, 0);
    this.#timer = clock.setTimeout(() => {
      this.#lastTimed = clock.now();
      // A failure is no loss: the token in hand is used until it is refused, and then this is asked again.
      this.#ask("expiring", token).catch(() => {});
    }, wait);
  }
}
