import type { NewEvent, Reserved } from "../store/events.js";
import { newId } from "../store/ids.js";
import type { Status } from "../store/schema/rows.js";
import type { Store, Transaction } from "../store/store.js";
import type { EventDraft, StoredEvent } from "./event.js";
import { LEVELS } from "./event.js";
import { type Follower, Followers, type LogWatcher } from "./followers.js";
import { spill } from "./spill.js";

/** Called inside the appending transaction, so that what it writes stands or falls with the events. */
export type AppendHook = (
  tx: Transaction,
  session: string,
  events: readonly StoredEvent[],
  reserved: Reserved,
) => Promise<void>;

const UNWATCHED: LogWatcher = { onCommitted() {}, onTold() {}, onError() {} };

/** The append-only logs of all sessions: commit first, then tell the followers, then resolve. */
export class EventLog {
  readonly #store: Store;
  readonly #hooks: AppendHook[] = [];
  readonly #watcher: LogWatcher;
  readonly #followers: Followers;

  constructor(store: Store, watcher: LogWatcher = UNWATCHED) {
    this.#store = store;
    this.#watcher = watcher;
    this.#followers = new Followers(store, watcher);
    store.hear({
      appended: (session, head) => this.#followers.hear(session, head),
      missed: () => this.#followers.lookForMissed(),
    });
  }

  /** Adds a hook that runs within every append. */
  onAppend(hook: AppendHook): void {
    this.#hooks.push(hook);
  }

  /**
   * Appends events in a transaction of their own.
   *
   * @param input true when the events are messages that the session's agent is to take up
   * @throws Error when there is no such session
   */
  append(session: string, drafts: readonly EventDraft[], input = false): Promise<StoredEvent[]> {
    return this.#store.transaction((tx) => this.appendIn(tx, session, drafts, input));
  }

  /** As {@link append}, within a transaction. */
  async appendIn(
    tx: Transaction,
    session: string,
    drafts: readonly EventDraft[],
    input = false,
  ): Promise<StoredEvent[]> {
    return (await this.appendTo(tx, session, drafts, { input, wakes: input })).events;
  }

  /**
   * As {@link appendIn}, for who has to know what the session is by then.
   *
   * @param given `input` as above; `wakes` is false when nobody runs the agent
   */
  async appendTo(
    tx: Transaction,
    session: string,
    drafts: readonly EventDraft[],
    given: { input: boolean; wakes: boolean },
  ): Promise<{ events: StoredEvent[]; status: Status }> {
    const reserved = await tx.events.reserve(session, drafts.length, given);
    if (reserved === undefined) throw new Error(`No session ${session}.`);
    const now = new Date().toISOString();
    const made = drafts.map((draft, index) => makeEvent(session, reserved.first + index, draft, now));
    await tx.events.insert(reserved.n, made, given.input);
    for (const hook of this.#hooks) await hook(tx, session, made, reserved);
    tx.afterCommit(() => {
      this.#watcher.onCommitted(made);
      this.#followers.tell(session, made);
      this.#store.announce(session, reserved.first + made.length - 1);
    });
    return { events: made, status: reserved.status };
  }

  /** Has the followers of sessions that are no more told so. */
  lookForGone(): void {
    this.#followers.lookForMissed();
  }

  /**
   * Calls `follower` for every later commit to a session's log, until the returned function is called.
   *
   * @param head a seq that the log has reached; what comes after it is told, or was there to be read already
   */
  follow(session: string, head: number, follower: Follower): () => void {
    return this.#followers.add(session, head, follower);
  }
}

function makeEvent(session: string, seq: number, draft: EventDraft, now: string): NewEvent {
  const id = newId("evt");
  const spilled = spill(draft.body);
  const level = draft.level ?? "user";
  const json = JSON.stringify({
    id,
    seq,
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
  return { seq, id, rank, type, turn, json, content: spilled?.content ?? null };
}
