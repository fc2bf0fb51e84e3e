import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { KEY_BYTES } from "./keys.js";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps secrets so that the database alone tells nothing: AES-256-GCM under keys that it does not hold. */
export class Vault {
  readonly #keys: readonly Buffer[];

  /** @param keys the first seals; any of them opens. None for a vault that ends with the process. */
  constructor(keys: readonly Buffer[]) {
    this.#keys = keys.length > 0 ? keys : [randomBytes(KEY_BYTES)];
  }

  /** Encrypts a text; twice the same text gives different results. */
  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#keys[0]!, iv);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
  }

  /** Decrypts what {@link seal} gave. Throws when it was altered or sealed under another key. */
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
