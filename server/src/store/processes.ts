import { type Expression, type ExpressionBuilder, type Kysely, sql, type SqlBool } from "kysely";
import type { Engine } from "./schema/engine.js";
import type { Schema } from "./schema/tables.js";

/** The table of the processes that share the work. A lease is valid while its process is alive. */
export class ProcessStore {
  readonly #db: Kysely<Schema>;
  readonly #engine: Engine;

  constructor(db: Kysely<Schema>, engine: Engine) {
    this.#db = db;
    this.#engine = engine;
  }

  /** Records that a process is alive for `ttlMs` from now. */
  async beat(id: string, ttlMs: number): Promise<void> {
    const alive_until = sql<number>`${this.#engine.now()} + ${sql.lit(ttlMs)}`;
    await this.#db
      .insertInto("processes")
      .values({ id, alive_until })
      .onConflict((found) => found.column("id").doUpdateSet({ alive_until }))
      .execute();
  }

  /** Whether any process is alive, if the store is shared. */
  async areAnyAlive(): Promise<boolean> {
    if (!this.#engine.isShared) return false;
    const living = this.#db.selectFrom("processes").select("id");
    return (await living.where("alive_until", ">=", this.#engine.now()).executeTakeFirst()) !== undefined;
  }

  /** Ends a process's leases now. */
  async leave(id: string): Promise<void> {
    await this.#db.deleteFrom("processes").where("id", "=", id).execute();
  }

  /** Deletes the rows of dead processes, or all rows if no other process can have the database open. */
  async prune(): Promise<void> {
    let dead = this.#db.deleteFrom("processes");
    if (this.#engine.isShared) dead = dead.where("alive_until", "<", this.#engine.now());
    await dead.execute();
  }
}

/**
 * Whether the process that a column names is dead. The expression has parentheses, because Kysely adds none to raw SQL
 * beside other conditions.
 */
export function isDead<Table extends keyof Schema>(
  of: ExpressionBuilder<Schema, Table>,
  column: Expression<string | null>,
  engine: Engine,
): Expression<SqlBool> {
  const living = (of as unknown as ExpressionBuilder<Schema, "processes">)
    .selectFrom("processes")
    .select("processes.id")
    .where("processes.alive_until", ">=", engine.now());
  return sql<SqlBool>`(${column} is null or ${column} not in (${living}))`;
}
