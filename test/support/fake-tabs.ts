import { envelopeOf, parseEnvelope, type TabMessage } from "../../src/session/tabs/messages.js";

type Work = (lock: Lock | null) => unknown;

/** The locks of an origin, with the options `ifAvailable`, `signal` and `steal` of Web Locks. */
export class FakeLocks {
  /** Revokes a lock from its holder, by the lock's name. */
  readonly #held = new Map<string, (reason: Error) => void>();
  readonly #queues = new Map<string, { grant: () => void; signal: AbortSignal | undefined }[]>();

  /** Whether requests are refused, as in an opaque origin. */
  isRefused = false;

  /** A replacement of `navigator.locks`. */
  readonly manager = {
    request: (name: string, options: LockOptions, work: Work) => this.#request(name, options, work),
  } as unknown as LockManager;

  get held(): string[] {
    return [...this.#held.keys()];
  }

  async #request(name: string, { ifAvailable, signal, steal }: LockOptions, work: Work): Promise<unknown> {
    await Promise.resolve();
    if (this.isRefused) throw new DOMException("refused", "SecurityError");
    signal?.throwIfAborted();
    if (steal) this.#held.get(name)?.(new DOMException("stolen", "AbortError"));
    else if (this.#held.has(name)) {
      if (ifAvailable) return work(null);
      await new Promise<void>((grant, refuse) => {
        this.#queues.set(name, [...(this.#queues.get(name) ?? []), { grant, signal }]);
        signal?.addEventListener("abort", () => refuse(signal.reason as Error));
      });
    }
    let lose: (reason: Error) => void = () => {};
    const lost = new Promise((_, reject) => (lose = reject));
    this.#held.set(name, lose);
    try {
      return await Promise.race([work({ name, mode: "exclusive" }), lost]);
    } finally {
      if (this.#held.get(name) === lose) this.#pass(name);
    }
  }

  #pass(name: string): void {
    const [next, ...others] = (this.#queues.get(name) ?? []).filter(({ signal }) => !signal?.aborted);
    this.#queues.set(name, others);
    if (next) next.grant();
    else this.#held.delete(name);
  }
}

/** A channel between tabs. Messages are structured clones and arrive in a later microtask. */
export class FakeChannel {
  readonly #ends = new Set<FakeChannelEnd>();
  /** All messages, in order. */
  readonly told: TabMessage[] = [];

  /** One tab's end of the channel. While it `isStuck`, the tab's messages wait in both directions. */
  join(hear: (message: TabMessage) => void): FakeChannelEnd {
    const end = new FakeChannelEnd(hear, (message) => {
      this.told.push(message);
      const data: unknown = structuredClone(envelopeOf(null, message));
      const heard = parseEnvelope(data)!.message;
      for (const other of this.#ends) if (other !== end) queueMicrotask(() => other.hear(heard));
    });
    this.#ends.add(end);
    return end;
  }
}

class FakeChannelEnd {
  isOpen = true;
  readonly #hear: (message: TabMessage) => void;
  readonly #tell: (message: TabMessage) => void;
  /** The waiting messages while the tab is stuck; null while it is not. */
  #waiting: (() => void)[] | null = null;

  constructor(hear: (message: TabMessage) => void, tell: (message: TabMessage) => void) {
    this.#hear = hear;
    this.#tell = tell;
  }

  set isStuck(isStuck: boolean) {
    const waiting = this.#waiting ?? [];
    this.#waiting = isStuck ? waiting : null;
    if (!isStuck) for (const go of waiting) go();
  }

  tell(message: TabMessage): void {
    if (this.#waiting) this.#waiting.push(() => this.#tell(message));
    else this.#tell(message);
  }

  hear(message: TabMessage): void {
    if (this.#waiting) this.#waiting.push(() => this.#hear(message));
    else this.#hear(message);
  }
}
