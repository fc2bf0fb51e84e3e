import { SessionError } from "./errors.js";
import type { SessionEvent } from "./events.js";
import type { ReadEvent } from "./facts.js";
import type {
  Accepted,
  Capabilities,
  Credentials,
  LogStream,
  Page,
  PostOptions,
  ReadOptions,
  Wire,
} from "./wire.js";

/** A dialect, with its code or what loads its code. */
export interface Dialect {
  /** The dialect's name and its base URL: what tells one wire from another. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Null where the code has to be loaded. */
  readonly wire: Wire | null;
  readonly load: () => Promise<Wire>;
}

/**
 * Loads other files that an answer of a dialect's log needs, while the answer is on its way; null: there is nothing to
 * wait for.
 */
export type Prepare = (capabilities: Capabilities) => Promise<unknown> | null;

/**
 * The wire of a session, whose dialect may become known only by the answer of the host's backend. The code of a dialect
 * that is a file of its own is loaded with the first request; after a failed load the next request loads it again.
 */
export class SpokenWire implements Wire {
  #dialect: Dialect;
  #wire: Wire | null;
  #loading: Promise<Wire> | null = null;
  readonly #prepare: Prepare;

  constructor(dialect: Dialect, prepare: Prepare = () => null) {
    this.#dialect = dialect;
    this.#wire = dialect.wire;
    this.#prepare = prepare;
  }

  /** From now on another dialect is spoken, or the same one with another address. */
  speak(dialect: Dialect): void {
    if (dialect.name === this.#dialect.name) return;
    this.#dialect = dialect;
    this.#wire = dialect.wire;
    this.#loading = null;
  }

  /** Which dialect it is, and where it is spoken. */
  get name(): string {
    return this.#dialect.name;
  }

  get capabilities(): Capabilities {
    return this.#dialect.capabilities;
  }

  /** Without its code a dialect tells no facts of an event. No log of the dialect can have brought an event by then. */
  read(event: SessionEvent): ReadEvent {
    return this.#wire?.read(event) ?? { event, turnId: event.turn_id, facts: [] };
  }

  /** Resolves when an event can be read, and folded; null where it can at once. Rejects where a file did not load. */
  get ready(): Promise<unknown> | null {
    return this.#wire ? this.#prepare(this.capabilities) : this.#prepared(this.#by(async () => {}));
  }

  stream(options: ReadOptions): Promise<LogStream> {
    return this.#prepared(this.#by((wire) => wire.stream?.(options) ?? cannot("stream its log")));
  }

  page(options: ReadOptions): Promise<Page> {
    return this.#prepared(this.#by((wire) => wire.page(options)));
  }

  post(options: PostOptions): Promise<Accepted> {
    return this.#by((wire) => wire.post(options));
  }

  interrupt(options: Credentials & { signal: AbortSignal }): Promise<void> {
    return this.#by((wire) => wire.interrupt?.(options) ?? cannot("stop a turn"));
  }

  dismiss(options: Credentials & { questionId: string; signal: AbortSignal }): Promise<void> {
    return this.#by((wire) => wire.dismiss?.(options) ?? cannot("dismiss a question"));
  }

  whole(options: Credentials & { event: SessionEvent; signal: AbortSignal }): Promise<SessionEvent> {
    return this.#by((wire) => wire.whole?.(options) ?? Promise.resolve(options.event));
  }

  #prepared<T>(answer: Promise<T>): Promise<T> {
    const preparing = this.#prepare(this.capabilities)?.catch((cause: unknown) => {
      throw new SessionError("network", "A file that reads the log did not load.", { cause });
    });
    return preparing ? Promise.all([answer, preparing]).then(([given]) => given) : answer;
  }

  /** Runs `work` in the same task where the code is loaded: the first request goes out before anything else is done. */
  #by<T>(work: (wire: Wire) => Promise<T>): Promise<T> {
    if (this.#wire) return work(this.#wire);
    const dialect = this.#dialect;
    this.#loading ??= dialect.load().then(
      (wire) => {
        if (dialect === this.#dialect) this.#wire = wire;
        return wire;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading.then(work);
  }
}

function cannot(what: string): Promise<never> {
  return Promise.reject(new SessionError("config", `This wire cannot ${what}.`));
}
