import type { Store } from "../store/store.js";

/** Throws if the vault's keys are not those with which the database was encrypted. */
export async function checkVault({ credentials }: Store): Promise<void> {
  if (await credentials.isVaultValid()) return;
  throw new Error("The vault key is not the one with which this database was encrypted.");
}

/** Encrypts every secret again with the vault's first key; resolves with their number. */
export function resealAll(store: Store): Promise<number> {
  return store.transaction(async (tx) => {
    await tx.lock("vault");
    return (await tx.credentials.reseal()) + (await tx.destinations.reseal());
  });
}
