import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { isDead } from "../../store/processes.js";
import type { Engine } from "../../store/schema/engine.js";
import type { Schema } from "../../store/schema/tables.js";
import type { Posted } from "../sessions/change.js";
import type { Held, Session, SessionStatus, Turn } from "../sessions/session.js";

/** The number of events in a page. */
const PAGE_EVENTS = 500;

/** A page ends with the event that exceeds this length, because one event can have a megabyte. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** The rows that one statement inserts, because engines limit the number of values of a statement. */
const ROWS_PER_INSERT = 1000;

/** Turns that are not settled. */
const OPEN = ["queued", "running"] as const;

/** The states of a session whose turn runs. */
const AT_WORK = ["running", "stopping"] as const;

/** The tables whose rows are deleted with their session. */
const TABLES_OF_A_SESSION = [
  ...(["serverless_events", "serverless_turns", "serverless_held", "serverless_keys", "documents"] as const),
] as const;

/** A session, and the process that owns it. */
export interface OwnedSession {
  session: Session;
  owner: string | null;
}

/** A value as JSON, with the columns that queries need. */
interface JsonRow {
  json: string;
}

/** The filters of lists; null means any. */
export interface SessionQuery {
  agent: string | null;
  deploymentId: string | null;
  environment: string | null;
  status: SessionStatus | null;
  externalReference: string | null;
  createdAfter: string | null;
  createdBefore: string | null;
  updatedAfter: string | null;
  /** Only sessions after this one, in the order of lists: newest first, and ids ascending within one time. */
  after: { createdAt: string; id: string } | null;
  limit: number;
}

/** The tables of the serverless API. */
export class ServerlessTables {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /** Inserts the row of a session; {@link update} stores its content. */
  async insert(session: Session, key: string | null): Promise<void> {
    await this.#db
      .insertInto("serverless_sessions")
      .values({
        id: session.id,
        agent: session.agentId,
        deployment: session.deploymentId,
        json: "",
        environment: session.environment,
        status: session.status,
        creation_key: key,
        external_reference: session.externalReference,
        created_at: session.createdAt,
        updated_at: session.updatedAt,
      })
      .execute();
  }

  async update({ session, owner }: OwnedSession): Promise<void> {
    await this.#db
      .updateTable("serverless_sessions")
      .set({ status: session.status, updated_at: session.updatedAt, json: JSON.stringify(session), owner })
      .where("id", "=", session.id)
      .execute();
  }

