import type { Engine } from "../engine.js";

/** The tables of the first version. `n` is the creation number, by which lists are ordered. */
export function tables(engine: Engine): string {
  return v3(SYNTAX[engine.name]) + serverless(SYNTAX[engine.name]);
}

/** The engine's syntax for columns and tables. */
interface Syntax {
  /** The column of the creation number. */
  n: string;
  integer: string;
  /** The options after the definition of a table. */
  strict: string;
  /** The same for a table whose rows are stored in the order of its primary key. */
  keyed: string;
}

const SYNTAX: Record<Engine["name"], Syntax> = {
  sqlite: {
    n: "n INTEGER PRIMARY KEY",
    integer: "INTEGER",
    strict: " STRICT",
    keyed: " STRICT, WITHOUT ROWID",
  },
  postgres: {
    n: "n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    integer: "BIGINT",
    strict: "",
    keyed: "",
  },
};

/** The tables of the sessions API. */
const v3 = ({ n, integer, strict, keyed }: Syntax) => `
  CREATE TABLE IF NOT EXISTS credentials (
    ${n}, id TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, name TEXT,
    last4 TEXT NOT NULL, is_default ${integer} NOT NULL, sealed_key TEXT NOT NULL, created_at TEXT NOT NULL
  )${strict};

  CREATE TABLE IF NOT EXISTS agents (
    ${n}, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, prompt TEXT NOT NULL,
    model TEXT NOT NULL, runtime TEXT NOT NULL, credential TEXT, limits TEXT NOT NULL,
    revision ${integer} NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  )${strict};

  CREATE TABLE IF NOT EXISTS sessions (
    ${n}, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL, status TEXT NOT NULL,
    head ${integer} NOT NULL, input_cursor ${integer} NOT NULL, snapshot TEXT NOT NULL, credential TEXT,
    limits TEXT NOT NULL, key TEXT UNIQUE, fingerprint TEXT NOT NULL, metadata TEXT,
    tokens_used ${integer} NOT NULL, created_at TEXT NOT NULL
  )${strict};

  CREATE TABLE IF NOT EXISTS idempotent_creations (
    key TEXT PRIMARY KEY, session TEXT NOT NULL, fingerprint TEXT NOT NULL
  )${keyed};

  CREATE TABLE IF NOT EXISTS idempotent_messages (
    session TEXT NOT NULL, key TEXT NOT NULL, seq ${integer} NOT NULL, PRIMARY KEY (session, key)
  )${keyed};

  CREATE TABLE IF NOT EXISTS events (
    session ${integer} NOT NULL, seq ${integer} NOT NULL, id TEXT NOT NULL UNIQUE, rank ${integer} NOT NULL,
    type TEXT NOT NULL, turn TEXT, input ${integer} NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  )${keyed};

  CREATE TABLE IF NOT EXISTS contents (event TEXT PRIMARY KEY, content TEXT NOT NULL)${strict};

  CREATE TABLE IF NOT EXISTS turns (
    ${n}, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, state TEXT NOT NULL,
    outcome TEXT, input_from_seq ${integer} NOT NULL, input_to_seq ${integer} NOT NULL, result_event TEXT,
    error TEXT, usage TEXT, started_at TEXT NOT NULL, completed_at TEXT
  )${strict};
  CREATE INDEX IF NOT EXISTS turns_of_session ON turns (session, n);

  CREATE TABLE IF NOT EXISTS client_tokens (
    hash TEXT PRIMARY KEY, session TEXT NOT NULL, scopes TEXT NOT NULL, expires_at ${integer} NOT NULL
  )${keyed};

  CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, content_type TEXT NOT NULL, content TEXT NOT NULL
  )${strict};

  CREATE TABLE IF NOT EXISTS destinations (
    ${n}, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, url TEXT NOT NULL,
    level TEXT NOT NULL, types TEXT, include_raw ${integer} NOT NULL, enabled ${integer} NOT NULL,
    sealed_secret TEXT, created_after_seq ${integer} NOT NULL, deleted ${integer} NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  )${strict};
  CREATE INDEX IF NOT EXISTS destinations_of_session ON destinations (session, n);

  CREATE TABLE IF NOT EXISTS deliveries (
    ${n}, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, destination TEXT NOT NULL,
    event TEXT NOT NULL, event_seq ${integer} NOT NULL, status TEXT NOT NULL, attempts ${integer} NOT NULL,
    tries_left ${integer} NOT NULL, due_at ${integer} NOT NULL, last_attempt_at TEXT, response_code ${integer},
    error TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
  )${strict};
  CREATE INDEX IF NOT EXISTS deliveries_of_session ON deliveries (session, n);
  CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE status IN ('pending', 'failed');
`;

/** The tables of the serverless API. `json` contains the fields that no query needs. */
const serverless = ({ n, integer, strict, keyed }: Syntax) => `
  CREATE TABLE IF NOT EXISTS serverless_sessions (
    ${n}, id TEXT NOT NULL UNIQUE, agent TEXT NOT NULL, deployment TEXT NOT NULL,
    environment TEXT NOT NULL, status TEXT NOT NULL, external_reference TEXT, creation_key TEXT UNIQUE,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, json TEXT NOT NULL
  )${strict};
  CREATE INDEX IF NOT EXISTS serverless_sessions_created ON serverless_sessions (created_at, id);

  CREATE TABLE IF NOT EXISTS serverless_turns (
    ${n}, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, status TEXT NOT NULL,
    json TEXT NOT NULL
  )${strict};
  CREATE INDEX IF NOT EXISTS serverless_turns_of_session ON serverless_turns (session, n);

  CREATE TABLE IF NOT EXISTS serverless_held (
    ${n}, id TEXT NOT NULL UNIQUE, session TEXT NOT NULL, state TEXT NOT NULL,
    json TEXT NOT NULL
  )${strict};
  CREATE INDEX IF NOT EXISTS serverless_held_of_session ON serverless_held (session, n);

  CREATE TABLE IF NOT EXISTS serverless_keys (
    session TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, turn TEXT, held TEXT,
    PRIMARY KEY (session, key)
  )${keyed};

  CREATE TABLE IF NOT EXISTS serverless_events (
    session TEXT NOT NULL, seq ${integer} NOT NULL, type TEXT NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  )${keyed};
`;
