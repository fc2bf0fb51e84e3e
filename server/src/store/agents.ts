import type { Kysely } from "kysely";
import type { AgentRow } from "./schema/rows.js";
import type { Schema } from "./schema/tables.js";

const COLUMNS = [
  ...["n", "id", "name", "prompt", "model", "runtime", "credential", "limits", "revision"],
  ...["created_at", "updated_at"],
] as (keyof AgentRow)[];

/** The table of agents. */
export class AgentStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  insert(row: Omit<AgentRow, "n">): Promise<AgentRow> {
    return this.#db.insertInto("agents").values(row).returning(COLUMNS).executeTakeFirstOrThrow();
  }

  /** Stores every column that can change. */
  async update({ id, prompt, model, credential, limits, revision, updated_at }: AgentRow): Promise<void> {
    await this.#db
      .updateTable("agents")
      .set({ prompt, model, credential, limits, revision, updated_at })
      .where("id", "=", id)
      .execute();
  }

  async delete(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom("agents").where("id", "=", id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  get(id: string): Promise<AgentRow | undefined> {
    return this.#db.selectFrom("agents").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  }

  named(name: string): Promise<AgentRow | undefined> {
    return this.#db.selectFrom("agents").select(COLUMNS).where("name", "=", name).executeTakeFirst();
  }

  /** Newest first, before the creation number `cursor` if there is one. */
  list(cursor: number | null, limit: number): Promise<AgentRow[]> {
    let query = this.#db.selectFrom("agents").select(COLUMNS);
    if (cursor !== null) query = query.where("n", "<", cursor);
    return query.orderBy("n", "desc").limit(limit).execute();
  }
}
