import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Change, Effect, Origin } from "../state/change.js";
import { InOrder } from "../state/in-order.js";
import { reduce } from "./reduce.js";
import { turnFile } from "./turn-file.js";
import type { SessionState } from "../state/state.js";

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

/** What is told of one change or one report, part by part. */
interface Happening {
  readonly number: number;
  readonly tellings: readonly Telling[];
}

/**
 * Holds the one current state, and tells the observers of what happens: each of them once, in the order in which
 * it happened, also of what an observer causes while it is told of something else.
 */
export class SessionStore {
  /** Each observer, with how much had happened before it was added: it is not told of that. */
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

  /** Adds an observer; call the answer to remove it. */
  observe(observer: StoreObserver): () => void {
    this.#observers.set(observer, this.#count);
    return () => this.#observers.delete(observer);
  }

  /** Changes the state at once. The observers are told as soon as those before have been told of what was before. */
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

  /** Nobody is told of anything any more. */
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
