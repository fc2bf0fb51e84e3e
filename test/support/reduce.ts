import { reduce as reduceWith } from "../../src/session/fold/reduce.js";
import * as turn from "../../src/session/fold/turn/turn-parts.js";
import type { Change, Step } from "../../src/session/state/change.js";
import type { SessionState } from "../../src/session/state/state.js";

/** The session after a change, with all that a log may tell of. */
export function reduce(state: SessionState, change: Change): Step {
  return reduceWith(state, change, turn);
}
