import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Change, Effect, Origin } from "../state/change.js";
import { InOrder } from "../state/in-order.js";
import { reduce } from "./reduce.js";
import { turnFile } from "./turn-file.js";
import type { SessionState } from "../state/state.js";

/** The callbacks of an observer of a session. All are optional. */
export interface SessionObserver {
  /** The state has changed. Called at most once for each read from the network. */
  state?(state: SessionState, previous: SessionState): void;
  /**
   * An event of the log was read. Called once for each event, in order. `replayed`: the event was in the log before it
   * was opened here.
   */
  event?(event: SessionEvent, replayed: boolean): void;
  /** An error occurred. It is for developers: what the person needs to know is in the state. */
  error?(error: SessionError): void;
  /** A message of this session is in the log. */
  sent?(message: { text: string; idempotencyKey: string; id: string; seq: number }): void;
  /** The conversation was reset, here or in another tab. */
  reset?(): void;
  /** The owner of the conversation is known from now on, so the draft can be read. */
  identified?(): void;
  /** Another conversation has replaced this one. `text`: the texts of the unsent messages, for the composer. */
  returned?(text: string): void;
}

/** The further callbacks of an observer that is a part of the session. */
export interface StoreObserver extends SessionObserver {
  /** A change was dispatched, whether or not the state differs. Called before `state`. */
  change?(change: Change, origin: Origin): void;
  /** A change had an effect. Called after `state`. */
  effect?(effect: Exclude<Effect, { type: "events" }>): void;
}

type Telling = (observer: StoreObserver) => void;

/** One change or one report, as the calls to make at each observer. */
interface Happening {
  readonly number: number;
  readonly tellings: readonly Telling[];
}

/**
 * Holds the current state, and notifies the observers of each change once, in the order of the changes. If an observer
 * dispatches a change, the other observers first hear of the change before it.
 */
export class SessionStore {
  /** Each observer, with the number of happenings before it was added. It is notified of later ones only. */
  readonly #observers = new Map<StoreObserver, number>();
  #state: SessionState;
  readonly #tellings = new InOrder<Happening>((happening) => this.#tell(happening));
  #count = 0;

  constructor(state: SessionState) {
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Adds an observer. Returns the function that removes it. */
  observe(observer: StoreObserver): () => void {
    this.#observers.set(observer, this.#count);
    return () => this.#observers.delete(observer);
  }

  /** Changes the state at once. The observers are notified after they have been notified of all earlier changes. */
  dispatch(change: Change, origin: Origin = "here"): void {
    const previous = this.#state;
    const { state, effects } = reduce(previous, change, turnFile.loaded);
    this.#state = state;
    const tellings: Telling[] = [(observer) => observer.change?.(change, origin)];
    for (const effect of effects) {
      if (effect.type === "events") tellings.push((observer) => this.#tellEvents(observer, effect));
    }
    if (state !== previous) tellings.push((observer) => observer.state?.(state, previous));
    for (const effect of effects) if (effect.type !== "events") tellings.push(...tellingsOf(effect));
    this.#happened(...tellings);
  }

  report(error: SessionError): void {
    this.#happened((observer) => observer.error?.(error));
  }

  tellReset(): void {
    this.#happened((observer) => observer.reset?.());
  }

  tellIdentified(): void {
    this.#happened((observer) => observer.identified?.());
  }

  tellReturned(text: string): void {
    this.#happened((observer) => observer.returned?.(text));
  }

  /** Removes all observers. */
  close(): void {
    this.#observers.clear();
  }

  #happened(...tellings: readonly Telling[]): void {
    this.#count += 1;
    this.#tellings.happen({ number: this.#count, tellings });
  }

  #tell({ number, tellings }: Happening): void {
    for (const tell of tellings) {
      for (const [observer, since] of [...this.#observers]) {
        // An observer may have removed another one, or closed the session.
        if (since < number && this.#observers.has(observer)) attempt(() => tell(observer));
      }
    }
  }

  #tellEvents(observer: StoreObserver, { events, replayed }: Effect & { type: "events" }): void {
    for (const event of events) {
      if (this.#observers.has(observer)) attempt(() => observer.event?.(event, replayed));
    }
  }
}

function tellingsOf(effect: Exclude<Effect, { type: "events" }>): readonly Telling[] {
  const own: Telling = (observer) => observer.effect?.(effect);
  if (effect.type !== "delivered") return [own];
  const { id, seq, item } = effect;
  return [own, (observer) => observer.sent?.({ text: item.text, idempotencyKey: item.key, id, seq })];
}

/**
 * Calls an observer. If it throws, the error is reported to the page as uncaught, and the other observers are still
 * called.
 */
function attempt(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
