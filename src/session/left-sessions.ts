import { laterFile } from "./later-file.js";
import type { Session } from "./session.js";
import type { SessionState } from "./state/state.js";

interface Left {
  readonly session: Session;
  /** Stops observing the session. The session itself goes on. */
  readonly end: () => void;
}

/** The sessions that a page has left while they had unsent messages. Each stays open until its messages are sent. */
export class LeftSessions {
  readonly #left = new Set<Left>();

  /**
   * Leaves a session, and closes it once its messages are sent. Closes it at once if it has none, or if `isAwaited` is
   * false.
   *
   * @param end called before the session is closed or taken back.
   */
  leave(session: Session, end: () => void, isAwaited: boolean): void {
    const left: Left = { session, end: () => (stop(), end(), this.#left.delete(left)) };
    const stop = session.observe({
      state: (state) => hasUnsent(state) || queueMicrotask(() => this.#closeIfSent(left)),
    });
    this.#left.add(left);
    this.#closeIfSent(left, isAwaited);
  }

  /**
   * Opens the conversations in which earlier pages have left unsent messages of the same person as in `shown`. Each
   * stays open until its messages are sent.
   *
   * @param make makes the session of an id
   * @param follow connects a session with the page's visibility and network; returns the function that disconnects it
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

  /** Takes back a session that was left; null if it has been closed. */
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

  #closeIfSent(left: Left, isAwaited = true): void {
    const { state } = left.session;
    if (!this.#left.has(left) || (isAwaited && hasUnsent(state))) return;
    left.end();
    left.session.close();
  }
}

/** Whether a message is still to be sent. A message that starts its session counts as unsent until the log shows it. */
function hasUnsent({ outbox }: SessionState): boolean {
  return outbox.some(({ accepted, delivery }) => !accepted && delivery !== "failed");
}
