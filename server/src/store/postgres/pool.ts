import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Pool, type PoolClient, types } from "pg";
import { StoreUnavailable } from "../errors.js";
import { storeError } from "./errors.js";

/** The number of connections that one process has for its requests. */
export const CONNECTIONS = 10;

/** How long a request waits for a connection. */
const CONNECT_TIMEOUT_MS = 10_000;

/** PostgreSQL ends a transaction after this time without a statement, because it would hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * A page of a log is the next rows of an index. When the planner believes that a session is short, it instead
 * collects and sorts all remaining rows in a bitmap, again for each page.
 */
const SETTINGS = "-c enable_bitmapscan=off";

/** The object id of the type `bigint`, which the client would return as text. The server's values fit a number. */
const BIGINT = 20;

/** The options of each connection. */
export function connectionOptions(url: string) {
  return {
    connectionString: url,
    application_name: "oc-session-server",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // A statement may be sent before the previous one is answered: `Connection` sends `begin` with the first statement.
    pipeline: true,
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") =>
        oid === BIGINT ? Number : types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser,
    },
  };
}

/** The connections to the database. Temporary failures reject as `StoreUnavailable`. */
export class ConnectionPool implements PostgresPool {
  readonly #pool: Pool;

  /**
   * @param max connections at most
   * @param timeout milliseconds after which a statement without an answer fails, and its connection with it: of a
   *   machine that has vanished, the system tells only after a quarter of an hour. 0 for none.
   */
  constructor(url: string, max: number, timeout: number) {
    this.#pool = new Pool({
      ...connectionOptions(url),
      max,
      query_timeout: timeout,
      options: SETTINGS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    });
    // The pool replaces an idle connection that failed when it is needed.
    this.#pool.on("error", () => {});
  }

  async connect(): Promise<PostgresPoolClient> {
    try {
      return new Connection(await this.#pool.connect()) as unknown as PostgresPoolClient;
    } catch (error) {
      throw storeError(error);
    }
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

/** The statement that begins a transaction, and its result. */
const BEGIN = "begin";
const BEGIN_RESULT = { command: BEGIN, rowCount: 0, rows: [] };

/** One connection of the pool. It sends `begin` together with the first statement, which saves a round trip. */
class Connection {
  readonly #client: PoolClient;
  /** The pending `begin`, until it is answered together with the first statement. */
  #begun: Promise<unknown> | undefined;
  #isBroken = false;

  constructor(client: PoolClient) {
    this.#client = client;
    // The error also rejects the pending query; without a listener Node would exit.
    client.on("error", this.#onError);
  }

  async query(sql: string, parameters: readonly unknown[]) {
    try {
      if (sql === BEGIN) {
        this.#begun = this.#client.query(sql);
        // The first statement reports this rejection.
        this.#begun.catch(() => {});
        return BEGIN_RESULT;
      }
      const begun = this.#begun;
      this.#begun = undefined;
      const [result] = await Promise.all([this.#client.query(sql, [...parameters]), begun]);
      return result;
    } catch (error) {
      const reported = storeError(error);
      if (reported instanceof StoreUnavailable) this.#isBroken = true;
      throw reported;
    }
  }

  release(): void {
    this.#client.off("error", this.#onError);
    this.#client.release(this.#isBroken);
  }

  readonly #onError = () => {
    this.#isBroken = true;
  };
}
