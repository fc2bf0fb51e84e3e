import { Kysely } from "kysely";
import { SQLITE } from "../schema/engine.js";
import { migrate } from "../schema/migrate.js";
import type { Schema } from "../schema/tables.js";
import { type Store, tablesOf, transact } from "../store.js";
import type { Vault } from "../../vault/vault.js";
import { SqliteConnection } from "./connection.js";
import { SqliteDialect } from "./dialect.js";
import { Flusher } from "./flusher.js";

/**
 * Opens the store that is one SQLite file, embedded in this process.
 *
 * @param file path of the database file, or `:memory:`
 * @throws Error when another process has the file open
 */
export async function openSqlite(file: string, vault: Vault): Promise<Store> {
  const connection = new SqliteConnection(file);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect(connection) });
  await migrate(db, SQLITE);
  const flusher = file === ":memory:" ? null : new Flusher(`${file}-wal`);
  return {
    ...tablesOf(db, SQLITE, vault),
    // Whoever is in a transaction is alone.
    transaction: (work) => transact(db, SQLITE, vault, async () => {}, work),
    isShared: false,
    // Nobody else has the file open.
    hear() {},
    announce() {},
    ping: async () => {},
    flushed: async () => flusher?.flush(),
    async close() {
      await flusher?.close();
      await db.destroy();
    },
  };
}
