import { reduce as reduceWith } from "../../src/session/fold/reduce.js";
import * as turn from "../../src/session/fold/turn/turn-parts.js";
import type { Change, Step } from "../../src/session/state/change.js";
import type { SessionState } from "../../src/session/state/state.js";

/** The state after a change, with the code that folds turns loaded. */
export function reduce(state: SessionState, change: Change): Step {
  return reduceWith(state, change, turn);
}

/** The server has accepted the message with a key, as the event with a seq. */
export function accepted(key: string, seq: number): Change & { type: "accepted" } {
  return { type: "accepted", key, id: `evt_${seq}`, seq, turnId: null, heldId: null };
}
