import { OnDemand } from "../../on-demand.js";
import type * as actions from "../actions/actions.js";

/** The file `ui/actions`, which draws the action buttons at messages. */
// oxlint-disable-next-line no-restricted-imports -- `ui/actions` is a file of its own, loaded here
export const actionsFile = new OnDemand<typeof actions>(() => import("../actions/actions.js"));
