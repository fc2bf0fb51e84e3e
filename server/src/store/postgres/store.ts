import { Kysely, PostgresDialect, sql } from "kysely";
import type { Vault } from "../../vault/vault.js";
import { POSTGRES } from "../schema/engine.js";
import { migrate } from "../schema/migrate.js";
import type { Schema } from "../schema/tables.js";
import { type Store, tablesOf, transact } from "../store.js";
import { Announcements } from "./announcements.js";
import { ProcessStore } from "../processes.js";
import { CONNECTIONS, ConnectionPool } from "./pool.js";

/** Milliseconds that a statement of a request may take. */
const STATEMENT_TIMEOUT_MS = 30_000;

/** The same for a heartbeat. Later it is of no use: others have taken over the work. */
const HEARTBEAT_TIMEOUT_MS = 5000;

/** Connections of the migrator: it reads while it holds the lock. */
const MIGRATION_CONNECTIONS = 2;

/**
 * Opens a store in a PostgreSQL database, which any number of processes may share.
 *
 * @param url such as `postgres://user:password@host:5432/database`
 * @throws Error if the database cannot be reached, or a newer version has migrated it
 */
export async function openPostgres(url: string, vault: Vault): Promise<Store> {
  // Without a timeout, as it waits for another process's migration.
  const migrating = connect(url, MIGRATION_CONNECTIONS, 0);
  await migrate(migrating, POSTGRES).finally(() => migrating.destroy());
  const db = connect(url, CONNECTIONS, STATEMENT_TIMEOUT_MS);
  // Heartbeats have a connection of their own, so that a busy process is not considered dead.
  const heartbeats = connect(url, 1, HEARTBEAT_TIMEOUT_MS);
  const announcements = new Announcements(url);
  announcements.start();
  const lock = async (tx: Kysely<Schema>, key: string) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
  };
  return {
    ...tablesOf(db, POSTGRES, vault),
    processes: new ProcessStore(heartbeats, POSTGRES),
    transaction: (work) => transact(db, POSTGRES, vault, lock, work),
    isShared: true,
    listen: (signals) => announcements.listen(signals),
    announce: (session, head) => announcements.announce(session, head),
    async ping() {
      await sql`select 1`.execute(db);
    },
    // PostgreSQL flushes with each commit.
    flushed: async () => {},
    async close() {
      await announcements.close();
      await Promise.all([heartbeats.destroy(), db.destroy()]);
    },
  };
}

function connect(url: string, connections: number, timeout: number): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: new ConnectionPool(url, connections, timeout) }),
  });
}
