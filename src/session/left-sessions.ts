import type { Session } from "./session.js";
import type { SessionState } from "./state/state.js";

interface Left {
  readonly session: Session;
  /** Ends what this class does for the session, and not the session. */
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

  /** Takes back a session that was left; null where it has been closed. */
  take(id: string | null): Session | null {
    for (const { session, end } of this.#left) {
      if (session.state.session !== id) continue;
      end();
      return session;
    }
    return null;
  }

  /** Closes all sessions that were left. Their unsent messages stay in the storage. */
  close(): void {
    for (const { session, end } of this.#left) {
      end();
      session.close();
    }
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
