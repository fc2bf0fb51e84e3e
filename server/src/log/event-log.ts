import type { Appending, NewEvent, Reserved } from "../store/append.js";
import { NoSession } from "../store/errors.js";
import { newId } from "../store/ids.js";
import type { Status } from "../store/schema/rows.js";
import type { Store, Transaction } from "../store/store.js";
import type { EventDraft, StoredEvent } from "./event.js";
import { LEVELS } from "./event.js";
import { type Follower, Followers, type LogWatcher } from "./followers.js";
import { spill } from "./spill.js";

/**
 * Called inside the transaction that appends to a session that has, or had, destinations. Its writes are committed or
 * rolled back together with the events.
 */
export type AppendHook = (tx: Transaction, session: string, events: readonly StoredEvent[]) => Promise<void>;

const UNWATCHED: LogWatcher = { onCommitted() {}, onPublished() {}, onError() {} };

/** The append-only logs of all sessions. An append is committed first, then sent to the followers, then resolved. */
export class EventLog {
  readonly #store: Store;
  readonly #hooks: AppendHook[] = [];
  readonly #watcher: LogWatcher;
  readonly #followers: Followers;

  constructor(store: Store, watcher: LogWatcher = UNWATCHED) {
    this.#store = store;
    this.#watcher = watcher;
    this.#followers = new Followers(store, watcher);
    store.listen({
      appended: (session, head) => this.#followers.advanceTo(session, head),
      missed: () => this.#followers.findMissed(),
    });
  }

  /** Adds a hook that runs within every append to a session with destinations. */
  onDestined(hook: AppendHook): void {
    this.#hooks.push(hook);
  }

  /**
   * Appends events in a separate transaction.
   *
   * @param input true if the events are messages that the session's agent must answer
   * @throws NoSession
   */
  append(session: string, drafts: readonly EventDraft[], input = false): Promise<StoredEvent[]> {
    return this.#store.transaction((tx) => this.appendIn(tx, session, drafts, input));
  }

  /** Like {@link append}, within a transaction. */
  async appendIn(
    tx: Transaction,
    session: string,
    drafts: readonly EventDraft[],
    input = false,
  ): Promise<StoredEvent[]> {
    return (await this.appendTo(tx, session, drafts, { input, wakes: input })).events;
  }

  /**
   * Like {@link appendIn}, but also returns the session's state after the append.
   *
   * @param given `input` as above; `wakes` is false if no runtime runs the agent; `keys` as in {@link Appending}
   */
  async appendTo(
    tx: Transaction,
    session: string,
    drafts: readonly EventDraft[],
    given: AppendOptions,
  ): Promise<{ events: StoredEvent[]; status: Status }> {
    const made = newEvents(session, drafts);
    const reserved = await tx.events.append({ session, events: made, ...given });
    if (reserved === undefined) throw new NoSession(`No session ${session}.`);
    const events = stored(made, reserved);
    if (reserved.hasDestinations) {
      for (const hook of this.#hooks) await hook(tx, session, events);
    }
    tx.afterCommit(() => this.#committed(session, events));
    return { events, status: reserved.status };
  }

  /**
   * Appends and commits events with as few statements as possible, if the session permits it.
   *
   * @returns null, without a change, if the append needs a transaction; the caller then uses {@link appendTo} within
   *   one
   */
  async appendAlone(
    session: string,
    drafts: readonly EventDraft[],
    given: AppendOptions,
  ): Promise<{ events: StoredEvent[]; status: Status } | null> {
    const made = newEvents(session, drafts);
    const reserved = await this.#store.events.appendAlone({ session, events: made, ...given });
    if (reserved === undefined) return null;
    const events = stored(made, reserved);
    this.#committed(session, events);
    return { events, status: reserved.status };
  }

  /** Looks for deleted sessions and notifies their followers. */
  findDeleted(): void {
    this.#followers.findMissed();
  }

  /**
   * Calls `follower` for every later commit to a session's log, until the returned function is called.
   *
   * @param head a seq that the log has reached; the follower receives all events after it that are not yet readable
   */
  follow(session: string, head: number, follower: Follower): () => void {
    return this.#followers.add(session, head, follower);
  }

  #committed(session: string, events: readonly StoredEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#watcher.onCommitted(events);
    this.#followers.publish(session, events);
    this.#store.announce(session, last.seq);
  }
}

/** The options of an append. */
type AppendOptions = Pick<Appending, "input" | "wakes" | "keys">;

/** Events with their seqs. */
function stored(made: readonly NewEvent[], { first }: Reserved): StoredEvent[] {
  return made.map(({ json, id, rank, type, turn }, index) => {
    const seq = first + index;
    return { seq, id, rank, type, turn, json: json.join(String(seq)) };
  });
}

function newEvents(session: string, drafts: readonly EventDraft[]): NewEvent[] {
  const now = new Date().toISOString();
  return drafts.map((draft) => newEvent(session, draft, now));
}

function newEvent(session: string, draft: EventDraft, now: string): NewEvent {
  const id = newId("evt");
  const spilled = spill(draft.body);
  const level = draft.level ?? "user";
  const rest = JSON.stringify({
    ts: draft.ts ?? now,
    session,
    actor: draft.actor ?? { type: "system" },
    type: draft.type,
    level,
    body: spilled?.preview ?? draft.body,
    turn_id: draft.turn_id,
    source: draft.source,
    refs: draft.refs ?? {},
    ...(spilled && {
      content_ref: `/sessions/${session}/events/${id}/content`,
      body_truncated: true,
      body_bytes: spilled.bytes,
    }),
  });
  const rank = LEVELS.indexOf(level);
  const { type, turn_id: turn = null } = draft;
  const json = [`{"id":"${id}","seq":`, `,${rest.slice(1)}`] as const;
  return { id, rank, type, turn, json, content: spilled?.content ?? null };
}
