import { reduce as reduceWith } from "../../src/session/fold/reduce.js";
import * as turn from "../../src/session/fold/turn/turn-parts.js";
import type { Change, Step } from "../../src/session/state/change.js";
import type { SessionState } from "../../src/session/state/state.js";

/** The session after a change, with all that a log may tell of. */
export function reduce(state: SessionState, change: Change): Step {
  return reduceWith(state, change, turn);
}

/** The server has accepted the message of a key, as the event at a seq. */
export function accepted(key: string, seq: number): Change & { type: "accepted" } {
  return { type: "accepted", key, id: `evt_${seq}`, seq, turnId: null, heldId: null };
}
