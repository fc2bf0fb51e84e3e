import { type Expression, type Kysely, sql } from "kysely";
import type { EventFilter, SentEvent, StoredEvent } from "../log/event.js";
import { appendAtOnce, appendByTable, type Appending, type Reserved } from "./append.js";
import { PostedBefore } from "./errors.js";
import type { Engine } from "./schema/engine.js";
import type { Schema } from "./schema/tables.js";

const COLUMNS = ["seq", "id", "rank", "type", "turn", "json"] as const;

/** The events that one statement appends to a database in another process. */
const EVENTS_PER_STATEMENT = 100;

/** The tables of events, and of the bodies that are stored separately because they are too long. */
export class EventStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /**
   * Appends events to a session's log, within a transaction; until it ends, no other process appends to this log.
   *
   * @returns undefined if the session does not exist
   * @throws PostedBefore if one of the keys has been used
   */
  async append(appending: Appending): Promise<Reserved | undefined> {
    if (this.#engine.isShared) return this.#appendByParts(appending);
    const reserved = await appendByTable(this.#db, this.#engine, appending);
    for (const [index, key] of (appending.keys ?? []).entries()) {
      if (reserved === undefined || key === null) continue;
      await this.#remember(appending.session, key, reserved.first + index);
    }
    return reserved;
  }

  /**
   * Like {@link append}, but outside a transaction: the events are committed when the promise resolves.
   *
   * @returns undefined, without a change, if the engine does not support this, or if the session does not exist, is
   *   archived, or has destinations
   */
  async appendAlone(appending: Appending): Promise<Reserved | undefined> {
    if (!this.#engine.isShared) return undefined;
    return appendAtOnce(this.#db, this.#engine, appending, true);
  }

  /** The seq of the message that was posted to a session with this key. */
  async posted(session: string, key: string): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom("idempotent_messages")
      .select("seq")
      .where("session", "=", session)
      .where("key", "=", key)
      .executeTakeFirst();
    return row?.seq;
  }

  /** The events after a seq that match a filter, oldest first, at most `limit`. */
  read(session: string, after: number, filter: EventFilter, limit: number): Promise<SentEvent[]> {
    let query = this.#of(session)
      .select(["seq", "json"])
      .where("seq", ">", after)
      .where("rank", "<=", filter.rank);
    if (filter.type?.endsWith(".*")) query = query.where(startsWith("type", filter.type.slice(0, -1)));
    else if (filter.type !== null) query = query.where("type", "=", filter.type);
    if (filter.turn !== null) query = query.where("turn", "=", filter.turn);
    return query.orderBy("seq").limit(limit).execute();
  }

  /** All events after a seq, oldest first, at most `limit`. */
  after(session: string, seq: number, limit: number): Promise<StoredEvent[]> {
    return this.#of(session).select(COLUMNS).where("seq", ">", seq).orderBy("seq").limit(limit).execute();
  }

  /** The messages of level `user` after a seq, oldest first, at most `limit`. */
  readMessages(session: string, after: number, limit: number): Promise<SentEvent[]> {
    return this.#of(session)
      .select(["seq", "json"])
      .where("seq", ">", after)
      .where("rank", "=", 0)
      .where("type", "like", "%.message")
      .orderBy("seq")
      .limit(limit)
      .execute();
  }

  /** The messages of the user and the agent before a seq, oldest first. */
  conversation(session: string, before: number): Promise<StoredEvent[]> {
    return this.#of(session)
      .select(COLUMNS)
      .where("seq", "<", before)
      .where("rank", "=", 0)
      .where("type", "in", ["user.message", "http.request", "agent.message"])
      .orderBy("seq")
      .execute();
  }

  /** One event of a session by its id. */
  find(session: string, id: string): Promise<StoredEvent | undefined> {
    return this.#of(session).select(COLUMNS).where("id", "=", id).executeTakeFirst();
  }

  /** One event of a session by its seq. */
  at(session: string, seq: number): Promise<StoredEvent | undefined> {
    return this.#of(session).select(COLUMNS).where("seq", "=", seq).executeTakeFirst();
  }

  /** The messages after a seq that no turn has consumed, oldest first. */
  inputs(session: string, after: number): Promise<StoredEvent[]> {
    return this.#of(session)
      .select(COLUMNS)
      .where("seq", ">", after)
      .where("input", "=", 1)
      .orderBy("seq")
      .execute();
  }

  /** The JSON of an event's whole body, even if it is stored separately. */
  async content(event: StoredEvent): Promise<string> {
    const row = await this.#db
      .selectFrom("contents")
      .select("content")
      .where("event", "=", event.id)
      .executeTakeFirst();
    return row?.content ?? JSON.stringify((JSON.parse(event.json) as { body: unknown }).body);
  }

  /**
   * Appends with one statement for every {@link EVENTS_PER_STATEMENT} events, because a statement needs as much memory
   * as its events.
   */
  async #appendByParts({ events, keys, ...others }: Appending): Promise<Reserved | undefined> {
    let first: number | undefined;
    for (let at = 0; ; at += EVENTS_PER_STATEMENT) {
      const part = {
        ...others,
        events: events.slice(at, at + EVENTS_PER_STATEMENT),
        ...(keys && { keys: keys.slice(at, at + EVENTS_PER_STATEMENT) }),
      };
      const reserved = await appendAtOnce(this.#db, this.#engine, part, false);
      if (reserved === undefined) return undefined;
      first ??= reserved.first;
      if (at + EVENTS_PER_STATEMENT >= events.length) return { ...reserved, first };
    }
  }

  async #remember(session: string, key: string, seq: number): Promise<void> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto("idempotent_messages")
      .values({ session, key, seq })
      .onConflict((found) => found.columns(["session", "key"]).doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== 1n) throw new PostedBefore();
  }

  #of(session: string) {
    return this.#db
      .selectFrom("events")
      .where("session", "=", (of) => of.selectFrom("sessions").select("n").where("id", "=", session));
  }
}

function startsWith(column: "type", prefix: string): Expression<boolean> {
  return sql<boolean>`substr(${sql.ref(column)}, 1, ${prefix.length}) = ${prefix}`;
}
