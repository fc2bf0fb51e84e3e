import { OnDemand } from "../../on-demand.js";
import type * as drawn from "../drawn/drawn.js";

/** The file with what is needed once the transcript is drawn: announcements, keys, how far the log has been seen, printing. */
// oxlint-disable-next-line no-restricted-imports -- `ui/drawn` is a file of its own, loaded here
export const drawnFile = new OnDemand<typeof drawn>(() => import("../drawn/drawn.js"));
