import { join } from "node:path";
import { openSqlite } from "../../src/store/sqlite/store.js";
import type { Store } from "../../src/store/store.js";
import { Vault } from "../../src/store/vault.js";

/** An engine that keeps the store's contract, and how a test gets an empty store of it. */
export interface Engine {
  name: string;
  /** @param folder an empty one, removed after the test */
  open(folder: string): Promise<Store>;
}

/** Every engine that the contract's tests run on. */
export const ENGINES: readonly Engine[] = [
  {
    name: "SQLite on disk",
    open: async (folder) => openSqlite(join(folder, "test.db"), Vault.open(folder)),
  },
  { name: "SQLite in memory", open: async () => openSqlite(":memory:", Vault.open(null)) },
];
