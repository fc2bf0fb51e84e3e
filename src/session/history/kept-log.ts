import type { SessionEvent } from "../../wire/events.js";
import { fromJson, integer, isObject, text } from "../../wire/json.js";
import { parseEvent } from "../../wire/parse-event.js";
import type { Found } from "./find-end.js";

/** The version of a record. One of another version is removed. */
export const VERSION = 1;
/** The most events that are kept of a log. */
export const MAX_EVENTS = 300;
/** The longest record, in UTF-16 code units: 256 KB with two bytes each. */
export const MAX_RECORD_CHARS = 128 * 1024;
/** A record that has not been written for this long is removed. */
export const KEPT_FOR_MS = 30 * 24 * 60 * 60 * 1000;

/** The end of a log: every event after a seq. */
export interface LogEnd {
  readonly after: number;
  readonly events: readonly SessionEvent[];
}

/** The end of a log as it is kept on a device. */
export interface KeptLog extends LogEnd {
  /** The subject of the token with which the log was read; see `subjectOf`. */
  readonly subject: string;
}

/**
 * Reads a record. An earlier page has written it, or any other script of the origin. Null: it cannot be used.
 *
 * @param of {@link CachePlace.of} as JSON; a record with another one is not used.
 */
export function parseKept(written: string, of: string, now: number): KeptLog | null {
  if (written.length > MAX_RECORD_CHARS) return null;
  try {
    const value = fromJson(written);
    if (!isObject(value) || value.v !== VERSION || value.of !== of || !Array.isArray(value.events))
      return null;
    const [at, after, subject] = [integer(value.at), integer(value.after), text(value.subject) ?? ""];
    if (at === null || after === null || Math.abs(now - at) > KEPT_FOR_MS) return null;
    const { length } = value.events;
    if (length === 0 || length > MAX_EVENTS) return null;
    const events = value.events.map(parseEvent);
    const isInOrder = events.every(({ seq }, i) => seq > (events[i - 1]?.seq ?? after));
    return isInOrder ? { after, events, subject } : null;
  } catch {
    return null;
  }
}

/**
 * Compares a record with the end of the log. `same`: the log continues the record. `grown`: the log has so much more
 * that the two do not meet. `other`: it is another log, perhaps with the same id.
 */
export function compare(kept: readonly SessionEvent[], { after, page }: Found): "same" | "grown" | "other" {
  const last = kept.at(-1)?.seq ?? 0;
  if (page === null || after >= last) return "grown";
  const found = new Map(page.events.map((event) => [event.seq, event]));
  const isThere = (event: SessionEvent) => isSame(event, found.get(event.seq));
  return kept.filter(({ seq }) => seq > after).every(isThere) ? "same" : "other";
}

/**
 * Whether two events are the same. Some have no id but their seq, so other fields that never change are compared too.
 */
function isSame(a: SessionEvent, b: SessionEvent | undefined): boolean {
  return a.id === b?.id && a.type === b.type && a.ts === b.ts && a.turn_id === b.turn_id;
}
