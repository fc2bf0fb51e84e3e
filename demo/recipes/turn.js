/*
 * Validates the requests to the routes of a serverless agent, and strips its log. A signed-in person can send any
 * JSON by hand, so only validated fields are passed on.
 */
import { isShort } from "./question.js";

/** Large enough for a message of 64 KB, escaped, with its `payload`. */
export const MAX_TURN_BYTES = 512 * 1024;

const MAX_TEXT = 64 * 1024;
const MAX_PAYLOAD = 32 * 1024;

/** The events of a chat. All other events are internal: the agent's prompt, costs, permissions. */
const SHOWN = /^(session|message|turn|question|reasoning|tool)\./;

/**
 * The validated turn; null if it is not valid.
 * @param {any} value parsed JSON
 * @returns {{ input: string, idempotencyKey: string, answers?: string, payload?: object } | null}
 */
export function readTurn(value) {
  const { input, idempotencyKey, answers, payload } = isObject(value) ? value : {};
  if (typeof input !== "string" || input.trim() === "" || input.length > MAX_TEXT) return null;
  // Without a key, a lost answer would send the message twice.
  if (typeof idempotencyKey !== "string" || !/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) return null;
  if (answers !== undefined && !isId(answers)) return null;
  if (payload !== undefined && !(isObject(payload) && isShort(payload, MAX_PAYLOAD))) return null;
  return { input, idempotencyKey, ...(answers && { answers }), ...(payload && { payload }) };
}

/**
 * The events that a browser may receive. If the last one is internal, it stays without its data, because the browser
 * reads on after the last event and would otherwise request the same page again.
 * @param {{ seq: number, type: string, data: object }[]} events
 */
export function forBrowser(events) {
  return events.flatMap((event, index) => {
    if (SHOWN.test(event.type)) return [event];
    return index === events.length - 1 ? [{ seq: event.seq, type: event.type, data: {} }] : [];
  });
}

/**
 * Whether a request comes from a page of this site; a page of another site can post with your user's cookies.
 * @param {string | null | undefined} origin of the page, by the `Origin` header
 * @param {string | null | undefined} host of the request, by the `Host` header
 */
export function isSameOrigin(origin, host) {
  return Boolean(origin && host && /^https?:\/\/([^/]+)$/.exec(origin)?.[1] === host);
}

/**
 * Whether a value can be the id of a session or question, and so part of a path.
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
