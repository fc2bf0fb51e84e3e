import { chmodSync, closeSync, existsSync, openSync } from "node:fs";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import Libsql from "libsql";
import { StoreUnavailable } from "../errors.js";

/** SQLite's codes of failures of the disk: it is full, or cannot be written or read now. */
const DISK_CODES = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/;

/** The limit of cached prepared statements. The server has fewer; lists of varying length add further ones. */
const MAX_STATEMENTS = 500;

/**
 * One embedded SQLite database, in a file or in memory. A call is synchronous: it returns when its change is
 * committed.
 *
 * On disk it runs in WAL mode with `synchronous=NORMAL`: a committed transaction survives a killed process, and no
 * commit waits for the disk.
 */
export class SqliteConnection implements DatabaseConnection {
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement>();

  /**
   * @param file path of the database file, or `:memory:`
   * @throws Error if another process has the file open, or it is not a database
   */
  constructor(file: string) {
    if (file !== ":memory:") keepPrivate(file);
    this.#connection = new Libsql(file);
    try {
      // Two servers on one file would end each other's turns as interrupted.
      this.#connection.pragma("locking_mode = EXCLUSIVE");
      this.#connection.pragma("journal_mode = WAL");
    } catch (cause) {
      const isBusy = (cause as { code?: string }).code === "SQLITE_BUSY";
      throw new Error(`${file} cannot be opened${isBusy ? ": another server uses it" : ""}.`, { cause });
    }
    this.#connection.pragma("synchronous = NORMAL");
  }

  get inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  /** Runs SQL that has no parameters, such as a schema. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const statement = this.#prepare(sql);
      if (statement.reader) return Promise.resolve({ rows: statement.all(parameters) as Row[] });
      const { changes } = statement.run(parameters);
      return Promise.resolve({ rows: [], numAffectedRows: BigInt(changes) });
    } catch (error) {
      return Promise.reject(storeError(error as Error));
    }
  }

  streamQuery(): never {
    throw new Error("Streaming queries are not supported.");
  }

  /** Closes the file; a second call has no effect. */
  close(): void {
    if (!this.#connection.open) return;
    this.#statements.clear();
    // The binding closes the file only when its statements are garbage-collected. Leaving WAL mode releases the lock
    // now, so that a server can be started again in the same process.
    try {
      this.#connection.pragma("journal_mode = DELETE");
      this.#connection.pragma("locking_mode = NORMAL");
      this.#connection.prepare("SELECT 1 FROM sqlite_schema").get();
    } finally {
      this.#connection.close();
    }
  }

  #prepare(sql: string): Libsql.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The store's error for an error of the disk; else the error itself. */
function storeError(cause: Error & { code?: string }): Error {
  if (!DISK_CODES.test(cause.code ?? "")) return cause;
  return new StoreUnavailable("The database's disk does not answer.", { cause });
}

/**
 * Lets only the owner read the database's files, also those that exist. SQLite creates its other files with the mode of
 * the first one.
 */
function keepPrivate(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  for (const path of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(path)) chmodSync(path, 0o600);
}
