import type { Credentials } from "../../wire/wire.js";
import { isProtocol, type Protocol } from "../../wire/connect.js";
import { SessionError } from "../../wire/errors.js";
import { integer, isObject, text } from "../../wire/json.js";
import { str } from "../../wire/words.js";

/** The question to a backend. */
export interface ClientTokenQuestion {
  readonly session: string | null;
  /**
   * `resume`: is there a conversation? `new`: the person leaves the conversation for another one, which `start` will
   * begin. `start`: begin a conversation with `input`. `expiring`: the token ends soon. `unauthorized`: the service has
   * refused the token.
   */
  readonly reason: "resume" | "new" | "start" | "expiring" | "unauthorized";
  /** Only with `start`: the message that becomes the session's input. */
  readonly input?: { readonly text: string; readonly refs: Readonly<Record<string, unknown>> | null };
  /** The page's key for the person, if it has one. A backend at which another person is signed in should answer 401. */
  readonly user?: string;
  /** Only with `start`: pass it on as `Idempotency-Key`, so that a lost answer cannot start two sessions. */
  readonly idempotency_key?: string;
}

/**
 * The answer of a backend. A string is a new token for the same session; null and undefined mean that there is no
 * conversation yet.
 */
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
      /** The seq of the session's last event. A hint: with it the end of the log is read without a search for it. */
      readonly head?: number | string | null;
      /** The protocol of the session. Default: the page's `protocol`. */
      readonly protocol?: "v3" | "serverless";
      /** The base URL of the service. Default: the page's `base-url`. */
      readonly base_url?: string;
      /** An opaque key for the person who is signed in. It may come without a conversation. */
      readonly user?: string | null;
    };

/** Asks the host's backend for access. */
export type GetClientToken = (
  question: ClientTokenQuestion,
) => ClientTokenAnswer | Promise<ClientTokenAnswer>;

/** Cancels a running turn. Needed for v3, where only the host's backend can do so. */
export type CancelTurn = (turn: { session: string; turnId: string | null }) => unknown;

/** A client token, its session, and what the backend said about both. */
export interface Grant extends Credentials {
  /** Epoch milliseconds; null when unknown, or more than a day away. */
  readonly expiresAt: number | null;
  /** The last seq of the log when the backend answered, where the backend says it. */
  readonly head?: number;
  /** The protocol and the base URL, where the backend names them. */
  readonly protocol?: Protocol;
  readonly baseUrl?: string;
}

/** The beginning of error messages for developers. */
const ANSWER = "The answer of endpoint or getClientToken";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Retryable, because the answer may come from a sign-on proxy, or from a server that is being deployed. */
const PASSING = { retryable: true } as const;

/**
 * Returns a token that is no org key. An org key is for servers: it must never be sent from a browser or stored there.
 *
 * @throws {SessionError} `org-key`.
 */
export function refuseOrgKey(token: string): string {
  if (hasOrgKey(token)) {
    throw new SessionError("org-key", "This is an org key (osb_…), not a client token.");
  }
  return token;
}

/** The most values of an answer that are searched for an org key. An object of an SDK may refer to very many. */
const MAX_VALUES = 1000;

/** Whether an org key is anywhere in `value`: in a header such as `Bearer osb_…`, or in an object within an object. */
function hasOrgKey(value: unknown): boolean {
  const values = new Set([value]);
  for (const next of values) {
    if (typeof next === "string" && /(?<![a-z\d])osb_/i.test(next)) return true;
    if (typeof next !== "object" || next === null || values.size > MAX_VALUES) continue;
    const pairs = next instanceof Headers || next instanceof Map ? next : Object.entries(next);
    for (const [name, inner] of pairs) values.add(name).add(inner);
  }
  return false;
}

/**
 * The key by which a backend's answer names the person who is signed in. Null when it names nobody. Also null when an
 * org key is in the answer, because the key becomes part of names in storage.
 */
export function userIn(answer: unknown): string | null {
  return isObject(answer) && !hasOrgKey(answer) ? text(answer.user) : null;
}

/**
 * The expiry in epoch milliseconds. Null if it is past or more than a day ahead, because the device's clock may be
 * hours off.
 */
function expiry(value: unknown, now: number): number | null {
  const time =
    typeof value === "number"
      ? value * (value < 1e12 ? 1000 : 1)
      : Date.parse(value instanceof Date ? `${value}` : str(value));
  return time > now && time - now <= DAY_MS ? time : null;
}

/** The protocol and the base URL that an answer names. */
function wireIn({
  protocol,
  base_url: url,
}: Readonly<Record<string, unknown>>): Pick<Grant, "protocol" | "baseUrl"> {
  const baseUrl = text(url);
  if (protocol == null) return baseUrl === null ? {} : { baseUrl };
  if (!isProtocol(protocol)) {
    throw new SessionError("endpoint", `${ANSWER} names an unknown "protocol".`);
  }
  return { protocol, ...(baseUrl !== null && { baseUrl }) };
}

/**
 * Reads what a backend answered.
 *
 * @param session the session that is open; an answer without a session means this one.
 * @param now epoch milliseconds, by this machine's clock.
 * @param isGiven whether the host has chosen the session; then the answer may not name another one.
 * @param needsToken whether the page's protocol needs a token; a protocol in the answer decides instead.
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
    // An answer with nothing but `user` says who is signed in, and that there is no conversation yet.
    if (userIn(fields) !== null && named === null) return null;
    throw new SessionError("endpoint", `${ANSWER} has no "token" string.`, PASSING);
  }
  const id = named ?? session;
  if (id === null && isOpen && userIn(fields) !== null) return null;
  if (id === null) throw new SessionError("endpoint", `${ANSWER} has no "session" id.`, PASSING);
  if (isGiven && session !== null && id !== session) {
    throw new SessionError("endpoint", `${ANSWER} names another "session" than the open one.`);
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
