import type { Turn } from "../../session/state/state.js";
import { warnOnce } from "../page/warn.js";
import { visibleText } from "../presentation/visible-text.js";

/** A conversation in the `items` of a list. */
export interface SessionItem {
  /** The id of the session, as the `session` of `<oc-session>` takes it. */
  readonly session: string;
  /** Plain text; one line of it is shown. */
  readonly title?: string | null | undefined;
  /** When something last happened in the conversation: a date, an ISO 8601 text, or epoch milliseconds. */
  readonly updatedAt?: Date | string | number | null | undefined;
  /** How many messages the person has not read; `true` where nobody counts. */
  readonly unread?: number | boolean | null | undefined;
  /** What the agent does in the conversation. */
  readonly state?: Turn | null | undefined;
}

/** A title is cut to this many characters. */
const TITLE_CHARS = 200;

/**
 * The conversations that can be drawn, in the order of the host's. Of two with the same id the first one counts. One
 * without an id, and the second of two, are left out with a warning.
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
      warnOnce("an item of oc-session-list has no session, or one that is there twice; it is left out.");
    else items.set(item.session, item);
  }
  return [...items.values()];
}

/** Reads an item of the host's; null where it has no id, or where reading it throws. */
function read(given: unknown): SessionItem | null {
  try {
    const { session, title, updatedAt, unread, state } = given as SessionItem;
    const hasId = typeof session === "string" && session !== "";
    return hasId ? { session, title, updatedAt, unread, state } : null;
  } catch {
    return null;
  }
}

/** A title as one line without invisible signs; "" for none. */
export function titleOf(title: unknown): string {
  if (typeof title !== "string") return "";
  const line = visibleText(title.slice(0, 4 * TITLE_CHARS))
    .replace(/\s+/g, " ")
    .trim();
  return line.length > TITLE_CHARS ? `${line.slice(0, TITLE_CHARS).trimEnd()}…` : line;
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
