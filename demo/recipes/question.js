/*
 * What a browser may ask at the `endpoint` of <oc-session>, checked by name and type. Whoever is signed in can send
 * anything here, by hand: nothing is passed on that was not looked at.
 */

/** A question's body may have this many bytes; a message of 64 KB, escaped, with its `refs`, fits. */
export const MAX_QUESTION_BYTES = 512 * 1024;

const REASONS = ["resume", "new", "start", "expiring", "unauthorized"];
const MAX_TEXT = 64 * 1024;
const MAX_REFS = 32 * 1024;

/**
 * A question as it may be acted on; null for anything else.
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
  if (refs !== null && !(isObject(refs) && JSON.stringify(refs).length <= MAX_REFS)) return null;
  // Without a key, or with the same one for everybody, a lost answer would start a second session.
  const isKey = typeof key === "string" && /^[\x21-\x7e]{1,200}$/.test(key);
  return isKey ? { reason, session, text, refs, key } : null;
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function isName(value) {
  return typeof value === "string" && /^[\w.:-]{1,100}$/.test(value);
}
