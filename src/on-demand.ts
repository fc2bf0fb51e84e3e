/** After a failure {@link OnDemand.attempt} does not ask for the file again within this time. */
const RETRY_AFTER_MS = 5_000;

/**
 * Code that is a file of its own, which is loaded once, when it is needed. Below all layers, because each layer has
 * such code.
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
   * @param onLoaded called once, before anybody is told that the file is here.
   */
  constructor(source: () => Promise<Module>, onLoaded?: (module: Module) => void) {
    this.#source = source;
    this.#onLoaded = onLoaded;
  }

  /** Loads the file by `source` from now on, in place of the bundler's or the browser's resolution. */
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
      setTimeout(() => (this.#attempt = null), RETRY_AFTER_MS);
      return null;
    });
    return this.#attempt;
  }
}
