import type { Store } from "../store/store.js";

/** Refuses a vault whose keys are not those that the database was sealed with. */
export async function checkVault({ credentials }: Store): Promise<void> {
  if (await credentials.isOurs()) return;
  throw new Error("The vault's key is not the one that this database was sealed with.");
}

/** Seals every secret anew, under the vault's first key; resolves with how many. */
export function resealAll(store: Store): Promise<number> {
  return store.transaction(async (tx) => {
    await tx.lock("vault");
    return (await tx.credentials.reseal()) + (await tx.destinations.reseal());
  });
}
