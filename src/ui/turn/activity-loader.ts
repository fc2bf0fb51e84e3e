import { OnDemand } from "../../on-demand.js";
import type * as activity from "../activity/activity.js";

/** The exports of `ui/activity`: the code that draws the work of a turn. */
export type Activity = typeof activity;

// oxlint-disable-next-line no-restricted-imports -- `ui/activity` is a file of its own, loaded here
export const activityFile = new OnDemand<Activity>(() => import("../activity/activity.js"));

/** The code that draws the work of a turn; null until it is loaded. */
export function loadedActivity(): Activity | null {
  return activityFile.loaded;
}

/**
 * Loads the code that draws the work of a turn. Resolves to null after a failure: the work is not shown, and a later
 * call tries again.
 */
export function loadActivity(): Promise<Activity | null> {
  return activityFile.attempt();
}
