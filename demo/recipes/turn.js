/*
 * What a browser may send and be sent at the routes of a serverless agent: checked by name and type, as whoever is
 * signed in can send anything here, by hand.
 */

/** A turn's body may have this many bytes; a message of 64 KB, escaped, with its `payload`, fits. */
export const MAX_TURN_BYTES = 512 * 1024;

const MAX_TEXT = 64 * 1024;
const MAX_PAYLOAD = 32 * 1024;

/** What a chat is made of. All else in the log is yours: the agent's prompt, costs, what it may reach. */
const SHOWN = /^(session|message|turn|question|reasoning|tool)\./;

/**
 * A turn as it may be passed on; null for anything else.
 * @param {any} value parsed JSON
 * @returns {{ input: string, idempotencyKey: string, answers?: string, payload?: object } | null}
 */
export function readTurn(value) {
  const { input, idempotencyKey, answers, payload } = isObject(value) ? value : {};
  if (typeof input !== "string" || input.trim() === "" || input.length > MAX_TEXT) return null;
  // Without a key, a lost answer would have the message sent twice.
  if (typeof idempotencyKey !== "string" || !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) return null;
  if (answers !== undefined && !isId(answers)) return null;
  if (payload !== undefined && !(isObject(payload) && JSON.stringify(payload).length <= MAX_PAYLOAD))
    return null;
  return { input, idempotencyKey, ...(answers && { answers }), ...(payload && { payload }) };
}

/**
 * The events that a browser may have. The last of them stays, emptied, where it may not: the browser reads on
 * after it, and would wait there for ever.
 * @param {{ seq: number, type: string, data: object }[]} events
 */
export function forBrowser(events) {
  return events.flatMap((event, index) => {
    if (SHOWN.test(event.type)) return [event];
    return index === events.length - 1 ? [{ seq: event.seq, type: event.type, data: {} }] : [];
  });
}

/**
 * Whether a request comes from a page of this site: another site's page can post with your user's cookies.
 * @param {string | null | undefined} origin of the page, by the `Origin` header
 * @param {string | null | undefined} host asked, by the `Host` header
 */
export function isSameOrigin(origin, host) {
  return Boolean(origin && host && /^https?:\/\/([^/]+)$/.exec(origin)?.[1] === host);
}

/**
 * Whether a text can be the id of a session or question, and so a part of a path.
 * @param {unknown} value
 * @returns {value is string}
 */
export function isId(value) {
  return typeof value === "string" && /^[\w-]{1,100}$/.test(value);
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
