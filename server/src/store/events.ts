import { type Expression, type Kysely, sql } from "kysely";
import type { EventFilter, SentEvent, StoredEvent } from "../log/event.js";
import type { Engine } from "./schema/engine.js";
import type { Status } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

/** An event to be stored; `content` is the JSON of its whole body when that is stored apart. */
export interface NewEvent extends StoredEvent {
  content: string | null;
}

/** Seqs that were taken, and what the session is by then. */
export interface Reserved {
  /** The session's. */
  n: number;
  /** The first of the seqs. */
  first: number;
  status: Status;
  hasDestinations: boolean;
}

/** What a new message does not change the status from. */
const KEPT_STATUSES = sql`('running', 'archived')`;

const COLUMNS = ["seq", "id", "rank", "type", "turn", "json"] as const;

/** Rows to a statement: engines bound the number of a statement's values. */
const ROWS_PER_INSERT = 100;

/** The tables of events and of what is too long to travel in them. */
export class EventStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /**
   * Takes the next `count` seqs of a session; until the transaction ends, nobody else gets any.
   *
   * @param input whether the events are messages for the session's agent: it is `queued` then, unless it runs
   * @param wakes whether the agent is to be woken for them
   * @returns undefined when there is no such session
   */
  async reserve(
    session: string,
    count: number,
    { input, wakes }: { input: boolean; wakes: boolean },
  ): Promise<Reserved | undefined> {
    const row = await this.#db
      .updateTable("sessions")
      .set((is) => ({
        head: is("head", "+", count),
        active_at: this.#engine.now(),
        ...(wakes && { woken_at: is.fn.coalesce("woken_at", this.#engine.now()) }),
        ...(input && {
          status: sql<Status>`case when status in ${KEPT_STATUSES} then status else 'queued' end`,
        }),
      }))
      .where("id", "=", session)
      .returning(["n", "head", "status", "has_destinations"])
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { n, head, status, has_destinations } = row;
    return { n, first: head - count + 1, status, hasDestinations: has_destinations === 1 };
  }

  /**
   * @param n the session's, as {@link reserve} gave it
   * @param input true when the events are messages that the session's agent is to take up
   */
  async insert(n: number, events: readonly NewEvent[], input: boolean): Promise<void> {
    const rows = events.map(({ seq, id, rank, type, turn, json }) => {
      return { session: n, seq, id, rank, type, turn, json, input: input ? 1 : 0 };
    });
    for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
      await this.#db
        .insertInto("events")
        .values(rows.slice(at, at + ROWS_PER_INSERT))
        .execute();
    }
    for (const { id, content } of events) {
      if (content === null) continue;
      await this.#db.insertInto("contents").values({ event: id, content }).execute();
    }
  }

  /** The events after a seq that pass a filter, oldest first, `limit` at most. */
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

  /** All events after a seq, oldest first, `limit` at most. */
  after(session: string, seq: number, limit: number): Promise<StoredEvent[]> {
    return this.#of(session).select(COLUMNS).where("seq", ">", seq).orderBy("seq").limit(limit).execute();
  }

  /** The messages that an end user may see after a seq, oldest first, `limit` at most. */
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

  /** What the user and the agent said to each other before a seq, oldest first. */
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

  /** The messages after a seq that the agent has not taken up, oldest first. */
  inputs(session: string, after: number): Promise<StoredEvent[]> {
    return this.#of(session)
      .select(COLUMNS)
      .where("seq", ">", after)
      .where("input", "=", 1)
      .orderBy("seq")
      .execute();
  }

  /** The JSON of an event's whole body, also when it is stored apart. */
  async content(event: StoredEvent): Promise<string> {
    const row = await this.#db
      .selectFrom("contents")
      .select("content")
      .where("event", "=", event.id)
      .executeTakeFirst();
    return row?.content ?? JSON.stringify((JSON.parse(event.json) as { body: unknown }).body);
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
