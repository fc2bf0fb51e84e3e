import type { Database } from "./database.js";

/** An agent as stored; `limits` is JSON text. */
export interface AgentRow {
  n: number;
  id: string;
  name: string;
  prompt: string;
  /** `provider/model`. */
  model: string;
  runtime: string;
  /** Credential id, `managed`, or null for the org's default. */
  credential: string | null;
  limits: string;
  revision: number;
  created_at: string;
  updated_at: string;
}

const COLUMNS = "n, id, name, prompt, model, runtime, credential, limits, revision, created_at, updated_at";

/** The table of agents. */
export class AgentStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  insert(row: Omit<AgentRow, "n">): void {
    this.#db.run(
      `INSERT INTO agents (id, name, prompt, model, runtime, credential, limits, revision, created_at,
       updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[row.id, row.name, row.prompt, row.model, row.runtime, row.credential, row.limits, row.revision],
      ...[row.created_at, row.updated_at],
    );
  }

  /** Stores every column that may change. */
  update(row: AgentRow): void {
    this.#db.run(
      `UPDATE agents SET prompt = ?, model = ?, credential = ?, limits = ?, revision = ?, updated_at = ?
       WHERE id = ?`,
      ...[row.prompt, row.model, row.credential, row.limits, row.revision, row.updated_at, row.id],
    );
  }

  delete(id: string): boolean {
    return this.#db.run("DELETE FROM agents WHERE id = ?", id) > 0;
  }

  get(id: string): AgentRow | undefined {
    return this.#db.get<AgentRow>(`SELECT ${COLUMNS} FROM agents WHERE id = ?`, id);
  }

  named(name: string): AgentRow | undefined {
    return this.#db.get<AgentRow>(`SELECT ${COLUMNS} FROM agents WHERE name = ?`, name);
  }

  /** Newest first, before the creation number `cursor` if there is one. */
  list(cursor: number | null, limit: number): AgentRow[] {
    return this.#db.all<AgentRow>(
      `SELECT ${COLUMNS} FROM agents WHERE (? IS NULL OR n < ?) ORDER BY n DESC LIMIT ?`,
      ...[cursor, cursor, limit],
    );
  }
}
