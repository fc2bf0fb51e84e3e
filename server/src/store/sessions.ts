import { type Kysely, sql } from "kysely";
import type { Engine } from "./schema/engine.js";
import type { SessionRow, Status } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

/** The limits of a session; each is optional. */
export interface Limits {
  /** Model tokens, input and output, over the whole session. */
  tokens?: number | undefined;
  /** Seconds that one turn may take. */
  turn_seconds?: number | undefined;
  /** Turns of the session. */
  turns?: number | undefined;
}

/** The agent when the session began. */
export interface AgentSnapshot {
  name: string;
  prompt: string;
  prompt_hash: string;
  /** `provider/model`. */
  model: string;
  runtime: string;
  revision: number;
}

/** The filters of `GET /sessions`; null means any. */
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

/** The columns of a {@link SessionRow}. */
export const SESSION_COLUMNS = [
  ...["n", "id", "agent", "status", "head", "input_cursor", "snapshot", "credential", "limits", "key"],
  ...["fingerprint", "metadata", "tokens_used", "created_at", "has_destinations"],
] as (keyof SessionRow)[];

/** The tables whose rows are deleted with their session. */
const TABLES_OF_A_SESSION = [
  ...(["client_tokens", "deliveries", "destinations", "documents"] as const),
  ...(["idempotent_creations", "idempotent_messages", "turns"] as const),
] as const;

/** The table of sessions. */
export class SessionStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  async insert(
    row: Omit<SessionRow, "n" | "head" | "input_cursor" | "tokens_used" | "status" | "has_destinations">,
  ): Promise<void> {
    const fresh = { status: "queued", head: 0, input_cursor: 0, tokens_used: 0 } as const;
    await this.#db
      .insertInto("sessions")
      .values({ ...row, ...fresh })
      .execute();
  }

  get(id: string): Promise<SessionRow | undefined> {
    return this.#db.selectFrom("sessions").select(SESSION_COLUMNS).where("id", "=", id).executeTakeFirst();
  }

  /** A session, locked until the transaction ends; undefined if it does not exist. */
  lock(id: string): Promise<SessionRow | undefined> {
    const row = this.#db.selectFrom("sessions").select(SESSION_COLUMNS).where("id", "=", id);
    return (this.#engine.isShared ? row.forUpdate() : row).executeTakeFirst();
  }

  withKey(key: string): Promise<SessionRow | undefined> {
    return this.#db.selectFrom("sessions").select(SESSION_COLUMNS).where("key", "=", key).executeTakeFirst();
  }

  /** Newest first. */
  list(query: SessionQuery): Promise<SessionRow[]> {
    const { agent, status, key, after, before, cursor, limit } = query;
    let rows = this.#db.selectFrom("sessions").select(SESSION_COLUMNS);
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

  /** Records that the agent need not be woken: a turn has consumed the waiting messages, or no runtime runs it. */
  async settleWake(id: string): Promise<void> {
    await this.#db.updateTable("sessions").set({ woken_at: null }).where("id", "=", id).execute();
  }

  /**
   * Ids of all sessions whose agent has waited for at least `graceMs` to be woken, oldest first: the process that
   * accepted the message may be dead.
   */
  async unwoken(graceMs: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom("sessions")
      .select("id")
      .where("woken_at", "is not", null)
      // A time in the future is from before the clock was set back.
      .where(
        sql<boolean>`woken_at not between ${this.#engine.now()} - ${sql.lit(graceMs - 1)} and ${this.#engine.now()}`,
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom("turns")
              .select("turns.n")
              .whereRef("turns.session", "=", "sessions.id")
              .where("turns.state", "=", "running"),
          ),
        ),
      )
      .orderBy("woken_at")
      .execute();
    return rows.map((row) => row.id);
  }

  /** Ids of sessions without a running turn whose last event is older than `ageMs`, oldest first. */
  async inactive(ageMs: number, limit: number): Promise<string[]> {
    const rows = await this.#inactive(ageMs).orderBy("active_at").limit(limit).execute();
    return rows.map((row) => row.id);
  }

  /**
   * Like {@link delete}, unless something has happened in the session since {@link inactive} found it. Within a
   * transaction.
   */
  async deleteInactive(id: string, ageMs: number): Promise<boolean> {
    await this.lock(id);
    const found = await this.#inactive(ageMs).where("id", "=", id).executeTakeFirst();
    return found !== undefined && this.delete(id);
  }

  /** Deletes a session and all its data; resolves with false if it does not exist. Within a transaction. */
  async delete(id: string): Promise<boolean> {
    const session = await this.lock(id);
    if (session === undefined) return false;
    const db = this.#db;
    // Destinations are locked before their deliveries, as in the dispatcher; another order could deadlock.
    const destinations = db.selectFrom("destinations").select("id").where("session", "=", id).orderBy("id");
    if (this.#engine.isShared) await destinations.forUpdate().execute();
    await db
      .deleteFrom("contents")
      .where("event", "in", (of) => of.selectFrom("events").select("id").where("session", "=", session.n))
      .execute();
    await db.deleteFrom("events").where("session", "=", session.n).execute();
    for (const table of TABLES_OF_A_SESSION) await db.deleteFrom(table).where("session", "=", id).execute();
    await db.deleteFrom("sessions").where("id", "=", id).execute();
    return true;
  }

  /** Seqs of the last events of some sessions; deleted sessions are omitted. */
  heads(ids: readonly string[]): Promise<{ id: string; head: number }[]> {
    return this.#db.selectFrom("sessions").select(["id", "head"]).where("id", "in", ids).execute();
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

  #inactive(ageMs: number) {
    return this.#db
      .selectFrom("sessions")
      .select("id")
      .where("active_at", "<", sql<number>`${this.#engine.now()} - ${sql.lit(ageMs)}`)
      .where("status", "<>", "running");
  }
}
