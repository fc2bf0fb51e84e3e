import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { KEY_BYTES } from "./keys.js";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts secrets with AES-256-GCM. The keys are not in the database, so the database alone reveals no secret. */
export class Vault {
  readonly #keys: readonly Buffer[];

  /**
   * @param keys the first encrypts, all decrypt. If empty, the vault uses a random key that ends with the process.
   */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys.length > 0 ? keys : [randomBytes(KEY_BYTES)];
  }

  /** Encrypts a text; the result differs each time. */
  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys[0]!, iv);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /** Decrypts the result of {@link seal}. Throws if it was altered or encrypted with an unknown key. */
  open(sealed: string): string {
    const bytes = Buffer.from(sealed, "base64");
    let failure: unknown;
    for (const key of this.#keys) {
      try {
        return decrypt(key, bytes);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

function decrypt(key: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
