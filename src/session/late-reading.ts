import { SessionError } from "../wire/errors.js";
import type { SessionEvent } from "../wire/events.js";
import type { History } from "./history/history.js";
import type { HistoryOptions } from "./history/late-pages.js";
import { type Later, laterFile, loadLater } from "./later-file.js";
import type { ContentLoader } from "./reading/content.js";
import { isCut } from "./reading/content-transition.js";
import { isAllRead } from "./state/state.js";
import { nextDelay } from "./time/backoff.js";
import { idle } from "./time/idle.js";

/** The objects that read the rest of the log. They exist once their file is loaded. */
interface Readers {
  readonly history: History;
  readonly content: ContentLoader;
}

/**
 * Loads the code that reads earlier pages of the log and spilled bodies, and passes calls on to it. The code is a file
 * of its own, loaded once the log has been read. A failed download is retried until it succeeds.
 */
export class LateReading {
  readonly #options: HistoryOptions;
  readonly #onLoaded: () => void;
  #readers: Readers | null = null;
  /** Events with a spilled body that were read before the file was loaded. */
  #cut: SessionEvent[] = [];
  /** Aborts the calls that wait for the file. After `close` no new controller is made. */
  #activity = new AbortController();
  #isLoading = false;
  #failures = 0;
  #retryTimer: unknown = null;

  /** @param onLoaded called when the file is loaded. Messages may wait for the same file. */
  constructor(options: HistoryOptions, onLoaded: () => void = () => {}) {
    this.#options = options;
    this.#onLoaded = onLoaded;
    if (laterFile.loaded) this.#begin(laterFile.loaded);
    options.store.observe({
      change: (change) => {
        if (change.type === "compared" && change.is !== "same") this.forget();
      },
      event: (event) => {
        if (!this.#readers && isCut(event)) this.#cut.push(event);
      },
      effect: ({ type }) => {
        if (type === "caught-up" && !this.#readers && this.#retryTimer === null) void this.#load();
      },
    });
  }

  /**
   * As {@link History.readEarlier}.
   *
   * @throws {SessionError} also where the file cannot be loaded; the next call tries again.
   */
  async readEarlier(signal?: AbortSignal): Promise<void> {
    return (await this.#loaded(signal)).history.readEarlier(signal);
  }

  /** As {@link History.readAll}. @throws {SessionError} as {@link readEarlier} does. */
  async readAll(signal?: AbortSignal): Promise<void> {
    if (isAllRead(this.#options.store.state)) return;
    return (await this.#loaded(signal)).history.readAll(signal);
  }

  /** Ends the reading of earlier pages. */
  stop(): void {
    this.#end();
    this.#activity = new AbortController();
    this.#readers?.history.stop();
  }

  /** Forgets which spilled bodies are to be read, because the log is left or read again from its beginning. */
  forget(): void {
    this.#cut = [];
    this.#readers?.content.forget();
  }

  /** Stops reading for good. */
  close(): void {
    this.#options.clock.clearTimeout(this.#retryTimer);
    this.#end();
    this.#readers?.history.close();
    this.forget();
  }

  #end(): void {
    this.#activity.abort(new SessionError("closed", "The log is not read any more."));
  }

  get #isClosed(): boolean {
    return this.#activity.signal.aborted;
  }

  async #loaded(signal?: AbortSignal): Promise<Readers> {
    signal?.throwIfAborted();
    const activity = this.#activity.signal;
    activity.throwIfAborted();
    if (this.#readers) return this.#readers;
    const file = await loadLater();
    signal?.throwIfAborted();
    activity.throwIfAborted();
    return this.#begin(file);
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    const { clock, store } = this.#options;
    this.#retryTimer = null;
    this.#isLoading = true;
    try {
      // What was read of the log is drawn first.
      const idling = idle();
      if (idling) await idling;
      if (this.#isClosed) return;
      const file = await loadLater();
      if (this.#isClosed) return;
      this.#begin(file);
      this.#onLoaded();
    } catch (error) {
      if (this.#isClosed) return;
      store.report(error as SessionError);
      const timing = { attempt: (this.#failures += 1), random: clock.random() };
      this.#retryTimer = clock.setTimeout(() => void this.#load(), nextDelay(timing));
    } finally {
      this.#isLoading = false;
    }
  }

  #begin({ History, ContentLoader }: Later): Readers {
    this.#readers ??= {
      history: new History(this.#options),
      content: new ContentLoader(this.#options, this.#cut),
    };
    return this.#readers;
  }
}
