import { asSessionError, SessionError } from "../../wire/errors.js";
import type { Wire } from "../../wire/wire.js";
import type { Access } from "../access/access.js";
import type { CancelTurn, Grant } from "../access/grant.js";
import type { SessionStore } from "../fold/store.js";
import type { Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";

/** What {@link Stopping} works with. */
export interface StoppingOptions {
  readonly store: SessionStore;
  readonly access: Access;
  readonly wire: Wire;
  readonly clock: Clock;
  /** Called when the service has been asked. The log will show the result. */
  readonly onAsked: () => void;
}

/** A request to stop or to dismiss that has no answer in this time has failed. */
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * Asks the service to stop the running turn, or to dismiss a question. The state's `stopping` is true until the log
 * says that the turn has ended.
 */
export class Stopping {
  readonly #options: StoppingOptions;
  /** How often a stop was requested. */
  #stops = 0;

  constructor(options: StoppingOptions) {
    this.#options = options;
  }

  /**
   * @param cancel stops the turn instead of a request of the wire.
   * @throws what `cancel` throws, or a {@link SessionError}: then the turn goes on.
   */
  async stop(cancel: CancelTurn | null): Promise<void> {
    const { store } = this.#options;
    const { session, turnId } = store.state;
    if (!session) return;
    const stop = (this.#stops += 1);
    store.dispatch({ type: "stopping", stopping: true });
    try {
      await this.#answered((signal) => (cancel ? cancel({ session, turnId }) : this.#interrupt(signal)));
    } catch (error) {
      // A later request may be for a later turn, or one of another session.
      if (stop === this.#stops) store.dispatch({ type: "stopping", stopping: false });
      throw error;
    }
  }

  /** Dismisses a question without an answer. @throws {SessionError} as the wire does. */
  async dismiss(questionId: string): Promise<void> {
    const { onAsked, wire } = this.#options;
    try {
      await this.#answered(async (signal) =>
        wire.dismiss?.({ ...(await this.#grant()), questionId, signal }),
      );
    } catch (error) {
      throw asSessionError(error, "The question could not be dismissed.");
    }
    onAsked();
  }

  async #interrupt(signal: AbortSignal): Promise<void> {
    await this.#options.wire.interrupt?.({ ...(await this.#grant()), signal });
    this.#options.onAsked();
  }

  /** The access to the open session. The backend may have named another session meanwhile, with turns of its own. */
  async #grant(): Promise<Grant> {
    const { access, store } = this.#options;
    const { session } = store.state;
    const grant = await access.obtain();
    if (grant?.session !== session) throw new SessionError("not-found", "There is no conversation yet.");
    return grant as Grant;
  }

  #answered(ask: (signal: AbortSignal) => unknown): Promise<unknown> {
    const { clock } = this.#options;
    const late = () => new SessionError("network", "A request to stop or dismiss had no answer in 30 s.");
    return withTimeout({ clock, milliseconds: ANSWER_TIMEOUT_MS, late }, async (signal) => ask(signal));
  }
}
