/*
 * The record of a log: the end of the log as it is stored on a device. Why: docs/decisions/the-end-is-kept.md
 */
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

/** The end of a log as read from a record. */
export interface KeptLog extends LogEnd {
  /** The subject of the token with which the log was read; see `subjectOf`. */
  readonly subject: string;
}

/**
 * Reads a record, which an earlier page or any other script of the origin has written.
 *
 * @param of the `of` of the {@link CachePlace} as JSON; a record with another one is not used.
 * @param now epoch milliseconds.
 * @returns null where the record cannot be used.
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
 * Compares a record with the end of a log. `same`: the log continues the record. `grown`: the end that was read begins
 * after the record. `other`: the record is of another log, perhaps of one with the same id.
 */
export function compare(kept: readonly SessionEvent[], { after, page }: Found): "same" | "grown" | "other" {
  const last = kept.at(-1)?.seq ?? 0;
  if (page === null || after >= last) return "grown";
  const found = new Map(page.events.map((event) => [event.seq, event]));
  const isThere = (event: SessionEvent) => isSame(event, found.get(event.seq));
  return kept.filter(({ seq }) => seq > after).every(isThere) ? "same" : "other";
}

/**
 * Whether two events are the same. On some wires an event has no id but its seq, so other fields are compared too.
 */
function isSame(a: SessionEvent, b: SessionEvent | undefined): boolean {
  return a.id === b?.id && a.type === b.type && a.ts === b.ts && a.turn_id === b.turn_id;
}
