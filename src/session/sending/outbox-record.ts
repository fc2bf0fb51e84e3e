import { isErrorCode, SessionError } from "../../wire/errors.js";
import { integer, isObject, text, toJson } from "../../wire/json.js";
import { LATEST_MS, newOutgoing } from "../state/local-echo.js";
import type { Outgoing } from "../state/state.js";

/** Raised when the meaning of a record changes. A record of another version is left alone. */
const VERSION = 1;

/** A message as it is stored, and as it is sent between tabs. */
export interface OutboxRecord {
  readonly v: typeof VERSION;
  readonly key: string;
  /** The session that the message is meant for; null when the message waits to start one. */
  readonly session: string | null;
  /** The session that was left for the one that the message is to start; null where none was. */
  readonly after: string | null;
  readonly text: string;
  readonly refs: Outgoing["refs"];
  readonly answers: string | null;
  readonly starts: boolean;
  readonly createdAt: number;
  readonly triedAt: number | null;
  readonly baseSeq: number | null;
  /** The error for which the message was given up; null while it is to be sent. */
  readonly failed: Readonly<Record<string, unknown>> | null;
  /** The tab that stored the message last, and when, epoch milliseconds. */
  readonly tab: string;
  readonly touchedAt: number;
}

/** The record of a message that `tab` stores at `now`. It holds everything of the message that must outlive the tab. */
export function recordOf(
  item: Outgoing,
  { session, after, tab }: Pick<OutboxRecord, "session" | "after" | "tab">,
  now: number,
): OutboxRecord {
  const { key, text, refs, answers, starts, createdAt, triedAt, baseSeq, delivery, error } = item;
  const failed =
    delivery === "failed" && error
      ? { code: error.code, message: error.message, status: error.status }
      : null;
  const message = { key, session, after, text, refs, answers, starts, createdAt, triedAt, baseSeq, failed };
  return { v: VERSION, ...message, tab, touchedAt: now };
}

/** Reads a time that another page has stored, epoch milliseconds; null if the value is no valid time. */
export function timeOf(value: unknown): number | null {
  const time = integer(value);
  return time !== null && time <= LATEST_MS ? time : null;
}

/**
 * Whether the key can be part of a storage name and the refs can be posted. A key with a lone surrogate cannot, nor can
 * refs that are nested too deeply.
 */
function canBeWritten(key: string, refs: unknown): boolean {
  try {
    return encodeURIComponent(key) + toJson(refs) !== "";
  } catch {
    return false;
  }
}

/** Whether a value that another page has stored has the version, the key and the text of a record. */
export function hasWords(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && value.v === VERSION && Boolean(text(value.key) && text(value.text));
}

/** Reads a record that another page has stored; null if the value is no record of this version. */
export function parseRecord(value: unknown): OutboxRecord | null {
  if (!isObject(value) || value.v !== VERSION) return null;
  const { refs, starts, failed } = value;
  const [key, words] = [text(value.key), text(value.text)];
  const [createdAt, touchedAt] = [timeOf(value.createdAt), timeOf(value.touchedAt)];
  if (!key || !words || createdAt === null || touchedAt === null) return null;
  if (!canBeWritten(key, refs)) return null;
  return {
    v: VERSION,
    key,
    session: text(value.session),
    text: words,
    createdAt,
    touchedAt,
    refs: isObject(refs) ? refs : null,
    after: text(value.after),
    answers: text(value.answers),
    starts: starts === true,
    triedAt: timeOf(value.triedAt),
    baseSeq: integer(value.baseSeq),
    failed: isObject(failed) ? failed : null,
    tab: text(value.tab) ?? "",
  };
}

/**
 * Whether a message belongs to `session`; null stands for the conversation that is to begin. A message that is to start
 * a conversation may have started `session` if it was tried, but it cannot have started the session that was left for
 * it.
 */
export function isFor(record: OutboxRecord, session: string | null): boolean {
  const { after, starts } = record;
  if (record.session !== null) return record.session === session;
  return session === null || after === null || (starts && after !== session);
}

/** Whether another version of this package has written `value`. It is kept, because that version may run again. */
export function isOfOtherVersion(value: unknown): boolean {
  return isObject(value) && integer(value.v) !== null && value.v !== VERSION;
}

/** The message of a record. A message that was being sent is waiting again. */
export function outgoingOf(record: OutboxRecord): Outgoing {
  const { key, text, refs, answers, starts, createdAt, triedAt, baseSeq, failed } = record;
  return Object.freeze({
    ...newOutgoing({ key, text, refs, answers, createdAt }),
    starts,
    triedAt,
    baseSeq,
    delivery: failed ? "failed" : "waiting",
    error: failed && errorOf(failed),
  });
}

/** The error that {@link recordOf} has written as data. */
export function errorOf(data: Readonly<Record<string, unknown>>): SessionError {
  const status = integer(data.status);
  // An unknown code counts as `network`: the message may or may not have arrived.
  const code = isErrorCode(data.code) ? data.code : "network";
  return new SessionError(code, text(data.message) ?? "", { status });
}
