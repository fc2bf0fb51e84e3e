import { type Kysely, sql } from "kysely";
import type { StoredEvent } from "../log/event.js";
import type { Engine } from "./schema/engine.js";
import type { Status } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

/** An event to be stored, before it has a seq. */
export interface NewEvent extends Omit<StoredEvent, "seq" | "json"> {
  /** Its JSON up to its seq, and from there. */
  json: readonly [before: string, after: string];
  /** The JSON of its whole body when that is stored apart. */
  content: string | null;
}

/** What is to be appended to the log of a session. */
export interface Appending {
  session: string;
  /** At least one. */
  events: readonly NewEvent[];
  /** Whether they are messages for the session's agent: it is `queued` then, unless it runs. */
  input: boolean;
  /** Whether the agent is to be woken for them. */
  wakes: boolean;
  /** The idempotency key of each, where they are messages that may have one. */
  keys?: readonly (string | null)[];
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

/** Rows to a statement: engines bound the number of a statement's values. */
const ROWS_PER_INSERT = 100;

/**
 * Does what an append does in one statement, where the database is a process of its own: each question more would be a
 * way there and back while the session is locked, and without a transaction around it the statement commits too.
 *
 * @param isPlain whether to do nothing where more than this statement has to be done: for a session that has
 *   destinations, or is archived
 */
export async function appendAtOnce(
  db: Kysely<Schema>,
  engine: Engine,
  { session, events, input, wakes, keys = [] }: Appending,
  isPlain: boolean,
): Promise<Reserved | undefined> {
  const of = <T>(value: (event: (typeof events)[number]) => T) => events.map(value);
  const hasContents = events.some(({ content }) => content !== null);
  const hasKeys = keys.some((key) => key !== null);
  const { rows } = await sql<{ n: number; head: number; status: Status; has_destinations: number }>`
    with reserved as (
      update sessions set head = head + ${events.length}, active_at = ${engine.now()}
        ${wakes ? sql`, woken_at = coalesce(woken_at, ${engine.now()})` : sql``}
        ${input ? sql`, status = case when status in ${KEPT_STATUSES} then status else 'queued' end` : sql``}
      where id = ${session} ${isPlain ? sql`and has_destinations = 0 and status <> 'archived'` : sql``}
      returning n, head, status, has_destinations
    ), given as (
      select * from unnest(
        ${of(({ id }) => id)}::text[], ${of(({ rank }) => rank)}::bigint[], ${of(({ type }) => type)}::text[],
        ${of(({ turn }) => turn)}::text[], ${of(({ json }) => json[0])}::text[], ${of(({ json }) => json[1])}::text[]
      ) with ordinality as given (id, rank, type, turn, before, after, place)
    ), placed as (
      select n, head - ${events.length} + place as seq, given.* from reserved, given
    ), kept as (
      insert into events (session, seq, id, rank, type, turn, input, json)
      select n, seq, id, rank, type, turn, ${input ? 1 : 0}, before || seq || after from placed
    ) ${
      hasContents
        ? sql`, apart as (
      insert into contents (event, content)
      select id, content from reserved, unnest(
        ${of(({ id }) => id)}::text[], ${of(({ content }) => content)}::text[]
      ) as bodies (id, content) where content is not null
    )`
        : sql``
    } ${
      hasKeys
        ? sql`, keyed as (
      insert into idempotent_messages (session, key, seq)
      select ${session}, key, head - ${events.length} + at
      from reserved, unnest(${[...keys]}::text[]) with ordinality as keys (key, at) where key is not null
    )`
        : sql``
    }
    select n, head, status, has_destinations from reserved`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { n, head, status, has_destinations } = row;
  return { n, first: head - events.length + 1, status, hasDestinations: has_destinations === 1 };
}

/** The same, one table after the other, where the database is in this process. */
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
