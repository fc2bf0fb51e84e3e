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
 * Opens a store in one SQLite file, embedded in this process.
 *
 * @param file path of the database file, or `:memory:`
 * @throws Error if another process has the file open, it is not a database, or a newer version has migrated it
 */
export async function openSqlite(file: string, vault: Vault): Promise<Store> {
  const connection = new SqliteConnection(file);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect(connection) });
  try {
    await migrate(db, SQLITE);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const flusher = file === ":memory:" ? null : new Flusher(`${file}-wal`);
  return {
    ...tablesOf(db, SQLITE, vault),
    // A transaction has the only connection, so it needs no lock.
    transaction: (work) => transact(db, SQLITE, vault, async () => {}, work),
    isShared: false,
    // No other process has the file open.
    listen() {},
    announce() {},
    ping: async () => {},
    flushed: async () => flusher?.flush(),
    async close() {
      await flusher?.close();
      await db.destroy();
    },
  };
}
