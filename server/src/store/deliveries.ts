import type { Database } from "./database.js";
import { newId } from "./ids.js";

/** Where a delivery stands; `failed` ones are tried again, `dead_letter` ones only when asked. */
export const DELIVERY_STATUSES = ["pending", "delivering", "delivered", "failed", "dead_letter"] as const;

/** One of {@link DELIVERY_STATUSES}. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The sending of one event to one destination, as stored. */
export interface DeliveryRow {
  n: number;
  id: string;
  session: string;
  destination: string;
  /** Id of the event. */
  event: string;
  event_seq: number;
  status: DeliveryStatus;
  /** Attempts made so far, over all redeliveries. */
  attempts: number;
  /** Attempts left before it is given up. */
  tries_left: number;
  /** Milliseconds since 1970 when it is to be tried; {@link HELD} while its destination is paused. */
  due_at: number;
  last_attempt_at: string | null;
  response_code: number | null;
  error: string | null;
  created_at: string;
  updated_at: string;
}

/** How an attempt went. */
export interface Attempt {
  status: "delivered" | "failed" | "dead_letter";
  response_code: number | null;
  error: string | null;
  /** When to try again, for `failed`. */
  due_at: number;
}

/** A due time that never comes. */
export const HELD = Number.MAX_SAFE_INTEGER;

const COLUMNS =
  "n, id, session, destination, event, event_seq, status, attempts, tries_left, due_at, last_attempt_at, response_code, error, created_at, updated_at";

/** The table of deliveries, which is also the queue that they are sent from. */
export class DeliveryStore {
  readonly #db: Database;
  /** Attempts before a delivery is given up. */
  readonly tries: number;

  constructor(db: Database, tries: number) {
    this.#db = db;
    this.tries = tries;
  }

  insert(session: string, destination: string, event: { id: string; seq: number }, held: boolean): void {
    const now = new Date();
    this.#db.run(
      `INSERT INTO deliveries (id, session, destination, event, event_seq, status, attempts, tries_left,
       due_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, ?, ?, ?)`,
      ...[newId("dlv"), session, destination, event.id, event.seq, this.tries, held ? HELD : now.getTime()],
      ...[now.toISOString(), now.toISOString()],
    );
  }

  get(session: string, id: string): DeliveryRow | undefined {
    return this.#db.get<DeliveryRow>(
      `SELECT ${COLUMNS} FROM deliveries WHERE session = ? AND id = ?`,
      session,
      id,
    );
  }

  /** Oldest first, after the creation number `cursor`. */
  list(
    session: string,
    query: { destination: string | null; status: DeliveryStatus | null; cursor: number; limit: number },
  ): DeliveryRow[] {
    const { destination, status, cursor, limit } = query;
    return this.#db.all<DeliveryRow>(
      `SELECT ${COLUMNS} FROM deliveries WHERE session = ? AND n > ?
       AND (? IS NULL OR destination = ?) AND (? IS NULL OR status = ?) ORDER BY n LIMIT ?`,
      ...[session, cursor, destination, destination, status, status, limit],
    );
  }

  /** The delivery that is due first, of those to no destination in `busy`; marks it as `delivering`. */
  take(busy: readonly string[]): DeliveryRow | undefined {
    return this.#db.get<DeliveryRow>(
      `UPDATE deliveries SET status = 'delivering', updated_at = ? WHERE n = (
         SELECT n FROM deliveries WHERE status IN ('pending', 'failed') AND due_at <= ?
         AND destination NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at, n LIMIT 1
       ) RETURNING ${COLUMNS}`,
      ...[new Date().toISOString(), Date.now(), JSON.stringify(busy)],
    );
  }

  /** When the next delivery is due, of those to no destination in `busy`; undefined when none waits. */
  nextDue(busy: readonly string[]): number | undefined {
    const row = this.#db.get<{ due: number | null }>(
      `SELECT min(due_at) AS due FROM deliveries WHERE status IN ('pending', 'failed') AND due_at < ?
       AND destination NOT IN (SELECT value FROM json_each(?))`,
      ...[HELD, JSON.stringify(busy)],
    );
    return row?.due ?? undefined;
  }

  /** Notes how an attempt went. A destination paused meanwhile stays paused. */
  record(row: DeliveryRow, attempt: Attempt): void {
    const now = new Date().toISOString();
    this.#db.run(
      `UPDATE deliveries SET status = ?, response_code = ?, error = ?, attempts = attempts + 1,
       due_at = CASE due_at WHEN ? THEN due_at ELSE ? END,
       tries_left = tries_left - 1, last_attempt_at = ?, updated_at = ? WHERE id = ? AND status = 'delivering'`,
      ...[attempt.status, attempt.response_code, attempt.error, HELD, attempt.due_at, now, now, row.id],
    );
  }

  /** Sends a delivery again, whatever became of it. */
  redeliver(id: string): void {
    this.#db.run(
      "UPDATE deliveries SET status = 'pending', tries_left = ?, due_at = ?, updated_at = ? WHERE id = ?",
      ...[this.tries, Date.now(), new Date().toISOString(), id],
    );
  }

  /** Holds back what waits for a destination, or lets it go. */
  hold(destination: string, held: boolean): void {
    this.#db.run(
      "UPDATE deliveries SET due_at = ? WHERE destination = ? AND status IN ('pending', 'failed', 'delivering')",
      ...[held ? HELD : Date.now(), destination],
    );
  }

  /** Gives up what waits for a destination that is no more. */
  abandon(destination: string): void {
    this.#db.run(
      `UPDATE deliveries SET status = 'dead_letter', error = 'The destination was deleted.', updated_at = ?
       WHERE destination = ? AND status IN ('pending', 'failed', 'delivering')`,
      ...[new Date().toISOString(), destination],
    );
  }

  /** Puts back what a killed process was sending: it may arrive twice, never not at all. */
  recover(): void {
    this.#db.run("UPDATE deliveries SET status = 'pending' WHERE status = 'delivering'");
  }
}
