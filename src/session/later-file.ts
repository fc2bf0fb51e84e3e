import { SessionError } from "../wire/errors.js";
import { OnDemand } from "../on-demand.js";
import type * as later from "./later.js";

/** What a session needs only once its log has been read, once it is loaded. */
export type Later = typeof later;

/** Loaded once the log has been read, or with the first message. */
export const laterFile = new OnDemand<Later>(() => import("./later.js"));

/** Makes something of the file when it is first asked for. @throws {SessionError} `network`: the file did not come. */
export function madeLater<Made>(make: (file: Later) => Made): () => Promise<Made> {
  let made: Made | undefined;
  return async () => (made ??= make(await laterFile.load().catch(notLoaded)));
}

/** @throws {SessionError} `network` */
export function notLoaded(cause: unknown): never {
  throw new SessionError("network", "The file of what is needed later did not load.", { cause });
}
