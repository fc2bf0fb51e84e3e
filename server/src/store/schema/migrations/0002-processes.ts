import type { Engine } from "../engine.js";

/** The tables and columns by which processes share the work: living processes, owners of work, waiting work. */
export function processes(engine: Engine): string {
  const integer = engine.name === "sqlite" ? "INTEGER" : "BIGINT";
  return `
  CREATE TABLE processes (id TEXT PRIMARY KEY, alive_until ${integer} NOT NULL);
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

  ALTER TABLE turns ADD COLUMN owner TEXT;
  CREATE INDEX turns_running ON turns (session) WHERE state = 'running';

  ALTER TABLE destinations ADD COLUMN sender TEXT;
  CREATE INDEX destinations_sending ON destinations (sender) WHERE sender IS NOT NULL;
  CREATE INDEX deliveries_of_destination ON deliveries (destination, n);

  ALTER TABLE sessions ADD COLUMN woken_at ${integer};
  ALTER TABLE sessions ADD COLUMN active_at ${integer} NOT NULL DEFAULT 0;
  CREATE INDEX sessions_woken ON sessions (woken_at) WHERE woken_at IS NOT NULL;
  CREATE INDEX sessions_active ON sessions (active_at);
  UPDATE sessions SET woken_at = 0 WHERE status <> 'archived' AND EXISTS
    (SELECT 1 FROM events WHERE session = sessions.n AND seq > sessions.input_cursor AND input = 1);

  ALTER TABLE documents ADD COLUMN session TEXT;
  CREATE INDEX documents_of_session ON documents (session);
  CREATE INDEX client_tokens_of_session ON client_tokens (session);
  CREATE INDEX idempotent_creations_of_session ON idempotent_creations (session);
`;
}
