import { newIdempotencyKey } from "./sending/idempotency-key.js";
import { browserStorages, wipe, type Storages } from "./sending/storages.js";
import { envelopeOf } from "./tabs/messages.js";
import { tellTabs } from "./tabs/tabs.js";

/**
 * Removes everything that this package has stored in this browser for this origin, for every person. Every open
 * conversation of the origin is emptied; a suspended tab does so when it is resumed. Call it at a sign-out; no session
 * is needed.
 *
 * @param storages the storages to clear. Default: `localStorage` and `sessionStorage`.
 */
export function forget(storages: Storages = browserStorages()): void {
  wipe(storages, newIdempotencyKey());
  tellTabs(envelopeOf(null, { kind: "reset" }));
}
