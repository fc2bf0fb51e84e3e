import type { Kysely } from "kysely";
import type { TurnRow } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

const COLUMNS = [
  ...["n", "id", "session", "state", "outcome", "input_from_seq", "input_to_seq", "result_event", "error"],
  ...["usage", "started_at", "completed_at"],
] as (keyof TurnRow)[];

/** The table of turns. */
export class TurnStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async start(turn: Pick<TurnRow, "id" | "session" | "input_from_seq" | "input_to_seq">): Promise<void> {
    const started_at = new Date().toISOString();
    await this.#db
      .insertInto("turns")
      .values({ ...turn, state: "running", started_at })
      .execute();
  }

  /** Stores how a running turn ended; resolves with false when it has ended before. */
  async finish(
    id: string,
    end: Pick<TurnRow, "outcome" | "result_event" | "error" | "usage">,
  ): Promise<boolean> {
    const state = end.outcome === "error" ? "error" : "ok";
    const { numUpdatedRows } = await this.#db
      .updateTable("turns")
      .set({ ...end, state, completed_at: new Date().toISOString() })
      .where("id", "=", id)
      .where("state", "=", "running")
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  get(session: string, id: string): Promise<TurnRow | undefined> {
    return this.#db
      .selectFrom("turns")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("id", "=", id)
      .executeTakeFirst();
  }

  last(session: string): Promise<TurnRow | undefined> {
    return this.#db
      .selectFrom("turns")
      .select(COLUMNS)
      .where("session", "=", session)
      .orderBy("n", "desc")
      .limit(1)
      .executeTakeFirst();
  }

  /** Oldest first, after the creation number `cursor`. */
  list(session: string, cursor: number, limit: number): Promise<TurnRow[]> {
    return this.#db
      .selectFrom("turns")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("n", ">", cursor)
      .orderBy("n")
      .limit(limit)
      .execute();
  }

  async count(session: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom("turns")
      .select((of) => of.fn.countAll<number>().as("count"))
      .where("session", "=", session)
      .executeTakeFirstOrThrow();
    return count;
  }

  /** The turn of a session that is under way. */
  running(session: string): Promise<TurnRow | undefined> {
    return this.#db
      .selectFrom("turns")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("state", "=", "running")
      .executeTakeFirst();
  }

  /** All turns that are under way. */
  allRunning(): Promise<TurnRow[]> {
    return this.#db.selectFrom("turns").select(COLUMNS).where("state", "=", "running").orderBy("n").execute();
  }
}
