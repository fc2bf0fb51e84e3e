import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Change, Effect, Origin } from "./change.js";
import { reduce } from "./reduce.js";
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
  /** It is known now whose things are kept: the draft may be had. */
  identified?(): void;
  /** The conversation was replaced by another one: what was not sent to it, to be written again. */
  returned?(text: string): void;
}

/** What the session's own parts may want to hear besides. */
export interface StoreObserver extends SessionObserver {
  /** A change was made, whether or not the state is another one for it; told before the state. */
  change?(change: Change, origin: Origin): void;
  /** A change brought something about; told after the state that it made. */
  effect?(effect: Exclude<Effect, { type: "events" }>): void;
}

type Telling = (observer: StoreObserver) => void;

/**
 * Holds the one current state, and tells the observers of what happens: each of them once, in the order in which
 * it happened, also of what an observer causes while it is told of something else.
 */
export class SessionStore {
  /** Each observer, with how many things had happened before it was added: it is not told of those. */
  readonly #observers = new Map<StoreObserver, number>();
  #state: SessionState;
  /** What has happened and was not told yet. */
  readonly #untold: { readonly number: number; readonly tell: Telling }[] = [];
  #count = 0;
  #isTelling = false;

  constructor(state: SessionState) {
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Adds an observer; call the answer to remove it. */
  observe(observer: StoreObserver): () => void {
    this.#observers.set(observer, this.#count);
    return () => this.#observers.delete(observer);
  }

  /** Changes the state at once. The observers are told as soon as those before have been told of what was before. */
  dispatch(change: Change, origin: Origin = "here"): void {
    const previous = this.#state;
    const { state, effects } = reduce(previous, change);
    this.#state = state;
    this.#happened((observer) => observer.change?.(change, origin));
    for (const effect of effects) {
      if (effect.type === "events") this.#happened((observer) => this.#tellEvents(observer, effect));
    }
    if (state !== previous) this.#happened((observer) => observer.state?.(state, previous));
    for (const effect of effects) if (effect.type !== "events") this.#tellEffect(effect);
    this.#tellAll();
  }

  report(error: SessionError): void {
    this.#happened((observer) => observer.error?.(error));
    this.#tellAll();
  }

  tellReset(): void {
    this.#happened((observer) => observer.reset?.());
    this.#tellAll();
  }

  tellIdentified(): void {
    this.#happened((observer) => observer.identified?.());
    this.#tellAll();
  }

  tellReturned(text: string): void {
    this.#happened((observer) => observer.returned?.(text));
    this.#tellAll();
  }

  /** Nobody is told of anything any more. */
  close(): void {
    this.#observers.clear();
  }

  #happened(tell: Telling): void {
    this.#count += 1;
    this.#untold.push({ number: this.#count, tell });
  }

  #tellAll(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
      const { number, tell } = next;
      for (const [observer, since] of [...this.#observers]) {
        // Whoever hears of something may remove an observer, or close the session.
        if (since < number && this.#observers.has(observer)) attempt(() => tell(observer));
      }
    }
    this.#isTelling = false;
  }

  #tellEffect(effect: Exclude<Effect, { type: "events" }>): void {
    this.#happened((observer) => observer.effect?.(effect));
    if (effect.type !== "delivered") return;
    const { id, seq, item } = effect;
    this.#happened((observer) => observer.sent?.({ text: item.text, idempotencyKey: item.key, id, seq }));
  }

  #tellEvents(observer: StoreObserver, { events, replayed }: Effect & { type: "events" }): void {
    for (const event of events) {
      if (this.#observers.has(observer)) attempt(() => observer.event?.(event, replayed));
    }
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
