import { ownDocument } from "../page/own-document.js";
import { EndVisibility, newestInView } from "./end-visibility.js";
import type { Transcript } from "./transcript.js";

/** The elements in which entries are visible. */
interface SeenPlace {
  /** The scrolling box. */
  readonly box: HTMLElement;
  /** The element below all entries. */
  readonly tail: HTMLElement;
  /** The chunks in the document; null while the box is not shown. */
  readonly chunks: () => readonly HTMLElement[] | null;
}

/** Tracks how far a person has seen the log, and dispatches the last seq by `oc-seen`. */
export class Seen {
  readonly #host: Transcript;
  readonly #place: SeenPlace;
  readonly #visibility = new EndVisibility();
  /**
   * Observes the end of the transcript, which may also become visible when the page scrolls or a panel around it opens.
   */
  readonly #arrival = new IntersectionObserver(() => this.look());
  /** Aborted when the transcript leaves its document, which may then be another one already. */
  #connected = new AbortController();
  #seen = 0;

  constructor(host: Transcript, place: SeenPlace) {
    this.#host = host;
    this.#place = place;
    host.addController(this);
  }

  hostConnected(): void {
    const { signal } = (this.#connected = new AbortController());
    this.#place.box.ownerDocument.addEventListener("visibilitychange", this.#onVisibility, { signal });
    this.#arrival.observe(this.#place.tail);
  }

  hostDisconnected(): void {
    this.#connected.abort();
    this.#arrival.disconnect();
    this.#visibility.stop();
  }

  /** Resets the tracking for another conversation. */
  clear(): void {
    this.#seen = 0;
  }

  /** Checks which entries are visible now. */
  look(): void {
    const { box, chunks } = this.#place;
    const drawn = chunks();
    if (!drawn || ownDocument("visibilityState") !== "visible") return this.#visibility.stop();
    const { log, seenSeq } = this.#host.state;
    const newest = newestInView(drawn, log, Math.max(this.#seen, seenSeq), box);
    if (!newest) return this.#visibility.stop();
    this.#visibility.watch(newest.element, () => {
      this.#seen = newest.seq;
      this.#host.request("oc-seen", { seq: newest.seq });
    });
  }

  readonly #onVisibility = (): void => this.look();
}
