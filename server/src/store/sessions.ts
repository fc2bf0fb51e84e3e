import type { Database } from "./database.js";

/** Where a session stands; `archived` ones can only be read. */
export const STATUSES = ["queued", "running", "awaiting_input", "idle", "failed", "archived"] as const;

/** One of {@link STATUSES}. */
export type Status = (typeof STATUSES)[number];

/** Bounds of a run; each is optional. */
export interface Limits {
  /** Model tokens, in and out, over the whole session. */
  tokens?: number | undefined;
  /** Seconds that one turn may take. */
  turn_seconds?: number | undefined;
  /** Turns of the session. */
  turns?: number | undefined;
}

/** The agent as it was when the session began. */
export interface AgentSnapshot {
  name: string;
  prompt: string;
  prompt_hash: string;
  /** `provider/model`. */
  model: string;
  runtime: string;
  revision: number;
}

/** A session as stored; JSON columns are still text. */
export interface SessionRow {
  n: number;
  id: string;
  agent: string;
  status: Status;
  /** Seq of the last event; 0 when there is none. */
  head: number;
  /** Seq of the last message that a turn took up. */
  input_cursor: number;
  /** JSON of an {@link AgentSnapshot}. */
  snapshot: string;
  /** Credential id, `managed`, or null for the org's default. */
  credential: string | null;
  /** JSON of {@link Limits}. */
  limits: string;
  key: string | null;
  /** Hash of the creating request, by which a repeated one is told from a different one. */
  fingerprint: string;
  /** JSON object, or null. */
  metadata: string | null;
  tokens_used: number;
  created_at: string;
}

/** What `GET /sessions` may filter by; null means any. */
export interface SessionQuery {
  agent: string | null;
  status: Status | null;
  key: string | null;
  /** Created after this ISO time. */
  after: string | null;
  /** Created before this ISO time. */
  before: string | null;
  /** Only sessions older than this creation number. */
  cursor: number | null;
  limit: number;
}

const COLUMNS =
  "n, id, agent, status, head, input_cursor, snapshot, credential, limits, key, fingerprint, metadata, tokens_used, created_at";

/** The table of sessions. */
export class SessionStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  insert(row: Omit<SessionRow, "n" | "head" | "input_cursor" | "tokens_used" | "status">): void {
    this.#db.run(
      `INSERT INTO sessions (id, agent, status, head, input_cursor, snapshot, credential, limits, key,
       fingerprint, metadata, tokens_used, created_at) VALUES (?, ?, 'queued', 0, 0, ?, ?, ?, ?, ?, ?, 0, ?)`,
      ...[row.id, row.agent, row.snapshot, row.credential, row.limits, row.key],
      ...[row.fingerprint, row.metadata, row.created_at],
    );
  }

  get(id: string): SessionRow | undefined {
    return this.#db.get<SessionRow>(`SELECT ${COLUMNS} FROM sessions WHERE id = ?`, id);
  }

  withKey(key: string): SessionRow | undefined {
    return this.#db.get<SessionRow>(`SELECT ${COLUMNS} FROM sessions WHERE key = ?`, key);
  }

  /** Newest first. */
  list(query: SessionQuery): SessionRow[] {
    const { agent, status, key, after, before, cursor } = query;
    return this.#db.all<SessionRow>(
      `SELECT ${COLUMNS} FROM sessions
       WHERE (? IS NULL OR agent = ?) AND (? IS NULL OR status = ?) AND (? IS NULL OR key = ?)
         AND (? IS NULL OR created_at > ?) AND (? IS NULL OR created_at < ?) AND (? IS NULL OR n < ?)
       ORDER BY n DESC LIMIT ?`,
      ...[agent, agent, status, status, key, key, after, after, before, before, cursor, cursor, query.limit],
    );
  }

  setStatus(id: string, status: Status): void {
    this.#db.run("UPDATE sessions SET status = ? WHERE id = ?", status, id);
  }

  setInputCursor(id: string, seq: number): void {
    this.#db.run("UPDATE sessions SET input_cursor = ? WHERE id = ?", seq, id);
  }

  addTokens(id: string, tokens: number): void {
    this.#db.run("UPDATE sessions SET tokens_used = tokens_used + ? WHERE id = ?", tokens, id);
  }

  /** Ids of the sessions that have messages which no turn took up. */
  withWaitingInput(): string[] {
    return this.#db
      .all<{ id: string }>(
        `SELECT id FROM sessions s WHERE status <> 'archived' AND EXISTS
         (SELECT 1 FROM events WHERE session = s.n AND seq > s.input_cursor AND input = 1)`,
      )
      .map((row) => row.id);
  }

  /** The session that an `Idempotency-Key` created, and the hash of that request. */
  created(key: string): { session: string; fingerprint: string } | undefined {
    return this.#db.get("SELECT session, fingerprint FROM idempotent_creations WHERE key = ?", key);
  }

  rememberCreated(key: string, session: string, fingerprint: string): void {
    this.#db.run(
      "INSERT INTO idempotent_creations (key, session, fingerprint) VALUES (?, ?, ?)",
      ...[key, session, fingerprint],
    );
  }

  /** Seq of the message that a key posted to a session. */
  posted(session: string, key: string): number | undefined {
    return this.#db.get<{ seq: number }>(
      "SELECT seq FROM idempotent_messages WHERE session = ? AND key = ?",
      ...[session, key],
    )?.seq;
  }

  rememberPosted(session: string, key: string, seq: number): void {
    this.#db.run("INSERT INTO idempotent_messages (session, key, seq) VALUES (?, ?, ?)", session, key, seq);
  }
}
