import { notLoaded } from "../wire/errors.js";
import { OnDemand } from "../on-demand.js";
import type * as later from "./later.js";

/** The exports of the file with what a session needs only once its log has been read. */
export type Later = typeof later;

/** Loaded once the log has been read, or with the first message. */
export const laterFile = new OnDemand<Later>(() => import("./later.js"));

/** Loads the file. @throws {SessionError} `network` where it does not come; the next call tries again. */
export function loadLater(): Promise<Later> {
  return laterFile.load().catch((cause: unknown) => {
    throw notLoaded("posts and reads on", cause);
  });
}

/** Makes something of the file when it is first asked for. @throws {SessionError} as {@link loadLater} does. */
export function madeLater<Made>(make: (file: Later) => Made): () => Promise<Made> {
  let made: Made | undefined;
  return async () => (made ??= make(await loadLater()));
}
