import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import { freshEvents } from "./log-fold.js";
import { reduce, type Change } from "./reduce.js";
import type { SessionState } from "./state.js";

/** What an observer of a session may want to hear. */
export interface SessionObserver {
  /** The state changed: at most once for each read from the network. */
  state?(state: SessionState, previous: SessionState): void;
  /** An event of the log, once each, in the order delivered. `replayed`: it came in the first catch-up. */
  event?(event: SessionEvent, replayed: boolean): void;
  /** Something went wrong; what the person needs to know of it is in the state. */
  error?(error: SessionError): void;
  /** A message of ours is in the log. */
  sent?(message: { text: string; idempotencyKey: string; id: string; seq: number }): void;
  /** The conversation was reset, here or in another tab. */
  reset?(): void;
}

/** Holds the one current state, and tells the observers of what happens. */
export class SessionStore {
  readonly #observers = new Set<SessionObserver>();
  #state: SessionState;

  constructor(state: SessionState) {
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Adds an observer; call the answer to remove it. */
  observe(observer: SessionObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  dispatch(change: Change): void {
    const previous = this.#state;
    const delivered = change.type === "events" ? freshEvents(previous, change.events) : [];
    this.#state = reduce(previous, change);
    this.#tellEvents(delivered, !previous.caughtUp);
    if (this.#state !== previous) this.#tell((observer) => observer.state?.(this.#state, previous));
  }

  report(error: SessionError): void {
    this.#tell((observer) => observer.error?.(error));
  }

  tellSent(message: { text: string; idempotencyKey: string; id: string; seq: number }): void {
    this.#tell((observer) => observer.sent?.(message));
  }

  tellReset(): void {
    this.#tell((observer) => observer.reset?.());
  }

  /** Nobody is told of anything any more. */
  close(): void {
    this.#observers.clear();
  }

  #tellEvents(events: readonly SessionEvent[], replayed: boolean): void {
    for (const observer of [...this.#observers]) {
      if (!observer.event) continue;
      for (const event of events) {
        // (Whoever hears of one may close the session.)
        if (this.#observers.has(observer)) attempt(() => observer.event?.(event, replayed));
      }
    }
  }

  #tell(call: (observer: SessionObserver) => void): void {
    for (const observer of [...this.#observers]) attempt(() => call(observer));
  }
}

/** An observer that throws must not stop the log, nor keep the others from hearing. */
function attempt(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
