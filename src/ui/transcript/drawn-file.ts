import { OnDemand } from "../../on-demand.js";
import type * as drawn from "../drawn/drawn.js";
import type { Seen, SeenPlace } from "../drawn/seen.js";

/** The file with what is needed once the transcript is drawn: announcements, and how far the log has been seen. */
// oxlint-disable-next-line no-restricted-imports -- `ui/drawn` is a file of its own, loaded here
export const drawnFile = new OnDemand<typeof drawn>(() => import("../drawn/drawn.js"));

/** Loads {@link Seen} once the log has been read and drawn, and passes calls on to it. */
export class LateSeen {
  readonly #place: SeenPlace;
  readonly #tell: (seq: number) => void;
  #seen: Seen | null = null;
  #isConnected = false;

  constructor(place: SeenPlace, tell: (seq: number) => void) {
    this.#place = place;
    this.#tell = tell;
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

  #begin({ Seen }: typeof drawn): void {
    if (this.#seen) return;
    this.#seen = new Seen(this.#place, this.#tell);
    if (!this.#isConnected) return;
    this.#seen.connect();
    this.#seen.look();
  }
}
