import type { SessionEvent } from "../../wire/events.js";
import { fromJson, integer, isObject, text } from "../../wire/json.js";
import { parseEvent } from "../../wire/parse-event.js";
import type { Found } from "./find-end.js";

/** Raised when a record's meaning changes: what another version has written is removed. */
export const VERSION = 1;
/** The most events that are kept of a log. */
export const MAX_EVENTS = 300;
/** The longest that a record is, in UTF-16 code units: 256 KB where each takes two bytes. */
export const MAX_RECORD_CHARS = 128 * 1024;
/** What nobody has written anew for this long is removed. */
export const KEPT_FOR_MS = 30 * 24 * 60 * 60 * 1000;

/** The end of a log: every event after a seq. */
export interface LogEnd {
  readonly after: number;
  readonly events: readonly SessionEvent[];
}

/** The end of a log as it is kept on a device. */
export interface KeptLog extends LogEnd {
  /** For whom, and for what, the token was made that it was read with, as far as that says so. */
  readonly subject: string;
}

/**
 * Reads what a page before has written, or anybody else of the origin; null: this version makes nothing of it.
 *
 * @param of which log, read with what eyes, and after which sign-out: a record of another is not drawn.
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
 * What the end of a log, as it was found, says of what was kept of it: it is the `same` log, it has `grown` beyond what
 * was kept, or it is an `other` one, be it under the same name.
 */
export function compare(kept: readonly SessionEvent[], { after, page }: Found): "same" | "grown" | "other" {
  const last = kept.at(-1)?.seq ?? 0;
  if (page === null || after >= last) return "grown";
  const found = new Map(page.events.map((event) => [event.seq, event]));
  const isThere = (event: SessionEvent) => isSame(event, found.get(event.seq));
  return kept.filter(({ seq }) => seq > after).every(isThere) ? "same" : "other";
}

/** Some events have no id but their seq, so the rest that never changes is compared too. */
function isSame(a: SessionEvent, b: SessionEvent | undefined): boolean {
  return a.id === b?.id && a.type === b.type && a.ts === b.ts && a.turn_id === b.turn_id;
}
