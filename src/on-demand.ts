/** After a failure {@link OnDemand.attempt} asks for the file no more before this. */
const RETRY_AFTER_MS = 5_000;

/**
 * Code that lies in a file of its own and is loaded when it is needed, once. Below all layers, as each has such code.
 */
export class OnDemand<Module> {
  /** What the file gives; null while it is not here. */
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

  /** Has the file loaded in another way than by the bundler's or the browser's own resolution. */
  from(source: () => Promise<Module>): void {
    this.#source = source;
  }

  /** Loads the file. @throws what became of it; the next call tries again. */
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

  /** As {@link load}, for those who can do without: null when it failed, and whoever asks later tries again. */
  attempt(): Promise<Module | null> {
    this.#attempt ??= this.load().catch(() => {
      setTimeout(() => (this.#attempt = null), RETRY_AFTER_MS);
      return null;
    });
    return this.#attempt;
  }
}
