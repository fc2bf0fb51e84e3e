import type { OutboxStore } from "../sending/outbox.js";
import type { SessionStore } from "../fold/store.js";
import type { Clock } from "../time/clock.js";
import { InOrder } from "../state/in-order.js";
import { transition, type AdoptionPhase, type Effect, type Happening } from "./adoption-transition.js";
import type { TabIdentity } from "./tab-sync.js";
import { hasLocks } from "./tabs.js";

/** What adoption works with. */
export interface AdoptionOptions {
  readonly store: SessionStore;
  readonly outbox: OutboxStore;
  readonly identity: Pick<TabIdentity, "session">;
  readonly clock: Clock;
  /** Called when a message may be ready to be sent. */
  readonly onAdopted: () => void;
}

/**
 * Adopts the messages that other tabs, or this one before a reload, have kept and not sent. {@link transition} decides
 * when; this class carries out its effects.
 */
export class Adoption {
  readonly #options: AdoptionOptions;
  /** In order, because an adopted message may tell whose the session is, and then the storage is read again. */
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  #phase: AdoptionPhase = "ready";
  #timer: unknown = null;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** Adopts the messages that are kept for the session and not known here: once, or without locks every minute. */
  load(): void {
    this.#happenings.happen("load");
  }

  /** The session is closed for good. */
  stop(): void {
    this.#happenings.happen("stop");
  }

  #step(happening: Happening): void {
    const facts = { hasLocks: hasLocks(), isShared: this.#options.outbox.isShared };
    const [phase, effects] = transition(this.#phase, happening, facts);
    this.#phase = phase;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    const { clock, onAdopted } = this.#options;
    switch (effect.do) {
      case "leave":
        return clock.clearTimeout(this.#timer);
      case "adopt":
        return this.#adopt(effect.untouchedMs);
      case "kick":
        return onAdopted();
      case "wait":
        this.#timer = clock.setTimeout(() => this.#happenings.happen("due"), effect.milliseconds);
    }
  }

  #adopt(untouchedMs: number): void {
    const { clock, identity, outbox, store } = this.#options;
    for (const outgoing of outbox.load(identity.session, clock.now(), untouchedMs)) {
      store.dispatch({ type: "queued", outgoing }, "elsewhere");
    }
  }
}
