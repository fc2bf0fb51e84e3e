import type { Kysely } from "kysely";
import type { Level } from "../log/event.js";
import { newId } from "./ids.js";
import type { DestinationRow } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";
import type { Vault } from "../vault/vault.js";

/**
 * The fields of a destination in a request. An omitted field keeps its value, or has its default in a new
 * destination.
 */
export interface DestinationSettings {
  url?: string | undefined;
  /** Signing secret. */
  secret?: string | undefined;
  level?: Level | undefined;
  types?: string[] | null | undefined;
  include_raw?: boolean | undefined;
  enabled?: boolean | undefined;
}

const COLUMNS = [
  ...["n", "id", "session", "url", "level", "types", "include_raw", "enabled", "sealed_secret"],
  ...["created_after_seq", "created_at", "updated_at"],
] as (keyof DestinationRow)[];

/** The table of webhook destinations. */
export class DestinationStore {
  readonly #db: Kysely<Schema>;
  readonly #vault: Vault;

  constructor(db: Kysely<Schema>, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  /** Within a transaction, because the session's row records that it has a destination. */
  async insert(
    session: string,
    settings: DestinationSettings & { url: string },
    afterSeq: number,
  ): Promise<DestinationRow> {
    const now = new Date().toISOString();
    const id = newId("dst");
    const { url, secret, level = "user", types, include_raw = false, enabled = true } = settings;
    await this.#db.updateTable("sessions").set({ has_destinations: 1 }).where("id", "=", session).execute();
    return this.#db
      .insertInto("destinations")
      .values({
        id,
        session,
        url,
        level,
        created_after_seq: afterSeq,
        types: types ? JSON.stringify(types) : null,
        include_raw: flag(include_raw),
        enabled: flag(enabled),
        sealed_secret: secret === undefined ? null : this.#vault.seal(secret, placeOf(id)),
        created_at: now,
        updated_at: now,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** Changes only the given settings, as others may change meanwhile; undefined if it was deleted. */
  update(id: string, settings: DestinationSettings): Promise<DestinationRow | undefined> {
    const { url, secret, level, types, include_raw, enabled } = settings;
    return this.#db
      .updateTable("destinations")
      .set({
        url,
        level,
        types: types && JSON.stringify(types),
        include_raw: include_raw === undefined ? undefined : flag(include_raw),
        enabled: enabled === undefined ? undefined : flag(enabled),
        sealed_secret: secret === undefined ? undefined : this.#vault.seal(secret, placeOf(id)),
        updated_at: new Date().toISOString(),
      })
      .where("id", "=", id)
      .where("deleted", "=", 0)
      .returning(COLUMNS)
      .executeTakeFirst();
  }

  /** Removes it from every list; the records of its deliveries stay. */
  async delete(id: string): Promise<void> {
    await this.#db
      .updateTable("destinations")
      .set({ deleted: 1, enabled: 0, sealed_secret: null })
      .where("id", "=", id)
      .execute();
  }

  get(session: string, id: string): Promise<DestinationRow | undefined> {
    return this.#db
      .selectFrom("destinations")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("id", "=", id)
      .where("deleted", "=", 0)
      .executeTakeFirst();
  }

  list(session: string): Promise<DestinationRow[]> {
    return this.#db
      .selectFrom("destinations")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("deleted", "=", 0)
      .orderBy("n")
      .execute();
  }

  /**
   * Encrypts all secrets again with the vault's first key, except those that a server replaces meanwhile; resolves with
   * their number. Within a transaction.
   */
  async reseal(): Promise<number> {
    const rows = await this.#db
      .selectFrom("destinations")
      .select(COLUMNS)
      .where("sealed_secret", "is not", null)
      .execute();
    for (const row of rows) {
      const sealed_secret = this.#vault.seal(this.secret(row) ?? "", placeOf(row.id));
      const unchanged = this.#db.updateTable("destinations").where("sealed_secret", "=", row.sealed_secret);
      await unchanged.set({ sealed_secret }).where("id", "=", row.id).execute();
    }
    return rows.length;
  }

  /** The signing secret; null if there is none. */
  secret(row: DestinationRow): string | null {
    return row.sealed_secret === null ? null : this.#vault.open(row.sealed_secret, placeOf(row.id));
  }
}

function placeOf(id: string): string {
  return `destinations ${id}`;
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
