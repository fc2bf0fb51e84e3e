import type { Clock } from "../time/clock.js";
import type { OutboxStore } from "../sending/outbox.js";
import type { SessionStore } from "../state/store.js";
import { hasLocks } from "./tabs.js";

/** Without locks, a message that no tab had in hand for this long is anybody's. */
const ORPHANED_AFTER_MS = 60_000;

/** What adoption works with. */
export interface AdoptionOptions {
  readonly store: SessionStore;
  readonly outbox: OutboxStore;
  /** The session, as far as it is known whose it is. */
  readonly session: () => string | null;
  readonly clock: Clock;
  /** Something may be there to send. */
  readonly onAdopted: () => void;
}

/** Brings in the messages that other tabs, or this one before a reload, have kept and not sent. */
export class Adoption {
  readonly #options: AdoptionOptions;
  #timer: unknown = null;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** Brings in what is kept for the session and not known here; without locks, again and again. */
  load(): void {
    const { clock, onAdopted, outbox, session, store } = this.#options;
    const now = clock.now();
    for (const outgoing of outbox.load(session(), now, hasLocks() ? 0 : ORPHANED_AFTER_MS)) {
      store.dispatch({ type: "queued", outgoing }, "elsewhere");
    }
    onAdopted();
    clock.clearTimeout(this.#timer);
    if (!hasLocks() && outbox.isShared) this.#timer = clock.setTimeout(() => this.load(), ORPHANED_AFTER_MS);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }
}
