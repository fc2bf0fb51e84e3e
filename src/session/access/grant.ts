import type { Credentials } from "../../wire/wire.js";
import { isProtocol, type Protocol } from "../../wire/connect.js";
import { SessionError } from "../../wire/errors.js";
import { integer, isObject, text } from "../../wire/json.js";

/** What a backend is asked. */
export interface ClientTokenQuestion {
  readonly session: string | null;
  /**
   * `resume`: is there a conversation? `new`: the person leaves theirs for another, which `start` begins; `start`: begin one with `input`; `expiring`: the token ends soon;
   * `unauthorized`: it was refused.
   */
  readonly reason: "resume" | "new" | "start" | "expiring" | "unauthorized";
  /** Only with `start`: the message that is the session's input. */
  readonly input?: { readonly text: string; readonly refs: Readonly<Record<string, unknown>> | null };
  /** The page's key for its person, where it has one. A backend that knows another one there answers 401. */
  readonly user?: string;
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
      /** The seq of the session's last event: its end is drawn without looking for it. A hint. */
      readonly head?: number | string | null;
      /** What the session is spoken with in. Default: what the page says. */
      readonly protocol?: "v3" | "serverless";
      /** Where the service is reached. Default: what the page says. */
      readonly base_url?: string;
      /** An opaque key for the person who is signed in, also where there is no conversation yet. */
      readonly user?: string | null;
    };

/** Asks the host's backend for access. */
export type GetClientToken = (
  question: ClientTokenQuestion,
) => ClientTokenAnswer | Promise<ClientTokenAnswer>;

/** Cancels a running turn where the wire cannot: with v3 only the host's backend can. */
export type CancelTurn = (turn: { session: string; turnId: string | null }) => unknown;

/** A token with what is known of it. */
export interface Grant extends Credentials {
  /** Epoch milliseconds; null when unknown or not believable. */
  readonly expiresAt: number | null;
  /** The last seq of the log at that moment, where the backend says it. */
  readonly head?: number;
  /** What the backend says of the wire, where it does. */
  readonly protocol?: Protocol;
  readonly baseUrl?: string;
}

/** How developers are told whose answer is meant. */
const ANSWER = "The answer of endpoint or getClientToken";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Retryable, as something else may answer in the backend's place: a sign-on proxy, or a roll-out of the
 * backend.
 */
const PASSING = { retryable: true } as const;

/** An org key is for servers: it must never be sent from, or kept in, a browser. */
export function refuseOrgKey(token: string): string {
  if (hasOrgKey(token)) {
    throw new SessionError("org-key", "This is an org key (osb_…). Hand out a client token instead.");
  }
  return token;
}

/** The most values of an answer that are looked at: one of an SDK's objects may lead anywhere. */
const MOST_VALUES = 1000;

/** Whether an org key is anywhere in `value`: in a header (`Bearer osb_…`), in an object within an object. */
function hasOrgKey(value: unknown): boolean {
  const values = new Set([value]);
  for (const next of values) {
    if (typeof next === "string" && /(?<![a-z\d])osb_/i.test(next)) return true;
    if (typeof next !== "object" || next === null || values.size > MOST_VALUES) continue;
    const pairs = next instanceof Headers || next instanceof Map ? next : Object.entries(next);
    for (const [name, inner] of pairs) values.add(name).add(inner);
  }
  return false;
}

/**
 * The key by which a backend's answer names the person who is signed in; null when it names nobody, and when it is
 * to be refused: the key becomes part of names in storage.
 */
export function userIn(answer: unknown): string | null {
  return isObject(answer) && !hasOrgKey(answer) ? text(answer.user) : null;
}

/** A clock may be hours off, so only an expiry within a day ahead is believed. */
function expiry(value: unknown, now: number): number | null {
  const time =
    typeof value === "number" ? value * (value < 1e12 ? 1000 : 1) : Date.parse(String(value ?? ""));
  return time > now && time - now <= DAY_MS ? time : null;
}

/** What an answer says of the wire. */
function wireIn({
  protocol,
  base_url: url,
}: Readonly<Record<string, unknown>>): Pick<Grant, "protocol" | "baseUrl"> {
  const baseUrl = text(url);
  if (protocol == null) return baseUrl === null ? {} : { baseUrl };
  if (!isProtocol(protocol)) {
    throw new SessionError("endpoint", `${ANSWER} names no "protocol" that is known: v3 or serverless.`);
  }
  return { protocol, ...(baseUrl !== null && { baseUrl }) };
}

/**
 * Reads what a backend answered.
 *
 * @param session the session that is open, which the answer may leave out.
 * @param now epoch milliseconds, by this machine's clock.
 * @param needsToken no session is to be had without a token, unless the answer says otherwise.
 * @param isGiven the session is the host's choice, so the answer may not name another one.
 * @throws {SessionError} naming the field that is wrong.
 */
export function parseAnswer(
  answer: unknown,
  session: string | null,
  now: number,
  isGiven = true,
  needsToken = true,
): Grant | null {
  if (answer === null || answer === undefined) return null;
  const fields = typeof answer === "string" ? { token: answer } : answer;
  if (hasOrgKey(answer)) {
    const advice = "Answer only session, token, expires_at and user.";
    throw new SessionError("org-key", `${ANSWER} has an org key (osb_…) in it. ${advice}`);
  }
  if (!isObject(fields)) throw new SessionError("endpoint", `${ANSWER} is not an object.`, PASSING);
  const wire = wireIn(fields);
  const isOpen = wire.protocol ? wire.protocol === "serverless" : !needsToken;
  const token = text(fields.token) ?? text(fields.client_token) ?? (isOpen ? "" : null);
  const named = isObject(fields.session) ? text(fields.session.id) : text(fields.session);
  if (token === null) {
    // Such an answer says who is there, and that there is no conversation yet.
    if (userIn(fields) !== null && named === null) return null;
    throw new SessionError("endpoint", `${ANSWER} has no "token", a string.`, PASSING);
  }
  const id = named ?? session;
  if (id === null && isOpen && userIn(fields) !== null) return null;
  if (id === null) throw new SessionError("endpoint", `${ANSWER} has no "session", an id.`, PASSING);
  if (isGiven && session !== null && id !== session) {
    throw new SessionError("endpoint", `${ANSWER} names another "session" than the one that is open.`);
  }
  const head = integer(fields.head);
  return {
    session: id,
    token: isOpen ? "" : token,
    expiresAt: expiry(fields.expires_at, now),
    ...(head && { head }),
    ...wire,
  };
}
