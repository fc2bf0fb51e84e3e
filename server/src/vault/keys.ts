import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { readOrMake } from "../kept-file.js";

/** Bytes of a vault's key. */
export const KEY_BYTES = 32;

/** File of a data folder's key, and of the one that is to take its place. */
const CURRENT = "vault.key";
const NEXT = "vault.key.next";

/**
 * The keys of a vault, the sealing one first: those of `OC_VAULT_KEYS` (base64, parted by commas), else those of the
 * data folder, made on first use (mode 0600); none without either.
 *
 * @throws Error when one of them is not a key
 */
export function vaultKeys(folder: string | null): Buffer[] {
  const given = process.env.OC_VAULT_KEYS;
  if (given)
    return given.split(",").map((text) => checked(Buffer.from(text.trim(), "base64"), "OC_VAULT_KEYS"));
  if (folder === null) return [];
  const current = keyOf(join(folder, CURRENT));
  const next = join(folder, NEXT);
  // A rotation that did not come to its end: secrets may be sealed under either.
  return existsSync(next) ? [keyOf(next), current] : [current];
}

/** Makes the key that is to take the place of a data folder's; the keys from now on, the new one first. */
export function prepareNextKey(folder: string): Buffer[] {
  keyOf(join(folder, NEXT));
  return vaultKeys(folder);
}

/** Puts the new key in the place of the old one, once nothing is sealed under that any more. */
export function putNextKey(folder: string): void {
  renameSync(join(folder, NEXT), join(folder, CURRENT));
}

function keyOf(file: string): Buffer {
  return checked(
    readOrMake(file, () => randomBytes(KEY_BYTES)),
    file,
  );
}

function checked(key: Buffer, where: string): Buffer {
  if (key.length === KEY_BYTES) return key;
  throw new Error(`${where} is not a vault key (${KEY_BYTES} bytes expected).`);
}
