import type { Kysely } from "kysely";
import { newId } from "./ids.js";
import type { CredentialRow } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";
import type { Vault } from "../vault/vault.js";

/** A shorter key has no `last4`, because four letters would reveal too much of it. */
const MIN_LENGTH_FOR_LAST4 = 12;

const COLUMNS = ["n", "id", "provider", "name", "last4", "is_default", "created_at"] as const;

/** Name and plaintext of the setting that is sealed with the vault's first key, and by which its keys are checked. */
const PROBE = "sealed";

const PROBE_PLACE = `settings ${PROBE}`;

/** The table of provider keys. Only {@link CredentialStore.reveal} returns a key. */
export class CredentialStore {
  readonly #db: Kysely<Schema>;
  readonly #vault: Vault;

  constructor(db: Kysely<Schema>, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  insert(provider: string, key: string, name: string | null): Promise<CredentialRow> {
    const id = newId("cred");
    return this.#db
      .insertInto("credentials")
      .values({
        id,
        provider,
        name,
        last4: lastLetters(key),
        is_default: 0,
        sealed_key: this.#vault.seal(key, placeOf(id)),
        created_at: new Date().toISOString(),
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** Replaces the key of a credential; the next turn of each session that uses it has the new one. */
  async rotate(id: string, key: string): Promise<void> {
    await this.#db
      .updateTable("credentials")
      .set({ sealed_key: this.#vault.seal(key, placeOf(id)), last4: lastLetters(key) })
      .where("id", "=", id)
      .execute();
  }

  /**
   * Makes a credential the only default of its provider. Within a transaction that holds a lock of the defaults, because
   * two at the same time would not see each other's credentials.
   */
  async setDefault({ id, provider }: CredentialRow): Promise<void> {
    await this.#db
      .updateTable("credentials")
      .set((is) => ({
        is_default: is.case().when("id", "=", id).then(is.lit(1)).else(is.lit(0)).end() as never,
      }))
      .where("provider", "=", provider)
      .execute();
  }

  async delete(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom("credentials")
      .where("id", "=", id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  get(id: string): Promise<CredentialRow | undefined> {
    return this.#db.selectFrom("credentials").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  }

  defaultOf(provider: string): Promise<CredentialRow | undefined> {
    return this.#db
      .selectFrom("credentials")
      .select(COLUMNS)
      .where("provider", "=", provider)
      .where("is_default", "=", 1)
      .executeTakeFirst();
  }

  list(): Promise<CredentialRow[]> {
    return this.#db.selectFrom("credentials").select(COLUMNS).orderBy("n").execute();
  }

  /**
   * Whether the vault's keys can open what the database contains. True for the first vault of a database.
   */
  async isVaultValid(): Promise<boolean> {
    await this.#db
      .insertInto("settings")
      .values({ name: PROBE, value: this.#vault.seal(PROBE, PROBE_PLACE) })
      .onConflict((found) => found.column("name").doNothing())
      .execute();
    const settings = this.#db.selectFrom("settings").select("value").where("name", "=", PROBE);
    const { value } = await settings.executeTakeFirstOrThrow();
    try {
      return this.#vault.open(value, PROBE_PLACE) === PROBE;
    } catch {
      return false;
    }
  }

  /**
   * Encrypts all keys again with the vault's first key, except those that a server replaces meanwhile; resolves with
   * their number. Within a transaction.
   */
  async reseal(): Promise<number> {
    const value = this.#vault.seal(PROBE, PROBE_PLACE);
    await this.#db.updateTable("settings").set({ value }).where("name", "=", PROBE).execute();
    const rows = await this.#db.selectFrom("credentials").select(["id", "sealed_key"]).execute();
    for (const row of rows) {
      const place = placeOf(row.id);
      const sealed_key = this.#vault.seal(this.#vault.open(row.sealed_key, place), place);
      const unchanged = this.#db.updateTable("credentials").where("sealed_key", "=", row.sealed_key);
      await unchanged.set({ sealed_key }).where("id", "=", row.id).execute();
    }
    return rows.length;
  }

  /** The key, for a call to its provider; undefined if the credential does not exist. */
  async reveal(id: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom("credentials")
      .select("sealed_key")
      .where("id", "=", id)
      .executeTakeFirst();
    return row && this.#vault.open(row.sealed_key, placeOf(id));
  }
}

function placeOf(id: string): string {
  return `credentials ${id}`;
}

function lastLetters(key: string): string {
  return key.length < MIN_LENGTH_FOR_LAST4 ? "" : key.slice(-4);
}
