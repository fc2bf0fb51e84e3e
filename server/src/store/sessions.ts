import type { Kysely } from "kysely";
import type { SessionRow, Status } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

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

const COLUMNS = [
  ...["n", "id", "agent", "status", "head", "input_cursor", "snapshot", "credential", "limits", "key"],
  ...["fingerprint", "metadata", "tokens_used", "created_at"],
] as (keyof SessionRow)[];

/** The table of sessions. */
export class SessionStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async insert(
    row: Omit<SessionRow, "n" | "head" | "input_cursor" | "tokens_used" | "status">,
  ): Promise<void> {
    const fresh = { status: "queued", head: 0, input_cursor: 0, tokens_used: 0 } as const;
    await this.#db
      .insertInto("sessions")
      .values({ ...row, ...fresh })
      .execute();
  }

  get(id: string): Promise<SessionRow | undefined> {
    return this.#db.selectFrom("sessions").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  }

  /** The session, which nobody else changes until the transaction ends. */
  lock(id: string): Promise<SessionRow | undefined> {
    return this.get(id);
  }

  withKey(key: string): Promise<SessionRow | undefined> {
    return this.#db.selectFrom("sessions").select(COLUMNS).where("key", "=", key).executeTakeFirst();
  }

  /** Newest first. */
  list(query: SessionQuery): Promise<SessionRow[]> {
    const { agent, status, key, after, before, cursor, limit } = query;
    let rows = this.#db.selectFrom("sessions").select(COLUMNS);
    if (agent !== null) rows = rows.where("agent", "=", agent);
    if (status !== null) rows = rows.where("status", "=", status);
    if (key !== null) rows = rows.where("key", "=", key);
    if (after !== null) rows = rows.where("created_at", ">", after);
    if (before !== null) rows = rows.where("created_at", "<", before);
    if (cursor !== null) rows = rows.where("n", "<", cursor);
    return rows.orderBy("n", "desc").limit(limit).execute();
  }

  async setStatus(id: string, status: Status): Promise<void> {
    await this.#db.updateTable("sessions").set({ status }).where("id", "=", id).execute();
  }

  async setInputCursor(id: string, input_cursor: number): Promise<void> {
    await this.#db.updateTable("sessions").set({ input_cursor }).where("id", "=", id).execute();
  }

  async addTokens(id: string, tokens: number): Promise<void> {
    await this.#db
      .updateTable("sessions")
      .set((is) => ({ tokens_used: is("tokens_used", "+", tokens) }))
      .where("id", "=", id)
      .execute();
  }

  /** Ids of the sessions that have messages which no turn took up. */
  async withWaitingInput(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("sessions")
      .select("sessions.id")
      .where("status", "<>", "archived")
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("events")
            .select("events.seq")
            .whereRef("events.session", "=", "sessions.n")
            .whereRef("events.seq", ">", "sessions.input_cursor")
            .where("events.input", "=", 1),
        ),
      )
      .execute();
    return rows.map((row) => row.id);
  }

  /** The session that an `Idempotency-Key` created, and the hash of that request. */
  created(key: string): Promise<{ session: string; fingerprint: string } | undefined> {
    return this.#db
      .selectFrom("idempotent_creations")
      .select(["session", "fingerprint"])
      .where("key", "=", key)
      .executeTakeFirst();
  }

  async rememberCreated(key: string, session: string, fingerprint: string): Promise<void> {
    await this.#db.insertInto("idempotent_creations").values({ key, session, fingerprint }).execute();
  }

  /** Seq of the message that a key posted to a session. */
  async posted(session: string, key: string): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom("idempotent_messages")
      .select("seq")
      .where("session", "=", session)
      .where("key", "=", key)
      .executeTakeFirst();
    return row?.seq;
  }

  async rememberPosted(session: string, key: string, seq: number): Promise<void> {
    await this.#db.insertInto("idempotent_messages").values({ session, key, seq }).execute();
  }
}
