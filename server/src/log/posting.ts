import { StoreUnavailable } from "../store/errors.js";
import type { Status } from "../store/schema/rows.js";
import type { Store } from "../store/store.js";
import type { EventDraft, StoredEvent } from "./event.js";
import type { EventLog } from "./event-log.js";

/** Messages that one append contains at most. */
const MAX_TOGETHER = 100;

/** A message for a session's agent. */
export interface Post {
  draft: EventDraft;
  /** Whether a runtime runs the agent. */
  wakes: boolean;
  /** Its idempotency key. */
  key: string | null;
  /** Whether the session never had destinations, as far as this process knows. */
  isPlain: boolean;
}

/** A posted message with its seq, and the session's state after the append. */
export interface Posted {
  event: StoredEvent;
  status: Status;
}

/** The session is archived and accepts no messages. */
export class SessionArchived extends Error {
  override readonly name = "SessionArchived";
}

interface Waiting {
  post: Post;
  resolve(posted: Posted): void;
  reject(error: unknown): void;
}

/**
 * Appends messages to sessions. Messages that arrive during an append to the same session are collected here and
 * appended together: the appends to one log are serialised, so separate ones would wait for each other in the
 * database.
 */
export class Posting {
  readonly #store: Store;
  readonly #log: EventLog;
  /** By session: messages that arrived during an append. */
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(store: Store, log: EventLog) {
    this.#store = store;
    this.#log = log;
  }

  /**
   * Appends a message; resolves once it is committed.
   *
   * @throws PostedBefore, SessionArchived
   */
  post(session: string, post: Post): Promise<Posted> {
    return new Promise((resolve, reject) => {
      const one = { post, resolve, reject };
      const waiting = this.#waiting.get(session);
      if (waiting !== undefined) return void waiting.push(one);
      this.#waiting.set(session, []);
      void this.#appendAll(session, [one]);
    });
  }

  /** Never rejects: an error rejects the promise of each post. */
  async #appendAll(session: string, first: readonly Waiting[]): Promise<void> {
    for (let together = first; together.length > 0;) {
      await this.#appendTogether(session, together);
      together = this.#waiting.get(session)!.splice(0, MAX_TOGETHER);
    }
    this.#waiting.delete(session);
  }

  async #appendTogether(session: string, together: readonly Waiting[]): Promise<void> {
    try {
      const posted = await this.#append(
        session,
        together.map(({ post }) => post),
      );
      for (const [index, { resolve }] of together.entries()) resolve(posted[index]!);
    } catch (error) {
      if (together.length === 1 || error instanceof StoreUnavailable) {
        for (const { reject } of together) reject(error);
        return;
      }
      // One of the messages cannot be appended, so none was; each is tried alone.
      for (const one of together) await this.#appendTogether(session, [one]);
    }
  }

  async #append(session: string, posts: readonly Post[]): Promise<Posted[]> {
    const drafts = posts.map(({ draft }) => draft);
    const given = {
      input: true,
      wakes: posts.some(({ wakes }) => wakes),
      keys: posts.map(({ key }) => key),
    };
    const isPlain = posts.every((post) => post.isPlain);
    const appended =
      (isPlain ? await this.#log.appendAlone(session, drafts, given) : null) ??
      (await this.#store.transaction(async (tx) => {
        const made = await this.#log.appendTo(tx, session, drafts, given);
        if (made.status === "archived") throw new SessionArchived();
        return made;
      }));
    return appended.events.map((event) => ({ event, status: appended.status }));
  }
}
