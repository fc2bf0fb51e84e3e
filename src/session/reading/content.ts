import type { Wire } from "../../wire/wire.js";
import { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Access } from "../access/access.js";
import type { SessionStore } from "../fold/store.js";
import type { Clock } from "../time/clock.js";
import { InOrder } from "../state/in-order.js";
import { withTimeout } from "../time/timeout.js";
import { INITIAL_CONTENT, isCut, transition, type Effect, type Happening } from "./content-transition.js";

/** A request for a body that takes longer has failed, and is repeated later. */
const BODY_TIMEOUT_MS = 60_000;

/** What {@link ContentLoader} works with. */
export interface ContentLoaderOptions {
  readonly store: SessionStore;
  readonly wire: Wire;
  readonly access: Access;
  readonly clock: Clock;
}

/**
 * Reads spilled bodies, each with a request of its own. {@link transition} decides which one and when; this class
 * carries out its effects.
 */
export class ContentLoader {
  readonly #options: ContentLoaderOptions;
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  #queue = INITIAL_CONTENT;
  /** Aborts the running request. */
  #request = new AbortController();
  #timer: unknown = null;

  /** @param cut events with a spilled body that were read before. */
  constructor(options: ContentLoaderOptions, cut: readonly SessionEvent[] = []) {
    this.#options = options;
    for (const event of cut) this.#note(event);
    options.store.observe({
      event: (event) => this.#note(event),
      state: (state, previous) => {
        const hasGrown = state.lastSeq !== previous.lastSeq || state.startSeq !== previous.startSeq;
        if (state.caughtUp && (hasGrown || !previous.caughtUp)) this.#load();
      },
    });
    if (options.store.state.caughtUp) this.#load();
  }

  /** Queues an event with a spilled body. Reading starts when the log has been read to its end. */
  #note(event: SessionEvent): void {
    if (isCut(event)) this.#happenings.happen({ type: "noted", event });
  }

  /** Starts to read the bodies in the queue. */
  #load(): void {
    this.#happenings.happen({ type: "load" });
  }

  /** Empties the queue, because the log is left, or read again from its beginning. */
  forget(): void {
    this.#happenings.happen({ type: "forget" });
  }

  #step(happening: Happening): void {
    const [queue, effects] = transition(this.#queue, happening, this.#options.clock.random());
    this.#queue = queue;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    const { clock, store, wire } = this.#options;
    switch (effect.do) {
      case "fetch":
        return void this.#fetch(effect.event, this.#request.signal);
      case "wait":
        this.#timer = clock.setTimeout(() => this.#happenings.happen({ type: "due" }), effect.milliseconds);
        return;
      case "leave":
        clock.clearTimeout(this.#timer);
        this.#request.abort();
        this.#request = new AbortController();
        return;
      case "show":
        return store.dispatch({ type: "content", event: wire.read(effect.whole) });
      case "report":
        return store.report(effect.error);
    }
  }

  async #fetch(event: SessionEvent, signal: AbortSignal): Promise<void> {
    const happening = await this.#ask(event, signal);
    if (!signal.aborted) this.#happenings.happen(happening);
  }

  async #ask(event: SessionEvent, signal: AbortSignal): Promise<Happening> {
    const { wire, access, clock } = this.#options;
    let token = "";
    try {
      const grant = await access.obtain();
      if (!grant || signal.aborted || !wire.whole) return { type: "loaded", event, whole: null };
      token = grant.token;
      const late = () => new SessionError("network", "A request for a body had no answer in 60 s.");
      const whole = await withTimeout(
        { clock, milliseconds: BODY_TIMEOUT_MS, signal, late },
        async (wanted) => wire.whole?.({ ...grant, event, signal: wanted }) ?? null,
      );
      return { type: "loaded", event, whole };
    } catch (error) {
      if (!(error instanceof SessionError)) return { type: "loaded", event, whole: null };
      if (error.status === 401) access.refuse(token);
      return { type: "failed", event, error };
    }
  }
}
