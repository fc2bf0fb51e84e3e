import type { Appending, NewEvent, Reserved } from "../store/append.js";
import { newId } from "../store/ids.js";
import type { Status } from "../store/schema/rows.js";
import type { Store, Transaction } from "../store/store.js";
import type { EventDraft, StoredEvent } from "./event.js";
import { LEVELS } from "./event.js";
import { type Follower, Followers, type LogWatcher } from "./followers.js";
import { spill } from "./spill.js";

/**
 * Called inside the transaction that appends to a session which has destinations, or had: what it writes stands or
 * falls with the events.
 */
export type AppendHook = (tx: Transaction, session: string, events: readonly StoredEvent[]) => Promise<void>;

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

  /** Adds a hook that runs within every append to a session with destinations. */
  onDestined(hook: AppendHook): void {
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
   * @param given `input` as above; `wakes` is false when nobody runs the agent; `keys` as {@link Appending} has it
   */
  async appendTo(
    tx: Transaction,
    session: string,
    drafts: readonly EventDraft[],
    given: Given,
  ): Promise<{ events: StoredEvent[]; status: Status }> {
    const made = newEvents(session, drafts);
    const reserved = await tx.events.append({ session, events: made, ...given });
    if (reserved === undefined) throw new Error(`No session ${session}.`);
    const events = stored(made, reserved);
    if (reserved.hasDestinations) {
      for (const hook of this.#hooks) await hook(tx, session, events);
    }
    tx.afterCommit(() => this.#committed(session, events));
    return { events, status: reserved.status };
  }

  /**
   * Appends events of their own, and commits, in as little as it takes where the session lets it.
   *
   * @returns null, and nothing is done, where it takes a transaction: {@link appendTo} within one does it then
   */
  async appendAlone(
    session: string,
    drafts: readonly EventDraft[],
    given: Given,
  ): Promise<{ events: StoredEvent[]; status: Status } | null> {
    const made = newEvents(session, drafts);
    const reserved = await this.#store.events.appendAlone({ session, events: made, ...given });
    if (reserved === undefined) return null;
    const events = stored(made, reserved);
    this.#committed(session, events);
    return { events, status: reserved.status };
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

  #committed(session: string, events: readonly StoredEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#watcher.onCommitted(events);
    this.#followers.tell(session, events);
    this.#store.announce(session, last.seq);
  }
}

/** How events are appended. */
type Given = Pick<Appending, "input" | "wakes" | "keys">;

/** Events as they are once they have their seqs. */
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
