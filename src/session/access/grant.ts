import type { Credentials } from "../../wire/client.js";
import { SessionError } from "../../wire/errors.js";
import { isObject, text } from "../../wire/parse-event.js";

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

/** How developers are told whose answer is meant. */
const ANSWER = "The answer of endpoint or getClientToken";

const DAY_MS = 24 * 60 * 60 * 1000;

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
  return time > now && time - now <= DAY_MS ? time : null;
}

/**
 * Reads what a backend answered.
 *
 * @param session the session that is open, which the answer may leave out but not change.
 * @param now epoch milliseconds, by this machine's clock.
 * @throws {SessionError} naming the field that is wrong.
 */
export function parseAnswer(answer: unknown, session: string | null, now: number): Grant | null {
  if (answer === null || answer === undefined) return null;
  const fields = typeof answer === "string" ? { token: answer } : answer;
  if (!isObject(fields)) throw new SessionError("endpoint", `${ANSWER} is not an object.`);
  const token = text(fields.token) ?? text(fields.client_token);
  if (token === null) throw new SessionError("endpoint", `${ANSWER} has no "token", a string.`);
  refuseOrgKey(token);
  const named = isObject(fields.session) ? text(fields.session.id) : text(fields.session);
  const id = named ?? session;
  if (id === null) throw new SessionError("endpoint", `${ANSWER} has no "session", an id.`);
  if (session !== null && id !== session) {
    throw new SessionError("endpoint", `${ANSWER} names another "session" than the one that is open.`);
  }
  return { session: id, token, expiresAt: expiry(fields.expires_at, now) };
}
