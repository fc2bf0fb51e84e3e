import { FILE_WAIT_MS } from "../../on-demand.js";
import { notLoaded } from "../../wire/errors.js";
import type { Capabilities } from "../../wire/wire.js";
import { prepareTurns } from "../fold/turn-file.js";
import type { SessionView } from "../state/session-view.js";
import type { Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";

/**
 * Returns a function that does what {@link prepareTurns} does, but waits no longer than {@link FILE_WAIT_MS}. A log that
 * can be shown without the file waits for it in vain only once.
 */
export function timelyTurns(
  clock: Clock,
): (capabilities: Capabilities, view: SessionView) => Promise<unknown> | null {
  let isLate = false;
  return (capabilities, view) => {
    const loading = prepareTurns(capabilities, view);
    if (!loading || (isLate && !capabilities.deltas)) return null;
    const late = () => notLoaded("makes entries", "no answer");
    const waiting = withTimeout({ clock, milliseconds: FILE_WAIT_MS, late }, () => loading);
    return capabilities.deltas ? waiting : waiting.catch(() => (isLate = true));
  };
}
