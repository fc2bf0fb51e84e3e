import { at } from "../state/list.js";
import type { Entry, SessionState } from "../state/state.js";

/** Whether an entry raises the unread count. */
export function callsAttention(entry: Entry, previous: Entry | undefined): boolean {
  if (entry.kind === "message") return entry.from === "agent";
  if (entry.kind === "question") return entry.state === "open";
  if (entry.kind !== "notice" || entry.code !== "needs_input") return false;
  // The agent's question was counted already; the notice that the agent waits for an answer is not counted
  // again.
  return !(previous?.kind === "message" && previous.turnId === entry.turnId);
}

/** How many entries after `seenSeq` raise the unread count. Takes time in proportion to the entries after `seenSeq`. */
export function countUnread(log: SessionState["log"], seenSeq: number): number {
  let count = 0;
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = at(log, i) as Entry;
    if ((entry.seq ?? 0) <= seenSeq) break;
    if (callsAttention(entry, at(log, i - 1))) count += 1;
  }
  return count;
}
