import { SessionError } from "../../wire/errors.js";
import type { Wire } from "../../wire/wire.js";
import type { Access } from "../access/access.js";
import type { CancelTurn } from "../access/grant.js";
import type { SessionStore } from "../state/store.js";

/** Has the turn under way stopped, which takes a while: it is `stopping` until the log says that it has ended. */
export class Stopping {
  readonly #options: { readonly store: SessionStore; readonly access: Access; readonly wire: Wire };

  constructor(options: { store: SessionStore; access: Access; wire: Wire }) {
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

  async #interrupt(): Promise<void> {
    const { access, wire } = this.#options;
    const grant = await access.obtain();
    if (!grant || !wire.interrupt) throw new SessionError("config", "This wire cannot stop a turn.");
    await wire.interrupt({ ...grant, signal: new AbortController().signal });
  }
}
