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

/** A dialect, and the way to its code. */
export interface Dialect {
  /** Which it is, and where it is spoken. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Null where the code is to be loaded. */
  readonly wire: Wire | null;
  readonly load: () => Promise<Wire>;
}

/**
 * The wire of a session: which dialect it is may show only in the answer of the host's backend, and the code of one
 * is loaded with its first request. A load that failed is tried again with the next one.
 */
export class SpokenWire implements Wire {
  #dialect: Dialect;
  #wire: Wire | null;
  #loading: Promise<Wire> | null = null;
  readonly #prepare: () => Promise<unknown> | null;

  /**
   * @param prepare loads what an answer of the log takes besides, while it is on its way; null: there is nothing to
   * wait for.
   */
  constructor(dialect: Dialect, prepare: () => Promise<unknown> | null = () => null) {
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

  /** Nothing is known of an event before the code is here: no log of the dialect can have brought it. */
  read(event: SessionEvent): ReadEvent {
    return this.#wire?.read(event) ?? { event, turnId: event.turn_id, facts: [] };
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
    const preparing = this.#prepare()?.catch((cause: unknown) => {
      throw new SessionError("network", "A file that reads the log did not load.", { cause });
    });
    return preparing ? Promise.all([answer, preparing]).then(([given]) => given) : answer;
  }

  /** At once where the code is here: the first request goes out before anything else is done. */
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
