import type { SessionEvent } from "../../wire/events.js";
import type { Fact, ReadEvent } from "../../wire/facts.js";
import { toJson } from "../../wire/json.js";
import { type KeyValueStorage, nameOf, namesIn } from "../sending/storages.js";
import { KEPT_FOR_MS, type LogEnd, MAX_EVENTS, MAX_RECORD_CHARS, VERSION } from "./kept-log.js";

/** The most that is kept of all logs in one storage, in UTF-16 code units: 1 MB where each takes two bytes. */
const MAX_TOTAL_CHARS = 512 * 1024;
/** What is kept begins where a turn has ended, where so many events are left then. */
const LEAST_EVENTS = 40;

/** What is to be kept, and where. */
export interface Keeping {
  readonly storage: KeyValueStorage;
  /** Whose it is: API, person, session. */
  readonly name: string;
  /** What else a record bears: see `parseKept`. */
  readonly of: string;
  readonly subject: string;
  readonly end: LogEnd;
  readonly read: (event: SessionEvent) => ReadEvent;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Keeps the end of a log. What another person has left goes, and the oldest where all of it grows too much. */
export function keep(keeping: Keeping): void {
  const { storage, name } = keeping;
  try {
    const record = recordOf(keeping);
    makeRoom(keeping, record?.length ?? 0);
    if (record) return storage.setItem(name, record);
  } catch {
    // Without room, or without leave, there is none.
  }
  try {
    storage.removeItem(name);
  } catch {
    // Where storage is refused nothing is kept.
  }
}

/** The record of as much of the end as may be kept; null: of nothing. */
function recordOf({ end, of, subject, read, now }: Keeping): string | null {
  const { after, events } = whole(end, read);
  const upTo = events.at(-1)?.seq ?? 0;
  const head = `{"v":${VERSION},"at":${now},"upTo":${upTo},"of":${toJson(of)},"subject":${toJson(subject)},"after":`;
  const written: string[] = [];
  let left = MAX_RECORD_CHARS - head.length - 100;
  for (let i = events.length - 1; i >= 0 && written.length < MAX_EVENTS; i -= 1) {
    const text = toJson(stored(events[i] as SessionEvent));
    left -= text.length + 1;
    if (left < 0) break;
    written.unshift(text);
  }
  const first = beginOf(events, events.length - written.length, after, read);
  const kept = written.slice(written.length - (events.length - first));
  if (first === events.length) return null;
  return `${head}${events[first - 1]?.seq ?? after},"events":[${kept.join()}]}`;
}

/** Where a session has ended, that is for the log alone to say. */
function whole({ after, events }: LogEnd, read: Keeping["read"]): LogEnd {
  const end = events.findIndex((event) => says(read(event), "session-end"));
  return { after, events: end < 0 ? events : events.slice(0, end) };
}

/** From which event on the end of a log is kept, of those from `first` on: right after the end of a turn, if possible. */
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

/** An address that a long body is fetched from may be a secret; that there is one is not. */
function stored(event: SessionEvent): SessionEvent {
  return event.content_ref === null ? event : { ...event, content_ref: "kept" };
}

/** Removes what belongs to somebody else, what is old, and the oldest of the rest until there is room. */
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
