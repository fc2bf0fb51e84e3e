import { Kysely } from "kysely";
import type { Schema } from "../schema/tables.js";
import { type Store, tablesOf, transact } from "../store.js";
import type { Vault } from "../vault.js";
import { SqliteConnection } from "./connection.js";
import { SqliteDialect } from "./dialect.js";
import { Flusher } from "./flusher.js";
import { createSchema } from "./schema.js";

/**
 * Opens the store that is one SQLite file, embedded in this process.
 *
 * @param file path of the database file, or `:memory:`
 * @throws Error when another process has the file open
 */
export function openSqlite(file: string, vault: Vault): Store {
  const connection = new SqliteConnection(file);
  createSchema(connection);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect(connection) });
  const flusher = file === ":memory:" ? null : new Flusher(`${file}-wal`);
  return {
    ...tablesOf(db, vault),
    // Whoever is in a transaction is alone.
    transaction: (work) => transact(db, vault, async () => {}, work),
    flushed: async () => flusher?.flush(),
    async close() {
      await flusher?.close();
      await db.destroy();
    },
  };
}
