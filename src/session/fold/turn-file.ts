import { OnDemand } from "../../on-demand.js";
import type { Capabilities } from "../../wire/wire.js";
import { readLevel, type SessionView } from "../state/session-view.js";
import type * as turn from "./turn/turn-parts.js";

/** The exports of `turn/turn-parts.ts`: the code that makes entries of work, growing replies and questions. */
export type TurnModule = typeof turn;

// oxlint-disable-next-line no-restricted-imports -- `fold/turn` is a file of its own, loaded here
export const turnFile = new OnDemand<TurnModule>(() => import("./turn/turn-parts.js"));

/**
 * Loads the file if a log needs it, before the log is folded; null if nothing has to be loaded. A log with replies in
 * fragments cannot be shown without the file. Any other log lacks only its work, so a failed download is ignored.
 *
 * @throws the error of the download, for a log with replies in fragments.
 */
export function prepareTurns({ deltas }: Capabilities, view: SessionView): Promise<unknown> | null {
  if (turnFile.loaded) return null;
  if (deltas) return turnFile.load();
  return readLevel(view) === "user" ? null : turnFile.attempt();
}
