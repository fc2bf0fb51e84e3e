import type { Effect, Step } from "../state/change.js";
import { at, firstIndex, ListEdit } from "../state/list.js";
import { pendingEntries } from "../state/local-echo.js";
import type { Entry, Outgoing, SessionState } from "../state/state.js";

/** A step without effects. */
export function quietly(state: SessionState): Step {
  return { state, effects: [] };
}

/** A step with effects. */
export function step(state: SessionState, ...effects: Effect[]): Step {
  return { state, effects };
}

/** The effect of a message that leaves the outbox. */
export function gone({ key }: Outgoing): Effect {
  return { type: "gone", key };
}

/** The effects of a delivery. None if the receipt has told of the delivery before the remote echo was read. */
export function delivered(item: Outgoing, id: string, seq: number): Effect[] {
  return item.accepted && item.accepted.seq !== null ? [] : [{ type: "delivered", item, id, seq }];
}

/** The state with some fields changed, frozen. */
export function next(state: SessionState, change: Partial<SessionState>): SessionState {
  return Object.freeze({ ...state, ...change });
}

/** The state with another outbox, and the pending entries that follow from it. */
export function withOutbox(
  state: SessionState,
  outbox: readonly Outgoing[],
  rest: Partial<SessionState> = {},
): SessionState {
  return next(state, { ...rest, outbox: Object.freeze(outbox), pending: pendingEntries(outbox) });
}

/** The state with the entry at `seq` changed; the same state where there is no such entry. */
export function changeEntry(state: SessionState, seq: number, change: (entry: Entry) => Entry): SessionState {
  const index = firstIndex(state.log, (entry) => (entry.seq ?? 0) >= seq);
  const entry = at(state.log, index);
  if (entry?.seq !== seq) return state;
  const log = new ListEdit(state.log);
  log.set(index, Object.freeze(change(entry)));
  return next(state, { log: log.freeze() });
}
