import { OnDemand } from "../../on-demand.js";
import type { Capabilities } from "../../wire/wire.js";
import { readLevel, type SessionView } from "../state/session-view.js";
import type * as turn from "./turn/turn-parts.js";

/** The code that makes entries of work, of growing answers and of questions, once it is loaded. */
export type TurnModule = typeof turn;

// oxlint-disable-next-line no-restricted-imports -- `fold/turn` is a file of its own, loaded here
export const turnFile = new OnDemand<TurnModule>(() => import("./turn/turn-parts.js"));

/**
 * Loads the file where a log needs it, before anything of the log is folded; null where nothing has to be loaded. A log
 * that tells answers in fragments shows nothing without the file. Any other log lacks only the work.
 *
 * @throws what became of the file.
 */
export function prepareTurns({ deltas }: Capabilities, view: SessionView): Promise<unknown> | null {
  if (turnFile.loaded) return null;
  if (deltas) return turnFile.load();
  return readLevel(view) === "user" ? null : turnFile.attempt();
}
