import { newIdempotencyKey } from "./sending/idempotency-key.js";
import { browserStorages, wipe, type Storages } from "./sending/storages.js";
import { envelopeOf } from "./tabs/messages.js";
import { tellTabs } from "./tabs/tabs.js";

/**
 * Forgets all that this package keeps in this browser for this origin, of every person. Empties every open conversation
 * of the origin; a sleeping tab empties its own when it wakes. For sign-out; needs no session.
 *
 * @param storages where things are kept. Default: the browser's.
 */
export function forget(storages: Storages = browserStorages()): void {
  wipe(storages, newIdempotencyKey());
  tellTabs(envelopeOf(null, { kind: "reset" }));
}
