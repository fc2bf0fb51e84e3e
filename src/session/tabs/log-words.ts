import type { SessionEvent } from "../../wire/events.js";
import { integer, isObject, text } from "../../wire/json.js";
import { parseEvent } from "../../wire/parse-event.js";

/** The most events that one word has: a leader tells more in several, and nobody takes in more. */
export const MOST_EVENTS = 500;

/** What tabs say of a log. */
export type LogWord = LogTold | LogWanted;

/** The tab that leads has read the log from one seq to another, or says only that it is there. */
export interface LogTold {
  readonly says: "told";
  /** Which log, and as whom it is read. */
  readonly log: string;
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly SessionEvent[];
  /** The log can be read. */
  readonly isLive: boolean;
  /** Nobody looks at the tab, so it reads seldom. */
  readonly isSeldom: boolean;
}

/** A tab that does not read the log asks the one that does for what comes after a seq. */
export interface LogWanted {
  readonly says: "wanted";
  readonly log: string;
  readonly after: number;
}

/** Reads what came over the channel, on which any page of the origin may speak; null: it is no word of a log. */
export function parseLogWord(value: unknown): LogWord | null {
  if (!isObject(value)) return null;
  const [log, after, upTo] = [text(value.log), integer(value.after), integer(value.upTo)];
  if (log === null || after === null) return null;
  if (value.says === "wanted") return { says: "wanted", log, after };
  const { events, isLive, isSeldom } = value;
  if (value.says !== "told" || upTo === null || upTo < after || !Array.isArray(events)) return null;
  if (events.length > MOST_EVENTS) return null;
  try {
    const read = events.map(parseEvent);
    if (read.some(({ seq }) => seq > upTo)) return null;
    return {
      ...{ says: "told", log, after, upTo, events: read },
      ...{ isLive: isLive === true, isSeldom: isSeldom === true },
    };
  } catch {
    return null;
  }
}
