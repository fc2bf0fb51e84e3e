import { SessionError } from "../../wire/errors.js";
import type { Wire } from "../../wire/wire.js";
import type { Access } from "../access/access.js";
import type { CancelTurn, Grant } from "../access/grant.js";
import type { SessionStore } from "../fold/store.js";

/** What stopping works with. */
export interface StoppingOptions {
  readonly store: SessionStore;
  readonly access: Access;
  readonly wire: Wire;
  /** The service was asked: the log will say what came of it. */
  readonly onAsked: () => void;
}

/** Such a request outlives whoever made it: it is short, and its answer changes nothing here. */
const NEVER = new AbortController().signal;

/** Has the turn under way stopped, which takes a while: it is `stopping` until the log says that it has ended; has questions dismissed. */
export class Stopping {
  readonly #options: StoppingOptions;

  constructor(options: StoppingOptions) {
    this.#options = options;
  }

  /**
   * @param cancel stops the turn in the wire's place.
   * @throws what `cancel` throws, or a {@link SessionError}: then the turn goes on.
   */
  async stop(cancel: CancelTurn | null): Promise<void> {
    const { store } = this.#options;
    const { session, turnId } = store.state;
    if (session === null) return;
    store.dispatch({ type: "stopping", stopping: true });
    try {
      await (cancel ? cancel({ session, turnId }) : this.#interrupt());
    } catch (error) {
      store.dispatch({ type: "stopping", stopping: false });
      throw error;
    }
  }

  /** Lets go of a question without an answer. @throws {SessionError} as the wire does. */
  async dismiss(questionId: string): Promise<void> {
    await this.#options.wire.dismiss?.({ ...(await this.#grant()), questionId, signal: NEVER });
    this.#options.onAsked();
  }

  async #interrupt(): Promise<void> {
    await this.#options.wire.interrupt?.({ ...(await this.#grant()), signal: NEVER });
    this.#options.onAsked();
  }

  async #grant(): Promise<Grant> {
    const grant = await this.#options.access.obtain();
    if (!grant) throw new SessionError("not-found", "There is no conversation yet.");
    return grant;
  }
}
