import type { Kysely } from "kysely";
import { isDead } from "./processes.js";
import type { Engine } from "./schema/engine.js";
import type { TurnRow } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

const COLUMNS = [
  ...["n", "id", "session", "state", "outcome", "input_from_seq", "input_to_seq", "result_event", "error"],
  ...["usage", "started_at", "completed_at"],
] as (keyof TurnRow)[];

/** The table of turns. */
export class TurnStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /** @param turn `owner` is the process that runs it */
  async start(
    turn: Pick<TurnRow, "id" | "session" | "input_from_seq" | "input_to_seq"> & { owner: string },
  ): Promise<void> {
    const started_at = new Date().toISOString();
    await this.#db
      .insertInto("turns")
      .values({ ...turn, state: "running", started_at })
      .execute();
  }

  /** Stores the end of a running turn; resolves with false if it has already ended. */
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

  /** The running turn of a session. */
  running(session: string): Promise<TurnRow | undefined> {
    return this.#db
      .selectFrom("turns")
      .select(COLUMNS)
      .where("session", "=", session)
      .where("state", "=", "running")
      .executeTakeFirst();
  }

  /** Whether a turn is running and owned by this process. */
  async isOwnedBy(id: string, owner: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom("turns")
      .select("n")
      .where("id", "=", id)
      .where("state", "=", "running")
      .where("owner", "=", owner)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The running turns that a process owns. */
  ownedBy(owner: string): Promise<TurnRow[]> {
    const rows = this.#db.selectFrom("turns").select(COLUMNS).where("state", "=", "running");
    return rows.where("owner", "=", owner).execute();
  }

  /** Makes a process the owner of running turns whose owner is dead; resolves with at most `limit` of them. */
  takeOver(owner: string, limit: number): Promise<TurnRow[]> {
    return this.#db
      .updateTable("turns")
      .set({ owner })
      .where("n", "in", (of) => {
        const orphans = of
          .selectFrom("turns")
          .select("turns.n")
          .where("turns.state", "=", "running")
          .where((is) => isDead(is, is.ref("turns.owner"), this.#engine))
          .orderBy("turns.n")
          .limit(limit);
        return this.#engine.isShared ? orphans.forUpdate().skipLocked() : orphans;
      })
      .returning(COLUMNS)
      .execute();
  }
}
