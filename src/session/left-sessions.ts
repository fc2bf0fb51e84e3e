import { laterFile } from "./later-file.js";
import type { Session } from "./session.js";
import type { SessionState } from "./state/state.js";

interface Left {
  readonly session: Session;
  /** Stops observing the session, which itself goes on. */
  readonly end: () => void;
}

/** The sessions that a page has left while they had messages to send. Each goes on until those are sent. */
export class LeftSessions {
  readonly #left = new Set<Left>();

  /**
   * Leaves a session. Closes it when its messages are sent; at once where it has none, or where nobody waits for them.
   *
   * @param end called before the session is closed or taken back.
   */
  leave(session: Session, end: () => void, isAwaited: boolean): void {
    const left: Left = { session, end: () => (stop(), end(), this.#left.delete(left)) };
    const stop = session.observe({
      state: (state) => hasUnsent(state) || queueMicrotask(() => this.#look(left)),
    });
    this.#left.add(left);
    this.#look(left, isAwaited);
  }

  /**
   * Opens the conversations in which earlier pages have left unsent messages of the person of `shown`. Each stays open
   * until its messages are sent.
   *
   * @param make makes the session of an id
   * @param follow has a session follow the page's visibility and network; returns the function that ends that
   */
  async resume(
    shown: Session,
    base: string,
    make: (id: string) => Session,
    follow: (session: Session) => () => void,
  ): Promise<void> {
    const file = await laterFile.attempt();
    const { connection, session: open } = shown.state;
    if (connection === "disconnected") return;
    for (const id of file?.unsentSessions(base, shown.fileDraft.person) ?? []) {
      if (id === open || this.#find(id)) continue;
      const session = make(id);
      session.open();
      this.leave(session, follow(session), true);
    }
  }

  /** Takes back a session that was left; null where it has been closed. */
  take(id: string | null): Session | null {
    const left = this.#find(id);
    left?.end();
    return left?.session ?? null;
  }

  /** Closes all sessions that were left. Their unsent messages stay in the storage. */
  close(): void {
    for (const { session, end } of this.#left) {
      end();
      session.close();
    }
  }

  #find(id: string | null): Left | undefined {
    return [...this.#left].find(({ session }) => session.state.session === id);
  }

  #look(left: Left, isAwaited = true): void {
    const { state } = left.session;
    if (!this.#left.has(left) || (isAwaited && hasUnsent(state))) return;
    left.end();
    left.session.close();
  }
}

/** A message that has started its session is sent once the log that is read tells of it. */
function hasUnsent({ outbox }: SessionState): boolean {
  return outbox.some(({ accepted, delivery }) => !accepted && delivery !== "failed");
}
