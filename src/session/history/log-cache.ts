import { OnDemand } from "../../on-demand.js";
import type { Found } from "./find-end.js";
import type { Noted, CacheOptions, CachePlace } from "./cache-options.js";
import type * as keeper from "./cache-keeper.js";

/** What shows and writes the end of a log: loaded at once where there is something to show, else when all is quiet. */
export const cacheFile = new OnDemand<typeof keeper>(() => import("./cache-keeper.js"));

/** The end of the log is written this long after it was read. */
const REST_MS = 1_000;

/**
 * Keeps the end of the log on this device, and has what was kept shown before anything of the log has come. The code
 * that does it is a file of its own.
 */
export class LogCache {
  readonly #options: CacheOptions;
  #keeper: keeper.CacheKeeper | null = null;
  /** What the keeper is to be told when it is here; null when it is, or never will be. */
  #untold: Noted[] | null = [];
  /** The record that was looked for last. */
  #place: CachePlace | null = null;
  /** Settles when what was kept is shown; null where there is nothing. */
  shown: Promise<unknown> | null = null;

  constructor(options: CacheOptions) {
    this.#options = options;
    const { clock, identity, store } = options;
    if (!identity.keepsLog) return;
    store.observe({
      change: (change) => {
        if (change.type === "reset" || change.type === "restart") this.#untold &&= [];
        else if (this.#untold && (change.type === "events" || change.type === "earlier"))
          this.#untold.push([change, store.state.startSeq]);
      },
      effect: ({ type }) => type === "caught-up" && clock.setTimeout(() => void this.#load(), REST_MS),
      identified: () => this.look(),
    });
  }

  /**
   * The last seq of what is kept, which is shown as soon as it can be; 0: nothing is. What was kept with the token of
   * another person is not to be seen any more.
   */
  look(): number {
    try {
      this.#keeper?.check();
      const place = this.#options.identity.cachePlace;
      if (!place) return 0;
      const isNew = place.name !== this.#place?.name;
      this.#place = place;
      const written = place.storage.getItem(place.name) ?? "";
      if (written !== "" && isNew) this.shown = this.#show();
      return Number(/"upTo":(\d{1,15}),/.exec(written.slice(0, 99))?.[1] ?? 0);
    } catch {
      return 0;
    }
  }

  /** The end of the log has been found: what is shown stays, or gives way to it. */
  compare(found: Found): void {
    this.#keeper?.compare(found);
  }

  /** Writes what has not been written, where it can be now: the page may be gone soon. */
  save(): void {
    this.#keeper?.save();
  }

  /** Forgets what is kept, whatever becomes of the log. */
  remove(): void {
    this.#keeper?.forget();
    try {
      this.#place?.storage.removeItem(this.#place.name);
    } catch {
      // Where storage is refused nothing is kept.
    }
  }

  stop(): void {
    this.#untold = null;
    this.#keeper?.stop();
  }

  async #show(): Promise<void> {
    await this.#load();
    await this.#keeper?.show().catch(() => {});
  }

  /** What is kept goes on without the file: nothing is shown, and nothing written. */
  async #load(): Promise<void> {
    const file = await cacheFile.attempt();
    if (file && this.#untold)
      this.#keeper = new file.CacheKeeper(this.#options, () => this.remove(), this.#untold);
    this.#untold = null;
  }
}
