/*
 * Stand-ins for parts of your site: the login, a table of sessions by user, and a rate limit. Replace all three;
 * these lose their data when the process ends.
 */
import { randomUUID } from "node:crypto";

/** @type {Map<string, string>} */
const logins = new Map();
/** @type {Map<string, string[]>} */
const sessions = new Map();
/** @type {Map<string, number[]>} */
const starts = new Map();

/** Conversations that one person may start in an hour, because each costs money. */
const STARTS_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

/**
 * Signs a user in.
 * @param {string} user
 * @returns the cookie to set; browsers accept `Secure` cookies from localhost, too
 */
export function signIn(user) {
  const login = randomUUID();
  logins.set(login, user);
  return `login=${login}; HttpOnly; Secure; SameSite=Lax; Path=/`;
}

/**
 * The user of a request, by its `Cookie` header; null for nobody.
 * @param {string | null | undefined} cookie
 */
export function userOf(cookie) {
  const login = /(?:^|; )login=([^;]+)/.exec(cookie ?? "")?.[1];
  return logins.get(login ?? "") ?? null;
}

export const chats = {
  /**
   * Stores a session as the user's newest.
   * @param {string} user
   * @param {string} session
   */
  async add(user, session) {
    sessions.set(user, [...(sessions.get(user) ?? []), session]);
  },

  /**
   * The requested session if it is the user's, or their newest without a request; else null.
   * @param {string} user
   * @param {string | null | undefined} asked
   */
  async find(user, asked) {
    const theirs = sessions.get(user) ?? [];
    return theirs.findLast((session) => session === (asked ?? session)) ?? null;
  },

  /**
   * Counts a start; false if there were too many within an hour.
   * @param {string} user
   */
  async mayStart(user) {
    const recent = (starts.get(user) ?? []).filter((time) => time > Date.now() - HOUR_MS);
    if (recent.length >= STARTS_PER_HOUR) return false;
    starts.set(user, [...recent, Date.now()]);
    return true;
  },
};

/** The same for the routes of a serverless agent, with the address of its API. */
export const host = {
  api: {
    get url() {
      return process.env.OPENCOMPUTER_AGENTS_URL ?? "https://app.opencomputer.dev/api/managed-agents";
    },
    get key() {
      return process.env.OPENCOMPUTER_API_KEY ?? "";
    },
    get agent() {
      return process.env.OPENCOMPUTER_AGENT ?? "";
    },
  },
  /** @param {Request} request */
  userOf: (request) => userOf(request.headers.get("cookie")),
  ...chats,
};
