import { randomUUID } from "node:crypto";
import type { Store } from "../../store/store.js";
import { Change, type Loaded } from "../sessions/change.js";
import { Refusal } from "../sessions/refusal.js";
import type { Session, Turn } from "../sessions/session.js";
import type { ServerlessTables, SessionQuery } from "./serverless-tables.js";

/** The sessions of the successor's API with their logs. Every change is one transaction. */
export class ServerlessStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Keeps a new session with its first events, unless the key has made one before: then that one is given.
   *
   * @param key the request's `Idempotency-Key`
   */
  create(
    session: Session,
    key: string | null,
    work: (change: Change) => void,
  ): Promise<{ session: Session; isNew: boolean }> {
    return this.#store.transaction(async ({ serverless, lock }) => {
      if (key !== null) {
        await lock(`serverless ${key}`);
        const made = await serverless.createdBy(key);
        if (made !== null) return { session: made, isNew: false };
      }
      await serverless.insert(session, key);
      const change = new Change({ session, turns: [], held: [], posted: null });
      work(change);
      await save(serverless, change, null);
      return { session: change.session, isNew: true };
    });
  }

  /**
   * Changes a session, all of it or, when `work` throws, nothing.
   *
   * @param key the request's idempotency key
   * @throws Refusal when there is no such session
   */
  change<T>(
    id: string,
    work: (change: Change) => T,
    key: string | null = null,
  ): Promise<{ result: T; change: Change }> {
    return this.#store.transaction(async ({ serverless }) => {
      const loaded = await load(serverless, id, key);
      const change = new Change(loaded);
      const result = work(change);
      const isSame = JSON.stringify(change.session) === JSON.stringify(loaded.session);
      if (!isSame || change.events.length > 0) await save(serverless, change, key);
      return { result, change };
    });
  }

  /** A session; null when there is none. */
  session(id: string): Promise<Session | null> {
    return this.#store.serverless.session(id);
  }

  /** All turns of a session, oldest first. */
  turns(session: string): Promise<Turn[]> {
    return this.#store.serverless.turns(session);
  }

  /** Sessions by their time of creation, the newest first. */
  list(query: SessionQuery): Promise<Session[]> {
    return this.#store.serverless.list(query);
  }

  /** The JSON of the events after a seq, oldest first, a page at most. */
  events(session: string, after: number): Promise<string[]> {
    return this.#store.serverless.events(session, after);
  }

  /** What was said in a session, oldest first: the events of inputs and of whole replies. */
  said(session: string): Promise<{ type: string; turnId: string; data: Record<string, unknown> }[]> {
    return this.#store.serverless.said(session);
  }

  /** Ids of the sessions that have a turn which waits or was running. */
  withOpenTurns(): Promise<string[]> {
    return this.#store.serverless.withOpenTurns();
  }
}

async function load(tables: ServerlessTables, id: string, key: string | null): Promise<Loaded> {
  const session = await tables.lock(id);
  if (session === null) throw new Refusal("not_found");
  return {
    session,
    turns: await tables.openTurns(id),
    held: await tables.waiting(id),
    posted: key === null ? null : await tables.posted(id, key),
  };
}

async function save(tables: ServerlessTables, change: Change, key: string | null): Promise<void> {
  const { session, turns, held, remembered } = change;
  const now = new Date().toISOString();
  await append(tables, change, now);
  session.revision += 1;
  session.updatedAt = now;
  await tables.update(session);
  for (const turn of turns) await tables.saveTurn(session.id, turn);
  for (const one of held) await tables.saveHeld(session.id, one);
  if (remembered !== null && key !== null) {
    await tables.remember({ session: session.id, key, ...remembered });
  }
}

/** Gives each event of a change an id, a seq and a time. */
async function append(
  tables: ServerlessTables,
  { session, turns, events }: Change,
  timestamp: string,
): Promise<void> {
  const rows = events.map(({ type, data, turnId }) => {
    session.head += 1;
    const named = { id: randomUUID(), seq: session.head, timestamp, sessionId: session.id };
    const json = JSON.stringify({ ...named, turnId, type, data });
    const turn = turns.find(({ id }) => id === turnId);
    if (turn !== undefined) turn.updatedAt = timestamp;
    return { session: session.id, seq: session.head, type, json };
  });
  await tables.append(rows);
}
