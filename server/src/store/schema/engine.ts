import { type RawBuilder, sql } from "kysely";

/** What differs between the engines that the same queries run on. */
export interface Engine {
  readonly name: "sqlite" | "postgres";
  /** Whether other processes use the database: rows that are about to be changed are then locked. */
  readonly isShared: boolean;
  /** Milliseconds since 1970, by the one clock that all processes go by. */
  now(): RawBuilder<number>;
}

/** SQLite, which one process has to itself. */
export const SQLITE: Engine = {
  name: "sqlite",
  isShared: false,
  now: () => sql<number>`${Date.now()}`,
};

/** PostgreSQL, whose clock counts. */
export const POSTGRES: Engine = {
  name: "postgres",
  isShared: true,
  now: () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
};
