/*
 * The words by which the tabs of a log tell each other what they have read, and what they lack.
 */
import type { SessionEvent } from "../../wire/events.js";
import { integer, isObject, text } from "../../wire/json.js";
import { parseEvent } from "../../wire/parse-event.js";

/** The most events of one word. A leader tells more in several words, and no tab takes in a longer word. */
export const MAX_EVENTS = 500;

/** What tabs tell each other of a log. */
export type LogWord = LogTold | LogWanted;

/** The leader has read the log after the seq `after` up to `upTo`. If both are the same, it tells only its status. */
export interface LogTold {
  readonly says: "told";
  /** The name of the log, in which the reader of the log is named too. */
  readonly log: string;
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly SessionEvent[];
  /** Whether the leader can read the log. */
  readonly isLive: boolean;
  /** Whether the leader reads seldom, because nobody looks at its tab. */
  readonly isSeldom: boolean;
}

/** A follower asks the leader for the events after a seq. */
export interface LogWanted {
  readonly says: "wanted";
  readonly log: string;
  readonly after: number;
}

/** Reads a word that came over the channel, on which any page of the origin may speak; null for anything else. */
export function parseLogWord(value: unknown): LogWord | null {
  if (!isObject(value)) return null;
  const [log, after, upTo] = [text(value.log), integer(value.after), integer(value.upTo)];
  if (log === null || after === null) return null;
  if (value.says === "wanted") return { says: "wanted", log, after };
  const { events, isLive, isSeldom } = value;
  if (value.says !== "told" || upTo === null || upTo < after || !Array.isArray(events)) return null;
  if (events.length > MAX_EVENTS) return null;
  try {
    const read = events.map(parseEvent);
    if (read.some(({ seq }) => seq > upTo)) return null;
    return {
      says: "told",
      log,
      after,
      upTo,
      events: read,
      isLive: isLive === true,
      isSeldom: isSeldom === true,
    };
  } catch {
    return null;
  }
}
