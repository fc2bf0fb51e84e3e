import type { Kysely } from "kysely";
import { newId } from "./ids.js";
import { isDead } from "./processes.js";
import type { Engine } from "./schema/engine.js";
import type { DeliveryRow, DeliveryStatus } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

/** The result of an attempt. */
export interface Attempt {
  status: "delivered" | "failed" | "dead_letter";
  response_code: number | null;
  error: string | null;
  /** When to try again, for `failed`. */
  due_at: number;
}

/** The due time of a delivery whose destination is paused. */
export const HELD = Number.MAX_SAFE_INTEGER;

/** The longest pause between two attempts. A later due time is from before the clock was set back. */
export const MAX_PAUSE_MS = 15 * 60 * 1000;

const COLUMNS = [
  ...["n", "id", "session", "destination", "event", "event_seq", "status", "attempts", "tries_left"],
  ...["due_at", "last_attempt_at", "response_code", "error", "created_at", "updated_at"],
] as (keyof DeliveryRow)[];

/** The statuses of deliveries that must still be sent. */
const WAITING = ["pending", "failed"] as const;

/** The statuses of deliveries whose result is not final: those that wait, and those that are being sent. */
const OPEN = [...WAITING, "delivering"] as const;

/** The table of deliveries, which is also the queue for sending. */
export class DeliveryStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /** @param delivery `held` while its destination is paused; `tries` attempts before it becomes a dead letter */
  async insert(delivery: {
    session: string;
    destination: string;
    event: { id: string; seq: number };
    held: boolean;
    tries: number;
  }): Promise<void> {
    const { session, destination, event, held, tries } = delivery;
    const now = new Date();
    await this.#db
      .insertInto("deliveries")
      .values({
        id: newId("dlv"),
        session,
        destination,
        event: event.id,
        event_seq: event.seq,
        status: "pending",
        attempts: 0,
        tries_left: tries,
        due_at: held ? HELD : now.getTime(),
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
      })
      .execute();
  }

  get(session: string, id: string): Promise<DeliveryRow | undefined> {
    return this.#db
      .selectFrom("deliveries")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("id", "=", id)
      .executeTakeFirst();
  }

  /** Oldest first, after the creation number `cursor`. */
  list(
    session: string,
    query: { destination: string | null; status: DeliveryStatus | null; cursor: number; limit: number },
  ): Promise<DeliveryRow[]> {
    const { destination, status, cursor, limit } = query;
    let rows = this.#db
      .selectFrom("deliveries")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("n", ">", cursor);
    if (destination !== null) rows = rows.where("destination", "=", destination);
    if (status !== null) rows = rows.where("status", "=", status);
    return rows.orderBy("n").limit(limit).execute();
  }

  /**
   * The delivery that is due first, among the destinations to which no process is sending. It becomes `delivering`,
   * and its destination belongs to `sender`, until {@link release}. Within a transaction.
   */
  async take(sender: string): Promise<DeliveryRow | undefined> {
    const now = Date.now();
    const due = this.#due()
      .where((is) => is.or([is("due_at", "<=", now), is.between("due_at", now + MAX_PAUSE_MS + 1, HELD - 1)]))
      .orderBy("due_at")
      .orderBy("deliveries.n")
      .limit(1);
    const first = await (this.#engine.isShared ? due.forUpdate("destinations").skipLocked() : due)
      .select(["deliveries.n", "deliveries.destination"])
      .executeTakeFirst();
    if (first === undefined) return undefined;
    await this.#db.updateTable("destinations").set({ sender }).where("id", "=", first.destination).execute();
    return this.#db
      .updateTable("deliveries")
      .set({ status: "delivering", updated_at: new Date().toISOString() })
      .where("n", "=", first.n)
      .returning(COLUMNS)
      .executeTakeFirst();
  }

  /**
   * When the next delivery is due, among the destinations to which no process is sending; undefined if none waits.
   */
  async nextDue(): Promise<number | undefined> {
    const row = await this.#due()
      .where("due_at", "<", HELD)
      .select((of) => of.fn.min("due_at").as("due"))
      .executeTakeFirst();
    return (row?.due as number | null | undefined) ?? undefined;
  }

  /**
   * Stores the result of an attempt, and releases the destination. A destination that was paused meanwhile stays
   * paused; one that now belongs to another process stays with it. Within a transaction.
   */
  async release(row: DeliveryRow, sender: string, attempt: Attempt): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable("destinations")
      .set({ sender: null })
      .where("id", "=", row.destination)
      .where("sender", "=", sender)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const now = new Date().toISOString();
    const { status, response_code, error, due_at } = attempt;
    await this.#db
      .updateTable("deliveries")
      .set((is) => ({
        status,
        response_code,
        error,
        last_attempt_at: now,
        updated_at: now,
        attempts: is("attempts", "+", 1),
        tries_left: is("tries_left", "-", 1),
        due_at: is.case().when("due_at", "=", HELD).then(is.ref("due_at")).else(due_at).end(),
      }))
      .where("id", "=", row.id)
      .where("status", "=", "delivering")
      .execute();
  }

  /** Sends a delivery again, whatever its status; resolves with its row before it is sent. */
  redeliver(id: string, tries: number): Promise<DeliveryRow | undefined> {
    return this.#db
      .updateTable("deliveries")
      .set({
        status: "pending",
        tries_left: tries,
        due_at: Date.now(),
        updated_at: new Date().toISOString(),
      })
      .where("id", "=", id)
      .returning(COLUMNS)
      .executeTakeFirst();
  }

  /** Holds the open deliveries of a destination, or makes them due now. */
  async hold(destination: string, held: boolean): Promise<void> {
    await this.#db
      .updateTable("deliveries")
      .set({ due_at: held ? HELD : Date.now() })
      .where("destination", "=", destination)
      .where("status", "in", OPEN)
      .execute();
  }

  /** Makes the open deliveries of a deleted destination dead letters. */
  async abandon(destination: string): Promise<void> {
    await this.#db
      .updateTable("deliveries")
      .set({
        status: "dead_letter",
        error: "The destination was deleted.",
        updated_at: new Date().toISOString(),
      })
      .where("destination", "=", destination)
      .where("status", "in", OPEN)
      .execute();
  }

  /**
   * Releases the destinations whose sender is dead, and those of this process to which it no longer sends. Deliveries
   * that were being sent are due again: they may arrive twice, but are never lost. Within a transaction.
   *
   * @param busy ids of the destinations to which this process is sending
   */
  async recover(sender: string, busy: readonly string[]): Promise<void> {
    const released = await this.#db
      .updateTable("destinations")
      .set({ sender: null })
      .where("id", "in", (of) => {
        const abandoned = of
          .selectFrom("destinations")
          .select("destinations.id")
          .where("destinations.sender", "is not", null)
          .where((is) => {
            const own = is("destinations.sender", "=", sender);
            const idle = busy.length > 0 ? own.and("destinations.id", "not in", busy) : own;
            return is.or([idle, isDead(is, is.ref("destinations.sender"), this.#engine)]);
          });
        return this.#engine.isShared ? abandoned.forUpdate().skipLocked() : abandoned;
      })
      .returning("id")
      .execute();
    if (released.length === 0) return;
    await this.#db
      .updateTable("deliveries")
      .set({ status: "pending" })
      .where("status", "=", "delivering")
      .where(
        "destination",
        "in",
        released.map(({ id }) => id),
      )
      .execute();
  }

  #due() {
    return this.#db
      .selectFrom("deliveries")
      .innerJoin("destinations", "destinations.id", "deliveries.destination")
      .where("status", "in", WAITING)
      .where("destinations.sender", "is", null);
  }
}
