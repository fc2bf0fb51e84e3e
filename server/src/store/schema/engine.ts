import { type RawBuilder, sql } from "kysely";

/** The differences between the engines. */
export interface Engine {
  readonly name: "sqlite" | "postgres";
  /** Whether other processes use the database: rows are then locked before a change. */
  readonly isShared: boolean;
  /** Milliseconds since 1970, by a clock that is the same for all processes. */
  now(): RawBuilder<number>;
}

/** SQLite, which only one process uses. */
export const SQLITE: Engine = {
  name: "sqlite",
  isShared: false,
  now: () => sql<number>`${Date.now()}`,
};

/** PostgreSQL; the database's clock counts. */
export const POSTGRES: Engine = {
  name: "postgres",
  isShared: true,
  now: () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
};
