/** After a failure, {@link OnDemand.attempt} does not request the file again within this time. */
const RETRY_AFTER_MS = 5_000;

/**
 * The first reading of a log waits this long for a file, as a download may neither end nor fail. A file that comes later
 * is used from then on.
 */
export const FILE_WAIT_MS = 10_000;

/** A timer. One of Node keeps the program from its end until it goes off, unless `unref` is called. */
interface Timer {
  unref?(): void;
}

/**
 * A file of code that is loaded once, when it is first needed. This class is outside of the layers, because each layer
 * loads such files.
 */
export class OnDemand<Module> {
  /** The module of the file; null until it is loaded. */
  loaded: Module | null = null;
  #source: () => Promise<Module>;
  readonly #onLoaded: ((module: Module) => void) | undefined;
  #loading: Promise<Module> | null = null;
  #attempt: Promise<Module | null> | null = null;

  /**
   * @param source an `import()`, so that a bundler finds the file.
   * @param onLoaded called once, before the promises of {@link load} and {@link attempt} resolve.
   */
  constructor(source: () => Promise<Module>, onLoaded?: (module: Module) => void) {
    this.#source = source;
    this.#onLoaded = onLoaded;
  }

  /** Replaces `source`, for example by a function that checks the integrity of the file. */
  from(source: () => Promise<Module>): void {
    this.#source = source;
  }

  /** Loads the file. @throws the error of the load; the next call tries again. */
  load(): Promise<Module> {
    this.#loading ??= this.#source().then(
      (module) => {
        this.#onLoaded?.(module);
        return (this.loaded = module);
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  /** As {@link load}, but resolves to null after a failure. A later call tries again. */
  attempt(): Promise<Module | null> {
    this.#attempt ??= this.load().catch(() => {
      const timer: unknown = setTimeout(() => (this.#attempt = null), RETRY_AFTER_MS);
      (timer as Timer).unref?.();
      return null;
    });
    return this.#attempt;
  }
}
