import { type Kysely, type Migration, Migrator, sql } from "kysely";
import type { Engine } from "./engine.js";
import { tables } from "./migrations/0001-tables.js";
import { processes } from "./migrations/0002-processes.js";
import { destined } from "./migrations/0003-destined.js";
import { SERVERLESS_OWNER } from "./migrations/0004-serverless-owner.js";
import { active } from "./migrations/0006-active.js";
import type { Schema } from "./tables.js";

/** The migrator's error for a migration that is in the database and not here. */
const UNKNOWN_MIGRATION = /previously executed migration .+ is missing/;

/**
 * Migrates the database to this version's tables. If processes share it, one migrates while the others wait, because
 * the migrator holds an advisory lock.
 *
 * @throws Error if a newer version has migrated the database
 */
export async function migrate(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const migrations: Record<string, Migration> = {
    "0001-tables": statements(tables(engine)),
    "0002-processes": statements(processes(engine)),
    "0003-destined": statements(destined(engine)),
    "0004-serverless-owner": statements(SERVERLESS_OWNER),
    // New secrets are bound to their rows. Older versions cannot open them, and so refuse to start.
    "0005-bound-secrets": statements(""),
    "0006-active": statements(active(engine)),
  };
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw UNKNOWN_MIGRATION.test(error.message) ? newerVersion(error) : error;
  if (error !== undefined)
    throw new Error("The database could not be migrated to this version.", { cause: error });
}

function newerVersion(cause: Error): Error {
  const message = "A newer version of the server has migrated this database. Start that version.";
  return new Error(message, { cause });
}

function statements(text: string): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of text.split(";")) {
        if (statement.trim() !== "") await sql.raw(statement).execute(db);
      }
    },
  };
}
