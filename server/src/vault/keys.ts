import { randomBytes } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { readOrCreate } from "../private-file.js";

/** Length of a vault key. */
export const KEY_BYTES = 32;

/** The file of a data folder's key, and of the key that replaces it during a rotation. */
const CURRENT = "vault.key";
const NEXT = "vault.key.next";

/**
 * The keys of a vault, the encrypting one first: those of `OC_VAULT_KEYS` (base64, separated by commas), else those
 * of the data folder, created at first use (mode 0600). Empty without either.
 *
 * @throws Error if one of them is not a key
 */
export function vaultKeys(folder: string | null): Buffer[] {
  const given = process.env.OC_VAULT_KEYS;
  if (given)
    return given.split(",").map((text) => checked(Buffer.from(text.trim(), "base64"), "OC_VAULT_KEYS"));
  if (folder === null) return [];
  const current = keyOf(join(folder, CURRENT));
  const next = join(folder, NEXT);
  // A rotation was interrupted: secrets may be encrypted with either key.
  return existsSync(next) ? [keyOf(next), current] : [current];
}

/** Creates the key that replaces that of a data folder; returns all keys, the new one first. */
export function prepareNextKey(folder: string): Buffer[] {
  keyOf(join(folder, NEXT));
  return vaultKeys(folder);
}

/** Replaces the old key by the new one. No secret may be encrypted with the old one. */
export function putNextKey(folder: string): void {
  renameSync(join(folder, NEXT), join(folder, CURRENT));
}

function keyOf(file: string): Buffer {
  return checked(
    readOrCreate(file, () => randomBytes(KEY_BYTES)),
    file,
  );
}

function checked(key: Buffer, where: string): Buffer {
  if (key.length === KEY_BYTES) return key;
  throw new Error(`${where} is not a vault key (${KEY_BYTES} bytes expected).`);
}
