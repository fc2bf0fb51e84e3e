import type { Database } from "./database.js";
import { newId } from "./ids.js";
import type { Vault } from "./vault.js";

/** Keys shorter than this are not told apart by their last letters: too much of them would show. */
const MIN_LENGTH_FOR_LAST4 = 12;

/** A provider's key as it may be shown: all but the key. */
export interface CredentialRow {
  n: number;
  id: string;
  provider: string;
  name: string | null;
  last4: string;
  /** 1 when sessions without a credential of their own run on it. */
  is_default: 0 | 1;
  created_at: string;
}

const COLUMNS = "n, id, provider, name, last4, is_default, created_at";

/** The table of provider keys. They go in, and come out only through {@link CredentialStore.reveal}. */
export class CredentialStore {
  readonly #db: Database;
  readonly #vault: Vault;

  constructor(db: Database, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  insert(provider: string, key: string, name: string | null): CredentialRow {
    const id = newId("cred");
    this.#db.run(
      `INSERT INTO credentials (id, provider, name, last4, is_default, sealed_key, created_at)
       VALUES (?, ?, ?, ?, 0, ?, ?)`,
      ...[id, provider, name, lastLetters(key), this.#vault.seal(key), new Date().toISOString()],
    );
    return this.get(id)!;
  }

  /** Replaces the key behind a credential; the next turn of every session that uses it has the new one. */
  rotate(id: string, key: string): void {
    this.#db.run(
      "UPDATE credentials SET sealed_key = ?, last4 = ? WHERE id = ?",
      ...[this.#vault.seal(key), lastLetters(key), id],
    );
  }

  /** Makes a credential the one default of its provider. */
  setDefault(credential: CredentialRow): void {
    this.#db.run(
      "UPDATE credentials SET is_default = (id = ?) WHERE provider = ?",
      credential.id,
      credential.provider,
    );
  }

  delete(id: string): boolean {
    return this.#db.run("DELETE FROM credentials WHERE id = ?", id) > 0;
  }

  get(id: string): CredentialRow | undefined {
    return this.#db.get<CredentialRow>(`SELECT ${COLUMNS} FROM credentials WHERE id = ?`, id);
  }

  defaultOf(provider: string): CredentialRow | undefined {
    return this.#db.get<CredentialRow>(
      `SELECT ${COLUMNS} FROM credentials WHERE provider = ? AND is_default = 1`,
      provider,
    );
  }

  list(): CredentialRow[] {
    return this.#db.all<CredentialRow>(`SELECT ${COLUMNS} FROM credentials ORDER BY n`);
  }

  /** The key itself, for a call to its provider; undefined when there is no such credential. */
  reveal(id: string): string | undefined {
    const row = this.#db.get<{ sealed_key: string }>("SELECT sealed_key FROM credentials WHERE id = ?", id);
    return row && this.#vault.open(row.sealed_key);
  }
}

function lastLetters(key: string): string {
  return key.length < MIN_LENGTH_FOR_LAST4 ? "" : key.slice(-4);
}
