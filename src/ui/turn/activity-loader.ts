import type { LiveLine, TurnWork } from "../activity/activity.js";

/** What draws a turn's work, once it is loaded. */
export interface Activity {
  readonly LiveLine: typeof LiveLine;
  readonly TurnWork: typeof TurnWork;
}

/** After a failure, no other attempt before this. */
const RETRY_AFTER_MS = 5_000;

// oxlint-disable-next-line no-restricted-imports -- `ui/activity` is a file of its own, loaded here
let source = (): Promise<Activity> => import("../activity/activity.js");
let loaded: Activity | null = null;
let loading: Promise<Activity | null> | null = null;

/** Has the file loaded in another way than by the bundler's or the browser's own resolution. */
export function loadActivityFrom(other: () => Promise<Activity>): void {
  source = other;
}

/** What draws a turn's work; null while it is not here. */
export function loadedActivity(): Activity | null {
  return loaded;
}

/** Loads what draws a turn's work. Null when that failed: whoever needs it next tries again, and does without meanwhile. */
export function loadActivity(): Promise<Activity | null> {
  loading ??= source().then(
    (activity) => (loaded = activity),
    () => {
      setTimeout(() => (loading = null), RETRY_AFTER_MS);
      return null;
    },
  );
  return loading;
}
