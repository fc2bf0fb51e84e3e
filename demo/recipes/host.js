/*
 * Stand-ins for what your site has already: its login, a table of which session is whose, and a limit on how often
 * somebody may do something. Replace all three; these forget everything when the process ends.
 */
import { randomUUID } from "node:crypto";

/** @type {Map<string, string>} */
const logins = new Map();
/** @type {Map<string, string[]>} */
const sessions = new Map();
/** @type {Map<string, number[]>} */
const starts = new Map();

/** How many conversations one person may begin in an hour: each costs money. */
const STARTS_PER_HOUR = 20;
const HOUR_MS = 3_600_000;

/**
 * Signs a user in.
 * @param {string} user
 * @returns the cookie to set; `Secure` ones are taken from localhost too
 */
export function signIn(user) {
  const login = randomUUID();
  logins.set(login, user);
  return `login=${login}; HttpOnly; Secure; SameSite=Lax; Path=/`;
}

/**
 * Who sent a request, by its `Cookie` header; null for nobody.
 * @param {string | null | undefined} cookie
 */
export function userOf(cookie) {
  const login = /(?:^|; )login=([^;]+)/.exec(cookie ?? "")?.[1];
  return logins.get(login ?? "") ?? null;
}

export const chats = {
  /**
   * Keeps a session as the user's newest.
   * @param {string} user
   * @param {string} session
   */
  async add(user, session) {
    sessions.set(user, [...(sessions.get(user) ?? []), session]);
  },

  /**
   * The session of theirs that a browser asks for, or their newest; null when it is not theirs or they have none.
   * @param {string} user
   * @param {string | null | undefined} asked
   */
  async find(user, asked) {
    const theirs = sessions.get(user) ?? [];
    return theirs.findLast((session) => session === (asked ?? session)) ?? null;
  },

  /**
   * Counts a start of the user's; false when there were too many within the hour.
   * @param {string} user
   */
  async mayStart(user) {
    const recent = (starts.get(user) ?? []).filter((time) => time > Date.now() - HOUR_MS);
    if (recent.length >= STARTS_PER_HOUR) return false;
    starts.set(user, [...recent, Date.now()]);
    return true;
  },
};

/** The same as the routes of a serverless agent ask for it, and how its API is reached. */
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
