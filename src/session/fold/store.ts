import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Change, Effect, Origin } from "../state/change.js";
import { InOrder } from "../state/in-order.js";
import { reduce } from "./reduce.js";
import { turnFile } from "./turn-file.js";
import type { SessionState } from "../state/state.js";

/** What an observer of a session can hear of. */
export interface SessionObserver {
  /** The state has changed. Called at most once for each read from the network. */
  state?(state: SessionState, previous: SessionState): void;
  /** An event of the log was delivered. Each is told once, in order. `replayed`: the event came in the first replay. */
  event?(event: SessionEvent, replayed: boolean): void;
  /** Something went wrong. For the developer: what the person needs to know is in the state. */
  error?(error: SessionError): void;
  /** A message of this session is in the log. */
  sent?(message: { text: string; idempotencyKey: string; id: string; seq: number }): void;
  /** The conversation was reset, here or in another tab. */
  reset?(): void;
  /** The owner of the conversation is known from now on, so the draft can be read. */
  identified?(): void;
  /** Another conversation has replaced this one. `text`: the words of unsent messages, to be written again. */
  returned?(text: string): void;
}

/** What the session's own parts can hear of besides. */
export interface StoreObserver extends SessionObserver {
  /** A change was made, whether or not it has made another state. Told before the state. */
  change?(change: Change, origin: Origin): void;
  /** A change has had an effect. Told after the state. */
  effect?(effect: Exclude<Effect, { type: "events" }>): void;
}

type Telling = (observer: StoreObserver) => void;

/** One change or one report, as the calls that tell an observer of it. */
interface Happening {
  readonly number: number;
  readonly tellings: readonly Telling[];
}

/**
 * Holds the current state, and tells the observers of each change once, in the order of the changes. A change that an
 * observer makes while it is told of another one is told after that one.
 */
export class SessionStore {
  /** Each observer, with the number of happenings before it was added: it is told of later ones only. */
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

  /** Changes the state at once. The observers are told of it after they have been told of all earlier changes. */
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

  /** Ends all telling: no observer hears of anything any more. */
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
        // An observer may remove another, or close the session.
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

/** Calls an observer. One that throws must not stop the log, nor keep the others from hearing. */
function attempt(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
