import { randomUUID } from "node:crypto";
import type { Signals, Store } from "../../store/store.js";
import { Change, type Loaded } from "../sessions/change.js";
import { Refusal } from "../sessions/refusal.js";
import type { Session, Turn } from "../sessions/session.js";
import type { OwnedSession, ServerlessTables, SessionQuery } from "./serverless-tables.js";

/** The sessions of the serverless API with their logs. Every change is one transaction. */
export class ServerlessStore {
  readonly #store: Store;
  readonly #owner: string;
  #isAccepting = true;

  /** @param owner id of this process */
  constructor(store: Store, owner: string) {
    this.#store = store;
    this.#owner = owner;
  }

  /** Leaves turns that begin from now on to other processes. */
  leaveNewTurns(): void {
    this.#isAccepting = false;
  }

  /**
   * Stores a new session with its first events, or returns the one that the key has created before.
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
      const loaded: Loaded = { session, isOurs: false, turns: [], held: [], posted: null };
      const change = new Change(loaded);
      work(change);
      await save(serverless, { change, loaded, owner: null, key: null });
      return { session: change.session, isNew: true };
    });
  }

  /**
   * Changes a session: completely or, if `work` throws, not at all.
   *
   * @param key the request's idempotency key
   * @throws Refusal if the session does not exist
   */
  change<T>(
    id: string,
    work: (change: Change) => T,
    key: string | null = null,
  ): Promise<{ result: T; change: Change }> {
    return this.#store.transaction(async ({ serverless }) => {
      const { session, owner } = await lock(serverless, id);
      const posted = key === null ? null : await serverless.posted(id, key);
      const [turns, held] = [await serverless.openTurns(id), await serverless.waiting(id)];
      return this.#change(
        serverless,
        owner,
        { session, isOurs: owner === this.#owner, turns, held, posted },
        work,
        key,
      );
    });
  }

  /**
   * Like {@link change}, for what an agent does in the running turn: `work` sees no queued turns and no held
   * messages. Not loading them saves time, as an agent writes its answer in many changes.
   */
  changeRunning<T>(id: string, work: (change: Change) => T): Promise<{ result: T; change: Change }> {
    return this.#store.transaction(async ({ serverless }) => {
      const { session, owner } = await lock(serverless, id);
      const turns = await serverless.runningTurns(id);
      const loaded: Loaded = { session, isOurs: owner === this.#owner, turns, held: [], posted: null };
      return this.#change(serverless, owner, loaded, work, null);
    });
  }

  /** Makes this process the owner of sessions whose owner is dead; resolves with at most `limit` of them. */
  takeOver(limit: number): Promise<Session[]> {
    return this.#store.serverless.takeOver(this.#owner, limit);
  }

  /** The sessions that this process owns in the store. */
  ownedSessions(): Promise<Session[]> {
    return this.#store.serverless.ownedBy(this.#owner);
  }

  /** The state of a session that the process that runs its turn needs. */
  async runningState(id: string): Promise<{ turn: string | null; isOurs: boolean; isStopping: boolean }> {
    const found = await this.#store.serverless.owned(id);
    const running = await this.#store.serverless.runningTurns(id);
    return {
      turn: running.find(({ joined }) => joined === null)?.id ?? null,
      isOurs: found?.owner === this.#owner,
      isStopping: found !== null && found.session.stoppingSince !== null,
    };
  }

  /** Deletes a session and all its data. */
  async delete(id: string): Promise<void> {
    await this.#store.transaction((tx) => tx.serverless.delete(id));
  }

  /** Notifies other processes that a session has changed. */
  announce({ id, head }: Session): void {
    this.#store.announce(id, head);
  }

  /** Calls `signals` for changes of other processes. */
  listen(signals: Signals): void {
    this.#store.listen(signals);
  }

  async #change<T>(
    tables: ServerlessTables,
    owner: string | null,
    loaded: Loaded,
    work: (change: Change) => T,
    key: string | null,
  ): Promise<{ result: T; change: Change }> {
    const change = new Change(loaded);
    const result = work(change);
    const isSame = JSON.stringify(change.session) === JSON.stringify(loaded.session);
    if (isSame && change.events.length === 0) return { result, change };
    // The process that begins a turn owns the session. A process that is about to stop leaves it without an owner.
    const next = change.begun === null ? owner : this.#isAccepting ? this.#owner : null;
    if (next === null) change.begun = null;
    await save(tables, { change, loaded, owner: next, key });
    return { result, change };
  }

  /** A session; null if it does not exist. */
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

  /** The JSON of the events after a seq, oldest first, at most a page. */
  events(session: string, after: number): Promise<string[]> {
    return this.#store.serverless.events(session, after);
  }

  /** The conversation of a session, oldest first: the events of inputs and of whole replies. */
  conversation(session: string): Promise<{ type: string; turnId: string; data: Record<string, unknown> }[]> {
    return this.#store.serverless.conversation(session);
  }
}

async function lock(tables: ServerlessTables, id: string): Promise<OwnedSession> {
  const found = await tables.lock(id);
  if (found === null) throw new Refusal("not_found");
  return found;
}

/** The data with which a change is stored. */
interface StoredChange {
  change: Change;
  /** The state before the change. */
  loaded: Loaded;
  /** The process that owns the session after the change. */
  owner: string | null;
  /** The request's idempotency key. */
  key: string | null;
}

async function save(tables: ServerlessTables, { change, loaded, owner, key }: StoredChange): Promise<void> {
  const { session, remembered } = change;
  const now = new Date().toISOString();
  await append(tables, change, now);
  session.revision += 1;
  session.updatedAt = now;
  await tables.update({ session, owner });
  for (const turn of changed(loaded.turns, change.turns)) await tables.saveTurn(session.id, turn);
  for (const one of changed(loaded.held, change.held)) await tables.saveHeld(session.id, one);
  if (remembered !== null && key !== null) {
    await tables.remember({ session: session.id, key, ...remembered });
  }
}

/** The later values that differ from the earlier ones. */
function changed<T extends { id: string }>(before: readonly T[], after: readonly T[]): T[] {
  const jsons = new Map(before.map((value) => [value.id, JSON.stringify(value)]));
  return after.filter((value) => JSON.stringify(value) !== jsons.get(value.id));
}

/** Assigns each event of a change an id, a seq and a time. */
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
