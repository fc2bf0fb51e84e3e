import type { ListEdit } from "../state/list.js";
import type { Entry } from "../state/state.js";

/** How many entries back the search for the entry of a later event goes. */
const NEARBY_ENTRIES = 32;

/** The index of the last of these entries that matches; null when none does. */
export function recentIndex(log: ListEdit<Entry>, matches: (entry: Entry) => boolean): number | null {
  for (let i = log.length - 1; i >= Math.max(0, log.length - NEARBY_ENTRIES); i -= 1) {
    if (matches(log.at(i) as Entry)) return i;
  }
  return null;
}
