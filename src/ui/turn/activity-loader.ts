import { OnDemand } from "../../on-demand.js";
import type * as activity from "../activity/activity.js";

/** What draws a turn's work, once it is loaded. */
export type Activity = typeof activity;

// oxlint-disable-next-line no-restricted-imports -- `ui/activity` is a file of its own, loaded here
export const activityFile = new OnDemand<Activity>(() => import("../activity/activity.js"));

/** What draws a turn's work; null while it is not here. */
export function loadedActivity(): Activity | null {
  return activityFile.loaded;
}

/** Loads what draws a turn's work. Null when that failed: whoever needs it next tries again, and does without meanwhile. */
export function loadActivity(): Promise<Activity | null> {
  return activityFile.attempt();
}
