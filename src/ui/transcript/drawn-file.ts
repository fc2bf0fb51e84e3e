import { OnDemand } from "../../on-demand.js";
import type * as drawn from "../drawn/drawn.js";
import type { Seen, SeenPlace } from "../drawn/seen.js";

/** The file with what is needed once the transcript is drawn: announcements, how far the log has been seen, printing. */
// oxlint-disable-next-line no-restricted-imports -- `ui/drawn` is a file of its own, loaded here
export const drawnFile = new OnDemand<typeof drawn>(() => import("../drawn/drawn.js"));

/** Loads {@link Seen} and what prints, once the log has been read and drawn, and passes calls on to {@link Seen}. */
export class LateSeen {
  readonly #place: SeenPlace;
  readonly #tell: (seq: number) => void;
  readonly #print: (file: typeof drawn) => void;
  #seen: Seen | null = null;
  #isConnected = false;

  /**
   * @param tell called with the newest seq that has been seen
   * @param print called once with the file, to have the log printed
   */
  constructor(place: SeenPlace, tell: (seq: number) => void, print: (file: typeof drawn) => void) {
    this.#place = place;
    this.#tell = tell;
    this.#print = print;
  }

  connect(): void {
    this.#isConnected = true;
    this.#seen?.connect();
  }

  disconnect(): void {
    this.#isConnected = false;
    this.#seen?.disconnect();
  }

  clear(): void {
    this.#seen?.clear();
  }

  look(): void {
    this.#seen?.look();
  }

  /** The state is drawn. */
  drawn(): void {
    if (this.#seen || !this.#place.state().caughtUp) return;
    if (drawnFile.loaded) this.#begin(drawnFile.loaded);
    else void drawnFile.attempt().then((file) => file && this.#begin(file));
  }

  #begin(file: typeof drawn): void {
    if (this.#seen) return;
    this.#seen = new file.Seen(this.#place, this.#tell);
    this.#print(file);
    if (!this.#isConnected) return;
    this.#seen.connect();
    this.#seen.look();
  }
}
