import type { Kysely } from "kysely";
import { ServerlessTables } from "../serverless/store/serverless-tables.js";
import { AgentStore } from "./agents.js";
import { CredentialStore } from "./credentials.js";
import { DeliveryStore } from "./deliveries.js";
import { DestinationStore } from "./destinations.js";
import { DocumentStore } from "./documents.js";
import { EventStore } from "./events.js";
import type { Schema } from "./schema/tables.js";
import { SessionStore } from "./sessions.js";
import { TokenStore } from "./tokens.js";
import { TurnStore } from "./turns.js";
import type { Vault } from "./vault.js";

/** What every store holds. A call resolves when its change is committed, or done within its transaction. */
export interface Tables {
  readonly agents: AgentStore;
  readonly credentials: CredentialStore;
  readonly deliveries: DeliveryStore;
  readonly destinations: DestinationStore;
  readonly documents: DocumentStore;
  readonly events: EventStore;
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
  /** Resolves when all that is committed now survives a power cut. */
  flushed(): Promise<void>;
  /** Lets go of the database; doing it again does nothing. Other later calls reject. */
  close(): Promise<void>;
}

/** The tables by one way to the database: a pool, a connection or a transaction. */
export function tablesOf(db: Kysely<Schema>, vault: Vault): Tables {
  return {
    agents: new AgentStore(db),
    credentials: new CredentialStore(db, vault),
    deliveries: new DeliveryStore(db),
    destinations: new DestinationStore(db, vault),
    documents: new DocumentStore(db),
    events: new EventStore(db),
    serverless: new ServerlessTables(db),
    sessions: new SessionStore(db),
    tokens: new TokenStore(db),
    turns: new TurnStore(db),
  };
}

/** Runs `work` in a transaction of the database, and then what it left for after the commit. */
export async function transact<T>(
  db: Kysely<Schema>,
  vault: Vault,
  lock: (tx: Kysely<Schema>, key: string) => Promise<void>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const tells: (() => void)[] = [];
  const result = await db.transaction().execute((tx) =>
    work({
      ...tablesOf(tx, vault),
      afterCommit: (tell) => void tells.push(tell),
      lock: (key) => lock(tx, key),
    }),
  );
  for (const tell of tells) tell();
  return result;
}
