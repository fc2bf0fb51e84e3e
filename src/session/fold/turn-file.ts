import { OnDemand } from "../../on-demand.js";
import type { Capabilities } from "../../wire/wire.js";
import { readLevel, type SessionView } from "../state/state.js";
import type * as turn from "./turn/turn-parts.js";

/** What makes entries of work, of an answer as it grows and of questions, once it is loaded. */
export type TurnModule = typeof turn;

// oxlint-disable-next-line no-restricted-imports -- `fold/turn` is a file of its own, loaded here
export const turnFile = new OnDemand<TurnModule>(() => import("./turn/turn-parts.js"));

/**
 * Loads it where a log takes it, before anything of the log is folded; null where there is nothing to wait for. A log
 * that tells answers as they grow is nothing without it; of any other, only the work is not shown.
 *
 * @throws what became of the file.
 */
export function prepareTurns({ deltas }: Capabilities, view: SessionView): Promise<unknown> | null {
  if (turnFile.loaded) return null;
  if (deltas) return turnFile.load();
  return readLevel(view) === "user" ? null : turnFile.attempt();
}
