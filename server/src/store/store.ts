import type { Kysely } from "kysely";
import { ServerlessTables } from "../serverless/store/serverless-tables.js";
import { AgentStore } from "./agents.js";
import { CredentialStore } from "./credentials.js";
import { DeliveryStore } from "./deliveries.js";
import { DestinationStore } from "./destinations.js";
import { DocumentStore } from "./documents.js";
import { EventStore } from "./events.js";
import { ProcessStore } from "./processes.js";
import type { Engine } from "./schema/engine.js";
import type { Schema } from "./schema/tables.js";
import { SessionStore } from "./sessions.js";
import { TokenStore } from "./tokens.js";
import { TurnStore } from "./turns.js";
import type { Vault } from "../vault/vault.js";

/** The tables of every store. A call resolves when its change is committed or, within a transaction, made. */
export interface Tables {
  readonly agents: AgentStore;
  readonly credentials: CredentialStore;
  readonly deliveries: DeliveryStore;
  readonly destinations: DestinationStore;
  readonly documents: DocumentStore;
  readonly events: EventStore;
  readonly processes: ProcessStore;
  readonly serverless: ServerlessTables;
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly turns: TurnStore;
}

/** The tables within a transaction. */
export interface Transaction extends Tables {
  /** Calls `task` after the transaction is committed, never if it is rolled back. */
  afterCommit(task: () => void): void;
  /** Waits until no other transaction holds this key, and holds it until this one ends. */
  lock(key: string): Promise<void>;
}

/** The storage of the server: the contract of each engine. */
export interface Store extends Tables {
  /**
   * Runs `work` so that all of its changes are committed or none. Within it, only the transaction's own tables may be
   * used: an engine with one connection blocks all other calls until the transaction ends.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Whether other processes may use the store, too. */
  readonly isShared: boolean;
  /** Calls `signals`, from now on, for changes of other processes. */
  listen(signals: Signals): void;
  /** Notifies other processes, soon, that a session's log has grown. */
  announce(session: string, head: number): void;
  /** Rejects if the database does not answer. */
  ping(): Promise<void>;
  /** Resolves when everything that is committed now survives a power failure. */
  flushed(): Promise<void>;
  /** Closes the store; a second call has no effect. Later calls of other methods reject. */
  close(): Promise<void>;
}

/** Notifications from other processes. They are hints and can be lost: the tables contain what they announce. */
export interface Signals {
  /** A session's log has reached a seq. */
  appended(session: string, head: number): void;
  /** Notifications may have been lost. */
  missed(): void;
}

/** The tables on one pool, connection or transaction. */
export function tablesOf(db: Kysely<Schema>, engine: Engine, vault: Vault): Tables {
  return {
    agents: new AgentStore(db),
    credentials: new CredentialStore(db, vault),
    deliveries: new DeliveryStore(db, engine),
    destinations: new DestinationStore(db, vault),
    documents: new DocumentStore(db),
    events: new EventStore(db, engine),
    processes: new ProcessStore(db, engine),
    serverless: new ServerlessTables(db, engine),
    sessions: new SessionStore(db, engine),
    tokens: new TokenStore(db),
    turns: new TurnStore(db, engine),
  };
}

/** Runs `work` in a transaction of the database, and then its callbacks for after the commit. */
export async function transact<T>(
  db: Kysely<Schema>,
  engine: Engine,
  vault: Vault,
  lock: (tx: Kysely<Schema>, key: string) => Promise<void>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const afterwards: (() => void)[] = [];
  const result = await db.transaction().execute((tx) =>
    work({
      ...tablesOf(tx, engine, vault),
      afterCommit: (task) => void afterwards.push(task),
      lock: (key) => lock(tx, key),
    }),
  );
  for (const task of afterwards) task();
  return result;
}
