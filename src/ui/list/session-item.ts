import type { Turn } from "../../session/state/state.js";
import { clip } from "../../wire/words.js";
import { warnOnce } from "../page/warn.js";
import { visibleText } from "../presentation/visible-text.js";

/** A conversation in the `items` of a list. */
export interface SessionItem {
  /** The id of the session, for the property `session` of `<oc-session>`. */
  readonly session: string;
  /** Plain text; one line of it is shown. */
  readonly title?: string | null | undefined;
  /** When something last happened in the conversation: a date, an ISO 8601 text, or epoch milliseconds. */
  readonly updatedAt?: Date | string | number | null | undefined;
  /** How many messages the person has not read; `true` if there are some but their number is not known. */
  readonly unread?: number | boolean | null | undefined;
  /** What the agent does in the conversation. */
  readonly state?: Turn | null | undefined;
}

/** The longest title in characters. A longer one is cut. */
const TITLE_CHARS = 200;

/**
 * The valid conversations, in the host's order. Warns about a conversation without an id, and about the second one with
 * the same id, and leaves it out.
 */
export function itemsIn(given: unknown): readonly SessionItem[] {
  if (given === null || given === undefined) return [];
  if (!Array.isArray(given)) {
    warnOnce("the items of oc-session-list are not an array; they are ignored.");
    return [];
  }
  const items = new Map<string, SessionItem>();
  for (const one of given) {
    const item = read(one);
    if (!item || items.has(item.session))
      warnOnce("an item of oc-session-list has no session id, or a duplicate one; it is left out.");
    else items.set(item.session, item);
  }
  return [...items.values()];
}

/** Reads an item of the host; null if it has no id, or if reading it throws. */
function read(given: unknown): SessionItem | null {
  try {
    const { session, title, updatedAt, unread, state } = given as SessionItem;
    const hasId = typeof session === "string" && session !== "";
    return hasId ? { session, title, updatedAt, unread, state } : null;
  } catch {
    return null;
  }
}

/** A title as one line without invisible characters; "" for none. */
export function titleOf(title: unknown): string {
  if (typeof title !== "string") return "";
  const line = visibleText(title.slice(0, 4 * TITLE_CHARS))
    .replace(/\s+/g, " ")
    .trim();
  return clip(line, TITLE_CHARS);
}

/** A valid date; null for anything else. */
export function dateOf(value: SessionItem["updatedAt"]): Date | null {
  if (value === null || value === undefined || value === "") return null;
  try {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? null : date;
  } catch {
    // `new Date` throws for a bigint, and for an object that cannot become a primitive value.
    return null;
  }
}
