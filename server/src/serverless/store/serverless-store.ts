import { randomUUID } from "node:crypto";
import type { Database } from "../../store/database.js";
import { Change, type Loaded, type Posted } from "../sessions/change.js";
import { Refusal } from "../sessions/refusal.js";
import type { Held, Session, SessionStatus, Turn } from "../sessions/session.js";

/** Events that one read gives at most. */
export const PAGE_EVENTS = 500;

/** A turn or held message as JSON, beside the columns that queries ask for. */
interface JsonRow {
  json: string;
}

/** What lists may filter by; null means any. */
export interface SessionQuery {
  agent: string | null;
  deploymentId: string | null;
  environment: string | null;
  status: SessionStatus | null;
  externalReference: string | null;
  createdAfter: string | null;
  createdBefore: string | null;
  updatedAfter: string | null;
  /** Only sessions that come after this one: newer ones first, ids ascending within one time. */
  after: { createdAt: string; id: string } | null;
  limit: number;
}

/** The sessions of the successor's API with their logs. Every change is one transaction. */
export class ServerlessStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Keeps a new session with its first events, unless the key has made one before: then that one is given.
   *
   * @param key the request's `Idempotency-Key`
   */
  async create(
    session: Session,
    key: string | null,
    work: (change: Change) => void,
  ): Promise<{ session: Session; isNew: boolean }> {
    return this.#db.transaction(() => {
      const made = this.#one<Session>("SELECT json FROM serverless_sessions WHERE creation_key = ?", key);
      if (made !== null) return { session: made, isNew: false };
      this.#db.run(
        `INSERT INTO serverless_sessions (id, agent, deployment, environment, status, external_reference,
         creation_key, created_at, updated_at, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')`,
        ...[session.id, session.agentId, session.deploymentId, session.environment, session.status],
        ...[session.externalReference, key, session.createdAt, session.updatedAt],
      );
      const change = new Change({ session, turns: [], held: [], posted: null });
      work(change);
      this.#save(change, null);
      return { session: change.session, isNew: true };
    });
  }

  /**
   * Changes a session, all of it or, when `work` throws, nothing.
   *
   * @param key the request's idempotency key
   * @throws Refusal when there is no such session
   */
  async change<T>(
    id: string,
    work: (change: Change) => T,
    key: string | null = null,
  ): Promise<{ result: T; change: Change }> {
    return this.#db.transaction(() => {
      const loaded = this.#load(id, key);
      const change = new Change(loaded);
      const result = work(change);
      const isSame = JSON.stringify(change.session) === JSON.stringify(loaded.session);
      if (!isSame || change.events.length > 0) this.#save(change, key);
      return { result, change };
    });
  }

  /** A session; null when there is none. */
  async session(id: string): Promise<Session | null> {
    return this.#session(id);
  }

  /** All turns of a session, oldest first. */
  async turns(session: string): Promise<Turn[]> {
    return parse(this.#db.all("SELECT json FROM serverless_turns WHERE session = ? ORDER BY n", session));
  }

  /** Sessions by their time of creation, the newest first. */
  async list(query: SessionQuery): Promise<Session[]> {
    const { after } = query;
    const { where, values } = conditions(query);
    const place = after ? "AND (created_at < ? OR (created_at = ? AND id > ?))" : "";
    const rows = this.#db.all<JsonRow>(
      `SELECT json FROM serverless_sessions WHERE ${where} ${place} ORDER BY created_at DESC, id LIMIT ?`,
      ...values,
      ...(after ? [after.createdAt, after.createdAt, after.id] : []),
      query.limit,
    );
    return parse(rows);
  }

  /** The JSON of the events after a seq, oldest first, {@link PAGE_EVENTS} at most. */
  async events(session: string, after: number): Promise<string[]> {
    return this.#db
      .all<JsonRow>(
        "SELECT json FROM serverless_events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?",
        ...[session, after, PAGE_EVENTS],
      )
      .map(({ json }) => json);
  }

  /** What was said in a session, oldest first: the events of inputs and of whole replies. */
  async said(session: string): Promise<{ type: string; turnId: string; data: Record<string, unknown> }[]> {
    return parse(
      this.#db.all(
        `SELECT json FROM serverless_events WHERE session = ? AND type IN ('message.received', 'message.completed')
         ORDER BY seq`,
        session,
      ),
    );
  }

  /** Ids of the sessions that have a turn which waits or was running. */
  async withOpenTurns(): Promise<string[]> {
    return this.#db
      .all<{ id: string }>(
        "SELECT DISTINCT session AS id FROM serverless_turns WHERE status IN ('queued', 'running')",
      )
      .map(({ id }) => id);
  }

  /** What a row holds that has this id or key; null for none. */
  #one<T>(sql: string, value: string | null): T | null {
    const row = value === null ? undefined : this.#db.get<JsonRow>(sql, value);
    return row === undefined ? null : (JSON.parse(row.json) as T);
  }

  #session(id: string): Session | null {
    return this.#one("SELECT json FROM serverless_sessions WHERE id = ?", id);
  }

  #load(id: string, key: string | null): Loaded {
    const session = this.#session(id);
    if (session === null) throw new Refusal("not_found");
    return {
      session,
      turns: parse(
        this.#db.all(
          `SELECT json FROM serverless_turns WHERE session = ? AND status IN ('queued', 'running')
           ORDER BY n`,
          id,
        ),
      ),
      held: parse(
        this.#db.all(
          "SELECT json FROM serverless_held WHERE session = ? AND state = 'waiting' ORDER BY n",
          id,
        ),
      ),
      posted: key === null ? null : this.#posted(id, key),
    };
  }

  #posted(session: string, key: string): Posted | null {
    const row = this.#db.get<{ fingerprint: string; turn: string | null; held: string | null }>(
      "SELECT fingerprint, turn, held FROM serverless_keys WHERE session = ? AND key = ?",
      ...[session, key],
    );
    if (row === undefined) return null;
    return {
      fingerprint: row.fingerprint,
      turn: this.#one<Turn>("SELECT json FROM serverless_turns WHERE id = ?", row.turn),
      held: this.#one<Held>("SELECT json FROM serverless_held WHERE id = ?", row.held),
    };
  }

  #save(change: Change, key: string | null): void {
    const { session } = change;
    const now = new Date().toISOString();
    this.#append(change, now);
    session.revision += 1;
    session.updatedAt = now;
    this.#db.run(
      "UPDATE serverless_sessions SET status = ?, updated_at = ?, json = ? WHERE id = ?",
      ...[session.status, now, JSON.stringify(session), session.id],
    );
    for (const turn of change.turns) {
      this.#db.run(
        `INSERT INTO serverless_turns (id, session, status, json) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET status = excluded.status, json = excluded.json`,
        ...[turn.id, session.id, turn.status, JSON.stringify(turn)],
      );
    }
    for (const held of change.held) {
      this.#db.run(
        `INSERT INTO serverless_held (id, session, state, json) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, json = excluded.json`,
        ...[held.id, session.id, held.state, JSON.stringify(held)],
      );
    }
    if (change.remembered === null) return;
    const { fingerprint, turn, held } = change.remembered;
    this.#db.run(
      "INSERT INTO serverless_keys (session, key, fingerprint, turn, held) VALUES (?, ?, ?, ?, ?)",
      ...[session.id, key, fingerprint, turn, held],
    );
  }

  /** Gives each event of a change an id, a seq and a time. */
  #append({ session, turns, events }: Change, timestamp: string): void {
    for (const { type, data, turnId } of events) {
      session.head += 1;
      const event = {
        id: randomUUID(),
        seq: session.head,
        timestamp,
        sessionId: session.id,
        turnId,
        type,
        data,
      };
      this.#db.run(
        "INSERT INTO serverless_events (session, seq, type, json) VALUES (?, ?, ?, ?)",
        ...[session.id, session.head, type, JSON.stringify(event)],
      );
      const turn = turns.find(({ id }) => id === turnId);
      if (turn !== undefined) turn.updatedAt = timestamp;
    }
  }
}

function conditions(query: SessionQuery): { where: string; values: string[] } {
  const asked: readonly (readonly [string, string | null])[] = [
    ["agent = ?", query.agent],
    ["deployment = ?", query.deploymentId],
    ["environment = ?", query.environment],
    ["status = ?", query.status],
    ["external_reference = ?", query.externalReference],
    ["created_at > ?", query.createdAfter],
    ["created_at < ?", query.createdBefore],
    ["updated_at > ?", query.updatedAfter],
  ];
  const set = asked.filter((pair): pair is [string, string] => pair[1] !== null);
  return {
    where: ["1 = 1", ...set.map(([condition]) => condition)].join(" AND "),
    values: set.map(([, value]) => value),
  };
}

function parse<T>(rows: readonly JsonRow[]): T[] {
  return rows.map(({ json }) => JSON.parse(json) as T);
}
