import type { Session } from "./session.js";
import type { SessionState } from "./state/state.js";

interface Left {
  readonly session: Session;
  /** Ends what is done for it, and not the session itself. */
  readonly end: () => void;
}

/** Sessions that a page has left while they had something to send: each goes on until that is done. */
export class LeftSessions {
  readonly #left = new Set<Left>();

  /**
   * Leaves a session: closes it, at once where nothing of it waits, or nobody waits for that.
   *
   * @param end called before it is closed, or taken back.
   */
  leave(session: Session, end: () => void, isAwaited: boolean): void {
    const left: Left = { session, end: () => (stop(), end(), this.#left.delete(left)) };
    const stop = session.observe({
      state: (state) => hasUnsent(state) || queueMicrotask(() => this.#look(left)),
    });
    this.#left.add(left);
    this.#look(left, isAwaited);
  }

  /** A session that was left and is wanted again; null where it has been closed. */
  take(id: string | null): Session | null {
    for (const { session, end } of this.#left) {
      if (id === null || session.state.session !== id) continue;
      end();
      return session;
    }
    return null;
  }

  /** Closes all of them: what is unsent stays where it is kept. */
  close(): void {
    for (const { session, end } of this.#left) {
      end();
      session.close();
    }
  }

  #look(left: Left, isAwaited = true): void {
    const { state } = left.session;
    // A message that is to start a conversation belongs to whichever is begun next: it waits where it is kept.
    if (!this.#left.has(left) || (isAwaited && hasUnsent(state) && state.session !== null)) return;
    left.end();
    left.session.close();
  }
}

function hasUnsent({ outbox }: SessionState): boolean {
  return outbox.some(
    ({ accepted, delivery }) => !accepted && (delivery === "waiting" || delivery === "sending"),
  );
}
