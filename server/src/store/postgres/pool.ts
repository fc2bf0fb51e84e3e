import type { PostgresPool, PostgresPoolClient } from "kysely";
import { Pool, type PoolClient, types } from "pg";
import { StoreUnavailable } from "../errors.js";
import { storeError } from "./errors.js";

/** Connections of one process for its requests, which wait for one in turn. */
export const CONNECTIONS = 10;

/** Milliseconds to wait for a connection. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Milliseconds after which the database ends a transaction whose process does nothing: it would hold its locks. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * A page of a log is the next rows of an index. Where the planner takes a session for a short one, it would rather
 * collect all that is left of it in a bitmap and sort that, for each page again.
 */
const SETTINGS = "-c enable_bitmapscan=off";

/** Object id of the type `bigint`. Ours fit a number; the client would give them as texts. */
const BIGINT = 20;

/** How each connection is made. */
export function connectionOptions(url: string) {
  return {
    connectionString: url,
    application_name: "oc-session-server",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // A statement may be sent before the one before it is answered; see Connection.
    pipeline: true,
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") =>
        oid === BIGINT ? Number : types.getTypeParser(oid, format as "text")) as typeof types.getTypeParser,
    },
  };
}

/** The connections to the database. What fails there rejects as `StoreUnavailable` when it passes. */
export class ConnectionPool implements PostgresPool {
  readonly #pool: Pool;

  /** @param max connections at most */
  constructor(url: string, max: number) {
    this.#pool = new Pool({
      ...connectionOptions(url),
      max,
      options: SETTINGS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    });
    // An idle connection that breaks is replaced when it is needed.
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

/** What begins a transaction, and answers nothing. */
const BEGIN = "begin";
const NOTHING = { command: BEGIN, rowCount: 0, rows: [] };

class Connection {
  readonly #client: PoolClient;
  /** A transaction's beginning, until it is answered together with the first statement. */
  #begun: Promise<unknown> | undefined;
  #isBroken = false;

  constructor(client: PoolClient) {
    this.#client = client;
    // Whoever waits for an answer is told by its rejection.
    client.on("error", this.#onError);
  }

  async query(sql: string, parameters: readonly unknown[]) {
    try {
      if (sql === BEGIN) {
        this.#begun = this.#client.query(sql);
        // Told with the first statement.
        this.#begun.catch(() => {});
        return NOTHING;
      }
      const begun = this.#begun;
      this.#begun = undefined;
      const [result] = await Promise.all([this.#client.query(sql, [...parameters]), begun]);
      return result;
    } catch (error) {
      const told = storeError(error);
      if (told instanceof StoreUnavailable) this.#isBroken = true;
      throw told;
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
