import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { KEY_BYTES } from "./keys.js";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The beginning of a secret that opens only in its place; base64 has no such letter. Older secrets lack it. */
const BOUND = "1.";

/**
 * Encrypts secrets with AES-256-GCM. The keys are not in the database, so the database alone reveals no secret. A
 * secret is bound to its place: copied into another row, it does not open.
 */
export class Vault {
  readonly #keys: readonly Buffer[];

  /**
   * @param keys the first encrypts, all decrypt. If empty, the vault uses a random key that ends with the process.
   */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys.length > 0 ? keys : [randomBytes(KEY_BYTES)];
  }

  /**
   * Encrypts a text; the result differs each time.
   *
   * @param place where it is stored, such as `credentials cred_…`
   */
  seal(text: string, place: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys[0]!, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return BOUND + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /**
   * Decrypts the result of {@link seal}. Throws if it was altered, is in another place, or was encrypted with an unknown
   * key.
   */
  open(sealed: string, place: string): string {
    const isBound = sealed.startsWith(BOUND);
    const bytes = Buffer.from(isBound ? sealed.slice(BOUND.length) : sealed, "base64");
    let failure: unknown;
    for (const key of this.#keys) {
      try {
        return decrypt(key, bytes, isBound ? place : "");
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

function decrypt(key: Buffer, bytes: Buffer, place: string): string {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
