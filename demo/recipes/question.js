/*
 * Validates the requests to the `endpoint` of <oc-session> by name and type. A signed-in person can send any JSON by
 * hand, so only validated fields are passed on.
 */

import { createHash } from "node:crypto";

/** Large enough for a message of 64 KB, escaped, with its `refs`. */
export const MAX_QUESTION_BYTES = 512 * 1024;

const REASONS = ["resume", "new", "start", "expiring", "unauthorized"];
const MAX_TEXT = 64 * 1024;
const MAX_REFS = 32 * 1024;

/**
 * The validated request; null if it is not valid.
 * @param {any} value parsed JSON
 * @returns {{ reason: string, session: string | null, text: string, refs: object | null, key: string } | null}
 */
export function readQuestion(value) {
  const { reason, session = null, input, idempotency_key: key = "" } = isObject(value) ? value : {};
  if (!REASONS.includes(reason)) return null;
  if (session !== null && !isName(session)) return null;
  if (reason !== "start") return { reason, session, text: "", refs: null, key: "" };
  const { text, refs = null } = isObject(input) ? input : {};
  if (typeof text !== "string" || text.trim() === "" || text.length > MAX_TEXT) return null;
  if (refs !== null && !(isObject(refs) && isShort(refs, MAX_REFS))) return null;
  // Without a unique key, a lost answer would start a second session.
  const isKey = typeof key === "string" && /^[\x21-\x7e]{1,200}$/.test(key);
  return isKey ? { reason, session, text, refs, key } : null;
}

/**
 * The idempotency key with which the API starts a session. It differs for each pair of user and key, whatever characters
 * they contain, and is safe in a header.
 * @param {string} user
 * @param {string} key from the request
 */
export function startKey(user, key) {
  return createHash("sha256")
    .update(JSON.stringify([user, key]))
    .digest("base64url");
}

/**
 * Whether the value has at most `limit` characters as JSON. False if it is nested too deep to be converted.
 * @param {object} value
 * @param {number} limit
 */
export function isShort(value, limit) {
  try {
    return JSON.stringify(value).length <= limit;
  } catch {
    return false;
  }
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function isName(value) {
  return typeof value === "string" && /^[\w.:-]{1,100}$/.test(value);
}
