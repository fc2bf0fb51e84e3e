import type { Credentials } from "../wire/client.js";
import { SessionError } from "../wire/errors.js";
import { isObject, text } from "../wire/parse-event.js";
import type { Clock } from "./clock.js";

/** What a backend is asked. */
export interface ClientTokenQuestion {
  readonly session: string | null;
  /**
   * `resume`: is there a conversation? `start`: begin one with `input`; `expiring`: the token ends soon;
   * `unauthorized`: it was refused.
   */
  readonly reason: "resume" | "start" | "expiring" | "unauthorized";
  /** Only with `start`: the message that is the session's input. */
  readonly input?: { readonly text: string; readonly refs: Readonly<Record<string, unknown>> | null };
  /** Only with `start`: pass it on as `Idempotency-Key`, so that a lost answer cannot start two sessions. */
  readonly idempotency_key?: string;
}

/** What a backend may answer; a bare token renews, nothing means that there is no conversation yet. */
export type ClientTokenAnswer =
  | string
  | null
  | undefined
  | {
      readonly session?: string | { readonly id: string };
      readonly token?: string;
      readonly client_token?: string;
      /** ISO 8601, or seconds or milliseconds since the epoch. A hint. */
      readonly expires_at?: string | number | null;
    };

/** Asks the host's backend for access. */
export type GetClientToken = (
  question: ClientTokenQuestion,
) => ClientTokenAnswer | Promise<ClientTokenAnswer>;

/** A token with what is known of it. */
export interface Grant extends Credentials {
  /** Epoch milliseconds; null when unknown or not believable. */
  readonly expiresAt: number | null;
}

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;

/** An org key is for servers: it must never be sent from, or kept in, a browser. */
export function refuseOrgKey(token: string): string {
  if (/^\s*osb_/i.test(token)) {
    throw new SessionError("org-key", "This is an org key (osb_…). Hand out a client token instead.");
  }
  return token;
}

/** A clock may be hours off, so only an expiry within a day ahead is believed. */
function expiry(value: unknown, now: number): number | null {
  const time =
    typeof value === "number" ? value * (value < 1e12 ? 1000 : 1) : Date.parse(String(value ?? ""));
  return time > now && time - now <= DAY ? time : null;
}

/** @throws {SessionError} naming the field that is wrong. */
export function parseAnswer(answer: unknown, session: string | null, now: number): Grant | null {
  if (answer === null || answer === undefined) return null;
  const fields = typeof answer === "string" ? { token: answer } : answer;
  if (!isObject(fields)) throw new SessionError("endpoint", "The access answer is not an object.");
  const token = text(fields.token) ?? text(fields.client_token);
  if (token === null) throw new SessionError("endpoint", 'The access answer has no "token".');
  refuseOrgKey(token);
  const named = isObject(fields.session) ? text(fields.session.id) : text(fields.session);
  const id = named ?? session;
  if (id === null) throw new SessionError("endpoint", 'The access answer has no "session".');
  if (session !== null && id !== session) {
    throw new SessionError("endpoint", "The access answer names another session.");
  }
  return { session: id, token, expiresAt: expiry(fields.expires_at, now) };
}

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

/** The right to read and post: the token in hand, and how to get the next one. Never asks twice at once. */
export class Access {
  readonly #options: AccessOptions;
  #session: string | null;
  #grant: Grant | null;
  #asking: Promise<Grant | null> | null = null;
  #timer: unknown = null;
  #lastTimed = -Infinity;
  #forgotten = false;
  #closed = false;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#session = options.session;
    this.#grant = this.#given(options.token);
  }

  get session(): string | null {
    return this.#session;
  }

  /** Whether a conversation can be had that does not exist yet. */
  get canStart(): boolean {
    return this.#options.ask !== null;
  }

  /** A token from the host, or null to forget the one in hand. */
  give(token: string | null): void {
    this.#grant = this.#given(token);
  }

  /** Forgets everything; a conversation begins only with the next message. */
  forget(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#session = null;
    this.#grant = null;
    this.#forgotten = true;
  }

  /** A token that another tab was granted. */
  adopt(grant: Grant): void {
    if (this.#session !== null && this.#session !== grant.session) return;
    this.#take(grant);
  }

  /**
   * The token to use now; asks for one when there is none. Null: there is no conversation yet.
   *
   * @throws {SessionError} `config` when there is nobody to ask, or what the backend's answer came to.
   */
  async obtain(): Promise<Grant | null> {
    if (this.#forgotten && this.canStart) return null;
    return this.#grant ?? this.#ask("resume", null);
  }

  /** The token after `refused`: one that was had meanwhile, else a new one. */
  async renew(refused: string): Promise<Grant | null> {
    if (this.#grant && this.#grant.token !== refused) return this.#grant;
    return this.#ask("unauthorized", refused);
  }

  /** Begins a conversation with its first message. Repeating it with the same key is safe. */
  async start(input: NonNullable<ClientTokenQuestion["input"]>, key: string): Promise<Grant> {
    const grant = await this.#question({ session: null, reason: "start", input, idempotency_key: key });
    if (!grant) throw new SessionError("endpoint", "The access answer to a start was empty.");
    return this.#granted(grant);
  }

  close(): void {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#grant = null;
  }

  #given(token: string | null): Grant | null {
    if (token === null || token === "" || this.#session === null) return null;
    return { session: this.#session, token: refuseOrgKey(token), expiresAt: null };
  }

  #ask(reason: "resume" | "expiring" | "unauthorized", refused: string | null): Promise<Grant | null> {
    this.#asking ??= this.#options
      .exclusively(async () => {
        // Another tab may have been granted one while this one waited for its turn.
        if (this.#grant && this.#grant.token !== refused) return this.#grant;
        const grant = await this.#question({ session: this.#session, reason });
        return grant && this.#granted(grant);
      })
      .finally(() => {
        this.#asking = null;
      });
    return this.#asking;
  }

  async #question(question: ClientTokenQuestion): Promise<Grant | null> {
    const { ask, clock } = this.#options;
    if (!ask) {
      throw question.reason === "resume"
        ? new SessionError("config", 'No access: set "endpoint", or "session" and "token".')
        : new SessionError("unauthorized", "The token was refused and there is nobody to ask for another.");
    }
    try {
      return parseAnswer(await ask(question), this.#session, clock.now());
    } catch (cause) {
      if (cause instanceof SessionError) throw cause;
      const kind = cause instanceof Error ? cause.name : typeof cause;
      throw new SessionError("endpoint", `getClientToken failed (${kind}).`, { retryable: true, cause });
    }
  }

  #granted(grant: Grant): Grant {
    if (this.#closed) return grant;
    this.#take(grant);
    this.#options.onGrant(grant);
    return grant;
  }

  #take(grant: Grant): void {
    this.#session = grant.session;
    this.#grant = grant;
    this.#forgotten = false;
    this.#renewAhead(grant);
  }

  /** Renews shortly before the expiry, at most once a minute: a fast clock must not make a storm of it. */
  #renewAhead({ token, expiresAt }: Grant): void {
    const { clock, ask } = this.#options;
    clock.clearTimeout(this.#timer);
    if (expiresAt === null || !ask) return;
    const now = clock.now();
    const left = expiresAt - now;
    const wait = Math.max(left - Math.min(MINUTE, left / 10), this.#lastTimed + MINUTE - now, 0);
    this.#timer = clock.setTimeout(() => {
      this.#lastTimed = clock.now();
      // A failure is no loss: the token in hand is used until it is refused, and then this is asked again.
      this.#ask("expiring", token).catch(() => {});
    }, wait);
  }
}
