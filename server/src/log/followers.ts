import type { Tables } from "../store/store.js";
import type { StoredEvent } from "./event.js";

/**
 * Receives committed events, in seq order and without a gap. `many` stands for events that are too many to be passed:
 * the follower reads them from the log, at its reader's speed. `deleted` means that the session was deleted.
 */
export type Follower = (news: readonly StoredEvent[] | "many" | "deleted") => void;

/** Callbacks for metrics and errors. */
export interface LogWatcher {
  /** Events that this process has committed. */
  onCommitted(events: readonly StoredEvent[]): void;
  /** Events that this process has passed to its followers. */
  onPublished(events: readonly StoredEvent[]): void;
  /** Called with an error that prevents reading a log. */
  onError(error: unknown): void;
}

/** Events that are read once for all followers of a session; if there are more, each follower reads them itself. */
const MAX_SHARED_EVENTS = 256;

/** Sessions that one query checks. */
const SESSIONS_PER_QUERY = 1000;

/** The log of one session, as far as its followers have received it. */
interface Followed {
  readonly followers: Set<Follower>;
  /** The last seq that was passed to them. */
  head: number;
  /** The highest seq that is known to be committed. */
  knownHead: number;
  isReading: boolean;
}

/** The followers of each session's log in this process. News of commits may arrive late, twice, or out of order. */
export class Followers {
  readonly #store: Pick<Tables, "events" | "sessions">;
  readonly #watcher: LogWatcher;
  readonly #followed = new Map<string, Followed>();
  #isPolling = false;
  #pollsAgain = false;

  constructor(store: Pick<Tables, "events" | "sessions">, watcher: LogWatcher) {
    this.#store = store;
    this.#watcher = watcher;
  }

  /**
   * @param head a seq that the log has reached
   * @returns a function that removes the follower
   */
  add(session: string, head: number, follower: Follower): () => void {
    let followed = this.#followed.get(session);
    if (followed === undefined) {
      followed = { followers: new Set(), head, knownHead: head, isReading: false };
      this.#followed.set(session, followed);
    }
    const { followers } = followed;
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followed.get(session)?.followers === followers) {
        this.#followed.delete(session);
      }
    };
  }

  /** Passes events that this process has committed. */
  publish(session: string, events: readonly StoredEvent[]): void {
    const followed = this.#followed.get(session);
    const [first, last] = [events[0], events.at(-1)];
    if (followed === undefined || first === undefined || last === undefined) return;
    if (first.seq !== followed.head + 1) return this.advanceTo(session, last.seq);
    followed.head = last.seq;
    for (const follower of followed.followers) follower(events);
    this.#watcher.onPublished(events);
  }

  /** Records that a session's log has reached a seq; reads the missing events and passes them. */
  advanceTo(session: string, head: number): void {
    const followed = this.#followed.get(session);
    if (followed === undefined) return;
    followed.knownHead = Math.max(followed.knownHead, head);
    if (!followed.isReading) void this.#catchUp(session, followed);
  }

  /** Looks for commits whose notification was lost. */
  findMissed(): void {
    const sessions = [...this.#followed.keys()];
    // A commit may have happened after the running poll read its session.
    if (this.#isPolling) this.#pollsAgain = true;
    if (sessions.length === 0 || this.#isPolling) return;
    this.#isPolling = true;
    void this.#poll(sessions).finally(() => {
      this.#isPolling = false;
      if (!this.#pollsAgain) return;
      this.#pollsAgain = false;
      this.findMissed();
    });
  }

  /** Never rejects: the next look finds what this one missed. */
  async #poll(sessions: readonly string[]): Promise<void> {
    try {
      for (let at = 0; at < sessions.length; at += SESSIONS_PER_QUERY) {
        const batch = sessions.slice(at, at + SESSIONS_PER_QUERY);
        const heads = await this.#store.sessions.heads(batch);
        for (const { id, head } of heads) this.advanceTo(id, head);
        const left = new Set(heads.map(({ id }) => id));
        for (const session of batch) if (!left.has(session)) this.#notifyDeleted(session);
      }
    } catch (error) {
      this.#watcher.onError(error);
    }
  }

  #notifyDeleted(session: string): void {
    for (const follower of this.#followed.get(session)?.followers ?? []) follower("deleted");
  }

  /** Never rejects: the next notification or look reads what could not be read now. */
  async #catchUp(session: string, followed: Followed): Promise<void> {
    followed.isReading = true;
    try {
      while (followed.knownHead > followed.head && followed.followers.size > 0) {
        const { knownHead } = followed;
        const isFar = knownHead - followed.head > MAX_SHARED_EVENTS;
        const read = isFar ? null : await this.#store.events.after(session, followed.head, MAX_SHARED_EVENTS);
        // Events of this process may have been passed meanwhile.
        const events = read && read.filter(({ seq }) => seq > followed.head);
        followed.head = Math.max(followed.head, events?.at(-1)?.seq ?? knownHead);
        if (events?.length === 0) continue;
        for (const follower of followed.followers) follower(events ?? "many");
        if (events !== null) this.#watcher.onPublished(events);
      }
    } catch (error) {
      this.#watcher.onError(error);
    } finally {
      followed.isReading = false;
    }
  }
}
