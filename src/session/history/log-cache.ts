import { notLoaded } from "../../wire/errors.js";
import { FILE_WAIT_MS, OnDemand } from "../../on-demand.js";
import { withTimeout } from "../time/timeout.js";
import type { Found } from "./find-end.js";
import type { Noted, CacheOptions, CachePlace } from "./cache-options.js";
import type * as keeper from "./cache-keeper.js";

/**
 * The code that shows and writes records, a file of its own. It is loaded at once if there is a record, otherwise after
 * the log has been read to its end.
 */
export const cacheFile = new OnDemand<typeof keeper>(() => import("./cache-keeper.js"));

/** The file is loaded this long after the log has been read to its end. */
const REST_MS = 1_000;

/**
 * Stores the end of a log on this device as a record, and shows the record at the next opening, before the service has
 * answered. Loads the {@link keeper.CacheKeeper}, which does both, and passes calls on to it.
 */
export class LogCache {
  readonly #options: CacheOptions;
  #keeper: keeper.CacheKeeper | null = null;
  /** The changes before the file is loaded, for the keeper; null once it is loaded, and when no keeper is wanted. */
  #untold: Noted[] | null = [];
  /** The place where a record was looked for last. */
  #place: CachePlace | null = null;
  /** Resolves when the record is shown, or was waited for in vain; null where there is no record. */
  shown: Promise<unknown> | null = null;

  constructor(options: CacheOptions) {
    this.#options = options;
    const { clock, identity, store } = options;
    if (!identity.keepsLog) return;
    store.observe({
      change: (change) => this.#untold?.push([change, store.state.startSeq]),
      effect: ({ type }) => type === "caught-up" && clock.setTimeout(() => void this.#load(), REST_MS),
      identified: () => this.look(),
    });
  }

  /**
   * Looks for a record, and shows it. Removes a record that was made with a token of another subject.
   *
   * @returns the last seq of the record; 0 if there is none.
   */
  look(): number {
    try {
      this.#keeper?.check();
      const place = this.#options.identity.cachePlace;
      if (!place) return 0;
      const written = place.storage.getItem(place.name) ?? "";
      if (place.name !== this.#place?.name) {
        // The person is known only now, and is part of the record's name. The record without a person is removed.
        this.#place?.storage.removeItem(this.#place.name);
        if (written) this.shown = this.#showInTime();
      }
      this.#place = place;
      return Number(/"upTo":(\d{1,15}),/.exec(written.slice(0, 99))?.[1] ?? 0);
    } catch {
      return 0;
    }
  }

  /** Compares the record with the end of the log. Shown events of the record stay, or are replaced by the log's. */
  compare(found: Found): void {
    this.#keeper?.compare(found);
  }

  /** Writes the record now, if the log has changed since the last writing: the page may be left soon. */
  save(): void {
    this.#keeper?.save();
  }

  /** Removes the record. */
  remove(): void {
    this.#keeper?.forget();
    try {
      this.#place?.storage.removeItem(this.#place.name);
    } catch {
      // Where storage is refused, there is no record.
    }
  }

  stop(): void {
    this.#untold = null;
    this.#keeper?.stop();
  }

  /** Shows the record, unless the file comes too late: then the log is read without it. */
  #showInTime(): Promise<unknown> {
    const late = () => notLoaded("shows what is cached", "no answer");
    const wait = { clock: this.#options.clock, milliseconds: FILE_WAIT_MS, late };
    const show = async (signal: AbortSignal) => {
      await this.#load();
      if (!signal.aborted) await this.#keeper?.show();
    };
    return withTimeout(wait, show).catch(() => {});
  }

  /** Loads the file, if a keeper is wanted. If it does not load, no record is shown and none is written. */
  async #load(): Promise<void> {
    const file = this.#untold && (await cacheFile.attempt());
    if (file && this.#untold)
      this.#keeper = new file.CacheKeeper(this.#options, () => this.remove(), this.#untold);
    this.#untold = null;
  }
}
