import { join } from "node:path";
import { openPostgres } from "../../src/store/postgres/store.js";
import { openSqlite } from "../../src/store/sqlite/store.js";
import type { Store } from "../../src/store/store.js";
import { vaultKeys } from "../../src/vault/keys.js";
import { Vault } from "../../src/vault/vault.js";
import { testDatabase, WITHOUT_POSTGRES } from "../support/postgres.js";

/** An engine that keeps the store's contract, and how a test gets an empty store of it. */
export interface Engine {
  name: string;
  /** Why its tests are left out here; false when they are not. */
  skip: string | false;
  /** @param folder an empty one, removed after the test */
  open(folder: string): Promise<Store>;
}

/** Every engine that the contract's tests run on. */
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
