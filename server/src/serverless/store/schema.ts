import type { Database } from "../../store/database.js";

/** Creates whatever tables are missing. `n` is the order of creation; `json` holds what no query asks for. */
export function createServerlessSchema(db: Database): void {
  db.execute(`
    CREATE TABLE IF NOT EXISTS serverless_sessions (
      n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL, deployment TEXT NOT NULL,
      environment TEXT NOT NULL, status TEXT NOT NULL, external_reference TEXT, creation_key TEXT UNIQUE,
      created_at TEXT NOT NULL, updated_at TEXT NOT NULL, json TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS serverless_sessions_created ON serverless_sessions (created_at, id);

    CREATE TABLE IF NOT EXISTS serverless_turns (
      n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, status TEXT NOT NULL,
      json TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS serverless_turns_of_session ON serverless_turns (session, n);

    CREATE TABLE IF NOT EXISTS serverless_held (
      n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, state TEXT NOT NULL,
      json TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS serverless_held_of_session ON serverless_held (session, n);

    CREATE TABLE IF NOT EXISTS serverless_keys (
      session TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, turn TEXT, held TEXT,
      PRIMARY KEY (session, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS serverless_events (
      session TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, json TEXT NOT NULL,
      PRIMARY KEY (session, seq)
    ) STRICT, WITHOUT ROWID;
  `);
}
