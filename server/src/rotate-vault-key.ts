import { resealAll } from "./operations/rotation.js";
import { openStore } from "./services.js";
import { prepareNextKey, putNextKey, vaultKeys } from "./vault/keys.js";

/**
 * Seals every secret anew. With `OC_VAULT_KEYS` under the first of them, while servers that have them all may run;
 * else under a new key that takes the place of the data folder's, while no server runs. It may be interrupted and
 * repeated at any time.
 *
 * @returns what was done, in a sentence
 * @throws Error when a server runs that would not know the new key
 */
export async function rotateVaultKey(folder: string, database: string | null): Promise<string> {
  const isGiven = Boolean(process.env.OC_VAULT_KEYS);
  const store = await openStore({ data: folder, database }, vaultKeys(folder));
  try {
    if (!isGiven && (await store.processes.areAnyAlive())) {
      throw new Error("A server is running. End it first, or give all servers both keys as OC_VAULT_KEYS.");
    }
  } finally {
    await store.close();
  }
  const keys = isGiven ? vaultKeys(folder) : prepareNextKey(folder);
  const opened = await openStore({ data: folder, database }, keys);
  let count: number;
  try {
    count = await resealAll(opened);
    await opened.flushed();
  } finally {
    await opened.close();
  }
  if (!isGiven) putNextKey(folder);
  return `${count} secrets are sealed under ${isGiven ? "the first of OC_VAULT_KEYS" : "a new vault.key"}.`;
}
