import type { SqliteConnection } from "./connection.js";

/** Creates whatever tables are missing. `n` is the order of creation, which lists and cursors go by. */
export function createSchema(connection: SqliteConnection): void {
  connection.execute(V3);
  connection.execute(SERVERLESS);
}

const V3 = `
  CREATE TABLE IF NOT EXISTS credentials (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, name TEXT,
    last4 TEXT NOT NULL, is_default INTEGER NOT NULL, sealed_key TEXT NOT NULL, created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS agents (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, prompt TEXT NOT NULL,
    model TEXT NOT NULL, runtime TEXT NOT NULL, credential TEXT, limits TEXT NOT NULL,
    revision INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS sessions (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL, status TEXT NOT NULL,
    head INTEGER NOT NULL, input_cursor INTEGER NOT NULL, snapshot TEXT NOT NULL, credential TEXT,
    limits TEXT NOT NULL, key TEXT UNIQUE, fingerprint TEXT NOT NULL, metadata TEXT,
    tokens_used INTEGER NOT NULL, created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS idempotent_creations (
    key TEXT PRIMARY KEY, session TEXT NOT NULL, fingerprint TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS idempotent_messages (
    session TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (session, key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS events (
    session INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL UNIQUE, rank INTEGER NOT NULL,
    type TEXT NOT NULL, turn TEXT, input INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS contents (event TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;

  CREATE TABLE IF NOT EXISTS turns (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, state TEXT NOT NULL,
    outcome TEXT, input_from_seq INTEGER NOT NULL, input_to_seq INTEGER NOT NULL, result_event TEXT,
    error TEXT, usage TEXT, started_at TEXT NOT NULL, completed_at TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS turns_of_session ON turns (session, n);

  CREATE TABLE IF NOT EXISTS client_tokens (
    hash TEXT PRIMARY KEY, session TEXT NOT NULL, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, content_type TEXT NOT NULL, content TEXT NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS destinations (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, url TEXT NOT NULL,
    level TEXT NOT NULL, types TEXT, include_raw INTEGER NOT NULL, enabled INTEGER NOT NULL,
    sealed_secret TEXT, created_after_seq INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS destinations_of_session ON destinations (session, n);

  CREATE TABLE IF NOT EXISTS deliveries (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, destination TEXT NOT NULL,
    event TEXT NOT NULL, event_seq INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
    tries_left INTEGER NOT NULL, due_at INTEGER NOT NULL, last_attempt_at TEXT, response_code INTEGER,
    error TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deliveries_of_session ON deliveries (session, n);
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE status IN ('pending', 'failed');
`;

/** The successor's API; `json` holds what no query asks for. */
const SERVERLESS = `
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
`;