  /** A session; null if it does not exist. */
  async session(id: string): Promise<Session | null> {
    return one(await this.#sessions().where("id", "=", id).executeTakeFirst());
  }

  /** A session, locked until the transaction ends; null if it does not exist. */
  async lock(id: string): Promise<OwnedSession | null> {
    const row = this.#sessions().select("owner").where("id", "=", id);
    const found = await (this.#engine.isShared ? row.forUpdate() : row).executeTakeFirst();
    return found === undefined ? null : owned(found);
  }

  /** A session and its owner; null if it does not exist. */
  async owned(id: string): Promise<OwnedSession | null> {
    const found = await this.#sessions().select("owner").where("id", "=", id).executeTakeFirst();
    return found === undefined ? null : owned(found);
  }

  /** The sessions that a process owns. */
  async ownedBy(owner: string): Promise<Session[]> {
    return parse(await this.#sessions().where("owner", "=", owner).where("status", "in", AT_WORK).execute());
  }

  /** Ids of sessions without a running turn that were changed more than `ageMs` ago, oldest first. */
  async inactive(ageMs: number, limit: number): Promise<string[]> {
    const rows = await this.#inactive(ageMs).orderBy("updated_at").limit(limit).execute();
    return rows.map(({ id }) => id);
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
    if ((await this.lock(id)) === null) return false;
    for (const table of TABLES_OF_A_SESSION) {
      await this.#db.deleteFrom(table).where("session", "=", id).execute();
    }
    await this.#db.deleteFrom("serverless_sessions").where("id", "=", id).execute();
    return true;
  }

  /** Makes a process the owner of sessions at work whose owner is dead; resolves with at most `limit` of them. */
  async takeOver(owner: string, limit: number): Promise<Session[]> {
    const rows = this.#db
      .updateTable("serverless_sessions")
      .set({ owner })
      .where("id", "in", (of) => {
        const orphans = of
          .selectFrom("serverless_sessions")
          .select("serverless_sessions.id")
          .where("serverless_sessions.status", "in", AT_WORK)
          .where((is) => isDead(is, is.ref("serverless_sessions.owner"), this.#engine))
          .limit(limit);
        return this.#engine.isShared ? orphans.forUpdate().skipLocked() : orphans;
      });
    return parse(await rows.returning("json").execute());
  }

  /** The session that a key has created; null for none. */
  async createdBy(key: string): Promise<Session | null> {
    return one(await this.#sessions().where("creation_key", "=", key).executeTakeFirst());
  }

  /** Sessions by their time of creation, newest first. */
  async list(query: SessionQuery): Promise<Session[]> {
    let rows = this.#sessions();
    if (query.agent !== null) rows = rows.where("agent", "=", query.agent);
    if (query.deploymentId !== null) rows = rows.where("deployment", "=", query.deploymentId);
    if (query.environment !== null) rows = rows.where("environment", "=", query.environment);
    if (query.status !== null) rows = rows.where("status", "=", query.status);
    if (query.externalReference !== null) {
      rows = rows.where("external_reference", "=", query.externalReference);
    }
    if (query.createdAfter !== null) rows = rows.where("created_at", ">", query.createdAfter);
    if (query.createdBefore !== null) rows = rows.where("created_at", "<", query.createdBefore);
    if (query.updatedAfter !== null) rows = rows.where("updated_at", ">", query.updatedAfter);
    const { after } = query;
    if (after !== null) {
      rows = rows.where(({ and, or, eb }) =>
        or([
          eb("created_at", "<", after.createdAt),
          and([eb("created_at", "=", after.createdAt), eb("id", ">", after.id)]),
        ]),
      );
    }
    return parse(await rows.orderBy("created_at", "desc").orderBy("id").limit(query.limit).execute());
  }

  /** All turns of a session, oldest first. */
  async turns(session: string): Promise<Turn[]> {
    return parse(await this.#turns().where("session", "=", session).orderBy("n").execute());
  }

  /** The turns of a session that are not settled, oldest first. */
  async openTurns(session: string): Promise<Turn[]> {
    const rows = this.#turns().where("session", "=", session).where("status", "in", OPEN);
    return parse(await rows.orderBy("n").execute());
  }

  /** The running turn of a session, and those that were steered into it, oldest first. */
  async runningTurns(session: string): Promise<Turn[]> {
    const rows = this.#turns().where("session", "=", session).where("status", "=", "running");
    return parse(await rows.orderBy("n").execute());
  }

  async saveTurn(session: string, turn: Turn): Promise<void> {
    const { id, status } = turn;
    await this.#db
      .insertInto("serverless_turns")
      .values({ id, session, status, json: JSON.stringify(turn) })
      .onConflict((found) => found.column("id").doUpdateSet({ status, json: JSON.stringify(turn) }))
      .execute();
  }

  /** The held messages of a session, oldest first. */
  async waiting(session: string): Promise<Held[]> {
    const rows = this.#held().where("session", "=", session).where("state", "=", "waiting");
    return parse(await rows.orderBy("n").execute());
  }

  async saveHeld(session: string, held: Held): Promise<void> {
    const { id, state } = held;
    await this.#db
      .insertInto("serverless_held")
      .values({ id, session, state, json: JSON.stringify(held) })
      .onConflict((found) => found.column("id").doUpdateSet({ state, json: JSON.stringify(held) }))
      .execute();
  }

  /** The turn or the held message that a key has posted to a session; null if the key is new. */
  async posted(session: string, key: string): Promise<Posted | null> {
    const row = await this.#db
      .selectFrom("serverless_keys")
      .select(["fingerprint", "turn", "held"])
      .where("session", "=", session)
      .where("key", "=", key)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { fingerprint, turn, held } = row;
    return {
      fingerprint,
      turn: turn === null ? null : one(await this.#turns().where("id", "=", turn).executeTakeFirst()),
      held: held === null ? null : one(await this.#held().where("id", "=", held).executeTakeFirst()),
    };
  }

  async remember(row: Schema["serverless_keys"]): Promise<void> {
    await this.#db.insertInto("serverless_keys").values(row).execute();
  }

  async append(rows: Schema["serverless_events"][]): Promise<void> {
    for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
      const part = rows.slice(at, at + ROWS_PER_INSERT);
      await this.#db.insertInto("serverless_events").values(part).execute();
    }
  }

  /** The JSON of the events after a seq, oldest first, at most a page. */
  async events(session: string, after: number): Promise<string[]> {
    const page = this.#events(session)
      .select("seq")
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(PAGE_EVENTS);
    const { rows } = await sql<JsonRow>`
      select json from (
        select seq, json, sum(length(json)) over (order by seq) - length(json) as earlier from ${page} as page
      ) as measured where earlier < ${PAGE_CHARACTERS} order by seq`.execute(this.#db);
    return rows.map(({ json }) => json);
  }

  /** The conversation of a session, oldest first: the events of inputs and of whole replies. */
  async conversation(
    session: string,
  ): Promise<{ type: string; turnId: string; data: Record<string, unknown> }[]> {
    const types = ["message.received", "message.completed"];
    return parse(await this.#events(session).where("type", "in", types).orderBy("seq").execute());
  }

  #inactive(ageMs: number) {
    return this.#db
      .selectFrom("serverless_sessions")
      .select("id")
      .where("updated_at", "<", new Date(Date.now() - ageMs).toISOString())
      .where("status", "not in", AT_WORK);
  }

  #sessions() {
    return this.#db.selectFrom("serverless_sessions").select("json");
  }

  #turns() {
    return this.#db.selectFrom("serverless_turns").select("json");
  }

  #held() {
    return this.#db.selectFrom("serverless_held").select("json");
  }

  #events(session: string): SelectQueryBuilder<Schema, "serverless_events", JsonRow> {
    return this.#db.selectFrom("serverless_events").select("json").where("session", "=", session);
  }
}

function owned({ json, owner }: JsonRow & { owner: string | null }): OwnedSession {
  return { session: JSON.parse(json) as Session, owner };
}

function one<T>(row: JsonRow | undefined): T | null {
  return row === undefined ? null : (JSON.parse(row.json) as T);
}

function parse<T>(rows: readonly JsonRow[]): T[] {
  return rows.map(({ json }) => JSON.parse(json) as T);
}
