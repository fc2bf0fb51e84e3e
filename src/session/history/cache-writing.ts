/*
 * Writes the record of a log to the storage, and removes others so that all together stay within their limits.
 */
import type { SessionEvent } from "../../wire/events.js";
import type { Fact, ReadEvent } from "../../wire/facts.js";
import { toJson } from "../../wire/json.js";
import { type KeyValueStorage, nameOf, namesIn } from "../sending/storages.js";
import { KEPT_FOR_MS, type LogEnd, MAX_EVENTS, MAX_RECORD_CHARS, VERSION } from "./kept-log.js";

/** The length of all records in one storage together, in UTF-16 code units: 1 MB with two bytes each. */
const MAX_TOTAL_CHARS = 512 * 1024;
/** A record begins right after the end of a turn, if at least this many events follow that end. */
const LEAST_EVENTS = 40;

/** A record that is to be written, and where. */
export interface Keeping {
  readonly storage: KeyValueStorage;
  /** The name of the record, made of API, person and session. */
  readonly name: string;
  /** The `of` of the {@link CachePlace} as JSON. */
  readonly of: string;
  readonly subject: string;
  readonly end: LogEnd;
  readonly read: (event: SessionEvent) => ReadEvent;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Writes a record. Records of other people are removed, and the oldest ones where all together are too long. */
export function keep(keeping: Keeping): void {
  const { storage, name } = keeping;
  try {
    const record = recordOf(keeping);
    makeRoom(keeping, record?.length ?? 0);
    if (record) return storage.setItem(name, record);
  } catch {
    // Storage is full or refused. Then the record from before is removed.
  }
  try {
    storage.removeItem(name);
  } catch {
    // Where storage is refused, there is no record.
  }
}

/** The record with as many of the last events as fit; null if none fits. */
function recordOf({ end, of, subject, read, now }: Keeping): string | null {
  const { after, events } = whole(end, read);
  const upTo = events.at(-1)?.seq ?? 0;
  const head = `{"v":${VERSION},"at":${now},"upTo":${upTo},"of":${toJson(of)},"subject":${toJson(subject)},"after":`;
  const written: string[] = [];
  let left = MAX_RECORD_CHARS - head.length - 100;
  for (let i = events.length - 1; i >= 0 && written.length < MAX_EVENTS; i -= 1) {
    const text = stored(events[i] as SessionEvent);
    left -= text.length + 1;
    if (text === "" || left < 0) break;
    written.unshift(text);
  }
  const first = beginOf(events, events.length - written.length, after, read);
  const kept = written.slice(written.length - (events.length - first));
  if (first === events.length) return null;
  return `${head}${events[first - 1]?.seq ?? after},"events":[${kept.join()}]}`;
}

/** The end of a log up to the event that ends the session. Only the log itself may say that a session has ended. */
function whole({ after, events }: LogEnd, read: Keeping["read"]): LogEnd {
  const end = events.findIndex((event) => says(read(event), "session-end"));
  return { after, events: end < 0 ? events : events.slice(0, end) };
}

/** The index of the first event to keep: at least `first`, and right after the end of a turn if possible. */
function beginOf(
  events: readonly SessionEvent[],
  first: number,
  after: number,
  read: Keeping["read"],
): number {
  if (first === 0 && after === 0) return 0;
  const last = events.length - LEAST_EVENTS;
  for (let i = first; i < last; i += 1) if (says(read(events[i] as SessionEvent), "turn-end")) return i + 1;
  return first;
}

function says({ facts }: ReadEvent, what: Fact["says"]): boolean {
  return facts.some((fact) => fact.says === what);
}

/**
 * An event as it is kept; "" for an event that nests too deep to be written. The address of the whole body may be a
 * secret, so the word `kept` is written in place of the address.
 */
function stored(event: SessionEvent): string {
  try {
    return toJson(event.content_ref === null ? event : { ...event, content_ref: "kept" });
  } catch {
    return "";
  }
}

/** Removes the records of other people, those that are too old, and then the oldest ones until there is room. */
function makeRoom({ storage, name, now }: Keeping, length: number): void {
  const person = name.slice(0, name.lastIndexOf(":") + 1);
  const kept = namesIn(storage, nameOf("cache"))
    .filter((other) => other !== name)
    .map((other) => {
      const written = storage.getItem(other) ?? "";
      const at = Number(/^\{"v":\d+,"at":(\d{1,16}),/.exec(written)?.[1] ?? 0);
      return { other, at, length: other.length + written.length };
    })
    .sort((a, b) => b.at - a.at);
  let sum = name.length + length;
  for (const { other, at, length: taken } of kept) {
    const isOurs = other.startsWith(person) && Math.abs(now - at) <= KEPT_FOR_MS;
    if (isOurs && sum + taken <= MAX_TOTAL_CHARS) sum += taken;
    else storage.removeItem(other);
  }
}
