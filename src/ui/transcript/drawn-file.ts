import { OnDemand } from "../../on-demand.js";
import type * as drawn from "../drawn/drawn.js";

/**
 * The file `ui/drawn`, which is needed once the transcript is drawn: announcements, keys, tracking of what has been
 * seen, printing.
 */
// oxlint-disable-next-line no-restricted-imports -- `ui/drawn` is a file of its own, loaded here
export const drawnFile = new OnDemand<typeof drawn>(() => import("../drawn/drawn.js"));
