import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import Libsql from "libsql";
import { Flusher } from "./flusher.js";

/** A value that SQLite stores as it is. */
export type SqlValue = string | number | null;

/**
 * One embedded SQLite file (or memory), synchronous: a call returns when its data is committed.
 *
 * On disk it runs in WAL mode with `synchronous=NORMAL`: a committed transaction survives a killed process, and
 * no commit waits for the disk. What {@link Database.flushed} has waited for survives a power cut too.
 */
export class Database {
  readonly #connection: Libsql.Database;
  /** Null in memory. */
  readonly #flusher: Flusher | null;
  readonly #statements = new Map<string, Libsql.Statement>();
  #committed: (() => void)[] | null = null;

  /**
   * @param file path of the database file, or `:memory:`
   * @throws Error when another process has the file open
   */
  constructor(file: string) {
    if (file !== ":memory:") keepPrivate(file);
    this.#connection = new Libsql(file);
    try {
      // Two servers on one file would end each other's turns as interrupted.
      this.#connection.pragma("locking_mode = EXCLUSIVE");
      this.#connection.pragma("journal_mode = WAL");
    } catch (cause) {
      throw new Error(`${file} cannot be opened; perhaps another server uses it.`, { cause });
    }
    this.#connection.pragma("synchronous = NORMAL");
    this.#flusher = file === ":memory:" ? null : new Flusher(`${file}-wal`);
  }

  /** Runs SQL that has no parameters, such as a schema. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Runs a statement that changes rows; returns how many. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#prepare(sql).run(...values).changes;
  }

  /** The first row, or undefined. `Row` states the columns that the SQL selects. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  /** All rows. `Row` states the columns that the SQL selects. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** Runs `work` so that all of its changes are committed or none; inside another transaction it joins that. */
  transaction<T>(work: () => T): T {
    if (this.#committed !== null) return work();
    const committed: (() => void)[] = [];
    this.#committed = committed;
    this.run("BEGIN IMMEDIATE");
    let result: T;
    try {
      result = work();
      this.run("COMMIT");
    } catch (error) {
      if (this.#connection.inTransaction) this.run("ROLLBACK");
      throw error;
    } finally {
      this.#committed = null;
    }
    for (const tell of committed) tell();
    return result;
  }

  /** Calls `tell` once the transaction under way is committed, never when it is rolled back. */
  afterCommit(tell: () => void): void {
    if (this.#committed === null) tell();
    else this.#committed.push(tell);
  }

  /** Resolves when all that is committed now is on the disk: many who wait share one sync. */
  async flushed(): Promise<void> {
    await this.#flusher?.flush();
  }

  /** Closes the file; doing it again does nothing. Other later calls throw. */
  async close(): Promise<void> {
    if (!this.#connection.open) return;
    await this.#flusher?.close();
    this.#statements.clear();
    // The binding lets go of the file only when its statements are collected; leaving WAL lets go of the lock now,
    // so that a server may be started again in the same process.
    this.#connection.pragma("journal_mode = DELETE");
    this.#connection.pragma("locking_mode = NORMAL");
    this.#connection.prepare("SELECT 1 FROM sqlite_schema").get();
    this.#connection.close();
  }

  #prepare(sql: string): Libsql.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Lets the owner alone read the file, also where it lay before; SQLite gives those beside it the same mode. */
function keepPrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  for (const one of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(one)) chmodSync(one, 0o600);
}
