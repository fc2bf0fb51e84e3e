import { OnDemand } from "../../on-demand.js";
import { pageIdle } from "../page/page-state.js";
import type * as drawn from "../drawn/drawn.js";
import type { Seen, SeenPlace } from "../drawn/seen.js";

/** The file with what is needed once the transcript is drawn: announcements, how far the log has been seen, printing. */
// oxlint-disable-next-line no-restricted-imports -- `ui/drawn` is a file of its own, loaded here
export const drawnFile = new OnDemand<typeof drawn>(() => import("../drawn/drawn.js"));

/**
 * Loads {@link Seen} and what prints once anything of the log is drawn, and passes calls on to {@link Seen}, which begins
 * when the log has been read to its end.
 */
export class LateSeen {
  readonly #place: SeenPlace;
  readonly #tell: (seq: number) => void;
  readonly #print: (file: typeof drawn) => void;
  #seen: Seen | null = null;
  #isPrinted = false;
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
    const { caughtUp, log } = this.#place.state();
    if (this.#seen || !(caughtUp || log.length)) return;
    const file = drawnFile.loaded;
    if (file) return this.#begin(file, caughtUp);
    // Until the log has been read, the file is not to take the way from it.
    const isFree = caughtUp ? Promise.resolve() : pageIdle();
    void isFree.then(() => drawnFile.attempt()).then((loaded) => loaded && this.drawn());
  }

  #begin(file: typeof drawn, caughtUp: boolean): void {
    if (!this.#isPrinted) this.#print(file);
    this.#isPrinted = true;
    if (!caughtUp) return;
    this.#seen = new file.Seen(this.#place, this.#tell);
    if (!this.#isConnected) return;
    this.#seen.connect();
    this.#seen.look();
  }
}
