import { notLoaded } from "../wire/errors.js";
import { OnDemand } from "../on-demand.js";
import type * as later from "./later.js";

/** The exports of `later.ts`. */
export type Later = typeof later;

/** `later.ts`, which is loaded once the log has been read, or with the first message. */
export const laterFile = new OnDemand<Later>(() => import("./later.js"));

/** Loads the file. @throws {SessionError} `network` when the file cannot be loaded; the next call tries again. */
export function loadLater(): Promise<Later> {
  return laterFile.load().catch((cause: unknown) => {
    throw notLoaded("posts and reads on", cause);
  });
}

/**
 * Returns a function that loads the file, calls `make` once, and gives the result to every call. That function throws
 * as {@link loadLater} does.
 */
export function madeLater<Made>(make: (file: Later) => Made): () => Promise<Made> {
  let made: Made | undefined;
  return async () => (made ??= make(await loadLater()));
}
