import { type Kysely, sql } from "kysely";
import type { StoredEvent } from "../log/event.js";
import type { Engine } from "./schema/engine.js";
import type { Status } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

/** An event to store, without its seq. */
export interface NewEvent extends Omit<StoredEvent, "seq" | "json"> {
  /** Its JSON before its seq, and its JSON after it. */
  json: readonly [before: string, after: string];
  /** The JSON of its whole body if that is stored separately. */
  content: string | null;
}

/** An append to a session's log. */
export interface Appending {
  session: string;
  /** At least one. */
  events: readonly NewEvent[];
  /**
   * Whether the events are messages for the session's agent: the session's status then becomes `queued`, unless it is
   * running.
   */
  input: boolean;
  /** Whether the agent must be woken for the events. */
  wakes: boolean;
  /** The idempotency key of each event, for messages. */
  keys?: readonly (string | null)[];
}

/** The seqs of the appended events, and the session's state after the append. */
export interface Reserved {
  /** The session's creation number. */
  n: number;
  /** The first of the seqs. */
  first: number;
  status: Status;
  hasDestinations: boolean;
}

/** Statuses that a new message does not change. */
const KEPT_STATUSES = sql`('running', 'archived')`;

/** The rows that one statement inserts, because engines limit the number of values of a statement. */
const ROWS_PER_INSERT = 100;

/**
 * Appends with one statement, for a database in another process. With several statements the session would stay locked
 * for a round trip each. Outside a transaction the statement also commits.
 *
 * @param isPlainOnly whether to append nothing to a session that has destinations or is archived, because such an
 *   append needs further statements
 */
export async function appendAtOnce(
  db: Kysely<Schema>,
  engine: Engine,
  { session, events, input, wakes, keys = [] }: Appending,
  isPlainOnly: boolean,
): Promise<Reserved | undefined> {
  const of = <T>(value: (event: (typeof events)[number]) => T) => events.map(value);
  const hasContents = events.some(({ content }) => content !== null);
  const hasKeys = keys.some((key) => key !== null);
  const { rows } = await sql<{ n: number; head: number; status: Status; has_destinations: number }>`
    with reserved as (
      update sessions set head = head + ${events.length}, active_at = ${engine.now()}
        ${wakes ? sql`, woken_at = coalesce(woken_at, ${engine.now()})` : sql``}
        ${input ? sql`, status = case when status in ${KEPT_STATUSES} then status else 'queued' end` : sql``}
      where id = ${session} ${isPlainOnly ? sql`and has_destinations = 0 and status <> 'archived'` : sql``}
      returning n, head, status, has_destinations
    ), appended as (
      select * from unnest(
        ${of(({ id }) => id)}::text[], ${of(({ rank }) => rank)}::bigint[], ${of(({ type }) => type)}::text[],
        ${of(({ turn }) => turn)}::text[], ${of(({ json }) => json[0])}::text[], ${of(({ json }) => json[1])}::text[]
      ) with ordinality as appended (id, rank, type, turn, before, after, place)
    ), placed as (
      select n, head - ${events.length} + place as seq, appended.* from reserved, appended
    ), inserted_events as (
      insert into events (session, seq, id, rank, type, turn, input, json)
      select n, seq, id, rank, type, turn, ${input ? 1 : 0}, before || seq || after from placed
    ) ${
      hasContents
        ? sql`, inserted_contents as (
      insert into contents (event, content)
      select id, content from reserved, unnest(
        ${of(({ id }) => id)}::text[], ${of(({ content }) => content)}::text[]
      ) as bodies (id, content) where content is not null
    )`
        : sql``
    } ${
      hasKeys
        ? sql`, inserted_keys as (
      insert into idempotent_messages (session, key, seq)
      select ${session}, key, head - ${events.length} + place
      from reserved, unnest(${[...keys]}::text[]) with ordinality as keys (key, place) where key is not null
    )`
        : sql``
    }
    select n, head, status, has_destinations from reserved`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { n, head, status, has_destinations } = row;
  return { n, first: head - events.length + 1, status, hasDestinations: has_destinations === 1 };
}

/** Appends with one statement for each table, for a database in this process, which has no round trips. */
export async function appendByTable(
  db: Kysely<Schema>,
  engine: Engine,
  { session, events, input, wakes }: Appending,
): Promise<Reserved | undefined> {
  const row = await db
    .updateTable("sessions")
    .set((is) => ({
      head: is("head", "+", events.length),
      active_at: engine.now(),
      ...(wakes && { woken_at: is.fn.coalesce("woken_at", engine.now()) }),
      ...(input && {
        status: sql<Status>`case when status in ${KEPT_STATUSES} then status else 'queued' end`,
      }),
    }))
    .where("id", "=", session)
    .returning(["n", "head", "status", "has_destinations"])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { n, head, status, has_destinations } = row;
  const first = head - events.length + 1;
  const rows = events.map(({ id, rank, type, turn, json }, index) => {
    const seq = first + index;
    return { session: n, seq, id, rank, type, turn, json: json.join(String(seq)), input: input ? 1 : 0 };
  });
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await db
      .insertInto("events")
      .values(rows.slice(at, at + ROWS_PER_INSERT))
      .execute();
  }
  for (const { id, content } of events) {
    if (content !== null) await db.insertInto("contents").values({ event: id, content }).execute();
  }
  return { n, first, status, hasDestinations: has_destinations === 1 };
}
