import { join } from "node:path";
import { openPostgres } from "../../src/store/postgres/store.js";
import { openSqlite } from "../../src/store/sqlite/store.js";
import type { Store } from "../../src/store/store.js";
import { vaultKeys } from "../../src/vault/keys.js";
import { Vault } from "../../src/vault/vault.js";
import { testDatabase, WITHOUT_POSTGRES } from "../support/postgres.js";

/** An engine that implements the store's contract. */
export interface Engine {
  name: string;
  /** Why its tests are skipped on this machine; false if they are not. */
  skip: string | false;
  /** Opens an empty store. @param folder an empty folder, which is removed after the test */
  open(folder: string): Promise<Store>;
}

/** The engines on which the contract is tested. */
export const ENGINES: readonly Engine[] = [
  {
    name: "SQLite on disk",
    skip: false,
    open: (folder) => openSqlite(join(folder, "test.db"), new Vault(vaultKeys(folder))),
  },
  { name: "SQLite in memory", skip: false, open: () => openSqlite(":memory:", new Vault([])) },
  {
    name: "PostgreSQL",
    skip: WITHOUT_POSTGRES,
    open: async (folder) => openPostgres(await testDatabase(), new Vault(vaultKeys(folder))),
  },
];
