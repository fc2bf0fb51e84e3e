import { notLoaded, SessionError } from "./errors.js";
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

/** A dialect of the service at one base URL, and the code that speaks it. */
export interface Dialect {
  /** The name and the base URL of the dialect. Two wires of one name are the same. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The code; null where it has to be loaded. */
  readonly wire: Wire | null;
  /** Loads the code. @throws {SessionError} code `network`, when its file does not load. */
  readonly load: () => Promise<Wire>;
}

/**
 * Loads the other files that folding a log of such a dialect needs, while the first answer is on its way. Returns null
 * where there is nothing to load.
 */
export type Prepare = (capabilities: Capabilities) => Promise<unknown> | null;

/**
 * The wire of a session, in a dialect that may change: the answer of the host's backend may name another one. Code that
 * is a file of its own is loaded with the first request. After a failed load the next request loads the file again.
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

  /** Speaks another dialect from now on, or the same dialect at another base URL. */
  speak(dialect: Dialect): void {
    if (dialect.name === this.#dialect.name) return;
    this.#dialect = dialect;
    this.#wire = dialect.wire;
    this.#loading = null;
  }

  /** The {@link Dialect.name} of the dialect that is spoken now. */
  get name(): string {
    return this.#dialect.name;
  }

  get capabilities(): Capabilities {
    return this.#dialect.capabilities;
  }

  /** What an event says. There are no facts before the code is loaded, and no log has brought an event by then. */
  read(event: SessionEvent): ReadEvent {
    return this.#wire?.read(event) ?? { event, turnId: event.turn_id, facts: [] };
  }

  /** Resolves when events can be read and folded; null where they can be now. @throws when a file does not load. */
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

  /** An answer, once the files are loaded that folding it needs. */
  #prepared<T>(answer: Promise<T>): Promise<T> {
    const preparing = this.#prepare(this.capabilities)?.catch((cause: unknown) => {
      throw notLoaded("reads the log", cause);
    });
    return preparing ? Promise.all([answer, preparing]).then(([given]) => given) : answer;
  }

  /** Runs `work` with the code of the dialect: in the same task where the code is loaded, else after its load. */
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
