import { resealAll } from "./operations/rotation.js";
import { openStore } from "./services.js";
import { prepareNextKey, putNextKey, vaultKeys } from "./vault/keys.js";

/**
 * Encrypts every secret again. With `OC_VAULT_KEYS`: with the first of the keys; servers that have all of them may be
 * running. Without: with a new key, which replaces that of the data folder; no server may be running. The rotation
 * may be interrupted and repeated at any time.
 *
 * @returns a sentence that says what was done
 * @throws Error if a server is running that would not know the new key
 */
export async function rotateVaultKey(folder: string, database: string | null): Promise<string> {
  const isGiven = Boolean(process.env.OC_VAULT_KEYS);
  const store = await openStore({ data: folder, database }, vaultKeys(folder));
  try {
    if (!isGiven && (await store.processes.areAnyAlive())) {
      throw new Error(
        "A server is running. Stop it first, or start all servers with both keys in OC_VAULT_KEYS.",
      );
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
