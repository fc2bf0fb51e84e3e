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

/** What every store holds. A call resolves when its change is committed, or done within its transaction. */
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
  /** Calls `tell` once the transaction is committed, never when it is rolled back. */
  afterCommit(tell: () => void): void;
  /** Waits until no other transaction holds this key, and holds it until this one ends. */
  lock(key: string): Promise<void>;
}

/** Where everything is kept: the contract that each engine keeps. */
export interface Store extends Tables {
  /**
   * Runs `work` so that all of its changes are committed or none. Within it, only the transaction's own tables may
   * be used: an engine with one connection lets nobody else in until it is over.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Whether other processes may be using it too. */
  readonly isShared: boolean;
  /** Has `signals` told, from now on, of what other processes do. */
  hear(signals: Signals): void;
  /** Tells other processes, soon, that sessions' logs have grown. */
  announce(session: string, head: number): void;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Resolves when all that is committed now survives a power cut. */
  flushed(): Promise<void>;
  /** Lets go of the database; doing it again does nothing. Other later calls reject. */
  close(): Promise<void>;
}

/** What a process hears of the others. It is a hint, and may be lost: what it hints at is in the tables. */
export interface Signals {
  /** A session's log has reached a seq. */
  appended(session: string, head: number): void;
  /** Something may have been missed. */
  missed(): void;
}

/** The tables by one way to the database: a pool, a connection or a transaction. */
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

/** Runs `work` in a transaction of the database, and then what it left for after the commit. */
export async function transact<T>(
  db: Kysely<Schema>,
  engine: Engine,
  vault: Vault,
  lock: (tx: Kysely<Schema>, key: string) => Promise<void>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const tells: (() => void)[] = [];
  const result = await db.transaction().execute((tx) =>
    work({
      ...tablesOf(tx, engine, vault),
      afterCommit: (tell) => void tells.push(tell),
      lock: (key) => lock(tx, key),
    }),
  );
  for (const tell of tells) tell();
  return result;
}
