import { atSeq } from "./list.js";
import type { MessageEntry, SessionState } from "./state.js";

/**
 * Whether a message of the person waits for the running turn to end. If the log does not say which input a turn has
 * taken up, the oldest open input counts as taken up.
 */
export function isQueued({ fold, turn }: SessionState, { delivery, seq }: MessageEntry): boolean {
  if (turn !== "working" || delivery !== "sent") return false;
  const { inputs, running } = fold;
  if (seq === null) return running !== null || inputs.length > 0;
  return running?.bounded === true || seq > (inputs[0]?.seq ?? seq);
}

/** How many messages of the person wait for the running turn to end. */
export function queuedCount(state: SessionState): number {
  const { fold, log, pending } = state;
  const own = fold.inputs.flatMap(({ seq }) => {
    const entry = atSeq(log, seq);
    return entry?.kind === "message" ? [entry] : [];
  });
  return [...own, ...pending].filter((entry) => isQueued(state, entry)).length;
}
