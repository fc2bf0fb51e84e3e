import { ownDocument } from "../page/own-document.js";
import { newestInView, Sight } from "./sight.js";
import type { Transcript } from "./transcript.js";

/** Where entries are seen. */
interface SeenPlace {
  /** The box that scrolls. */
  readonly box: HTMLElement;
  /** The element below all entries. */
  readonly tail: HTMLElement;
  /** The chunks in the document; null while the box is not shown. */
  readonly chunks: () => readonly HTMLElement[] | null;
}

/** Tells the seq up to which a person has seen the log, by `oc-seen`. */
export class Seen {
  readonly #host: Transcript;
  readonly #place: SeenPlace;
  readonly #sight = new Sight();
  /**
   * Observes the end of the transcript: it also comes into sight when the page scrolls, or when a panel around it
   * opens.
   */
  readonly #arrival = new IntersectionObserver(() => this.look());
  #seen = 0;

  constructor(host: Transcript, place: SeenPlace) {
    this.#host = host;
    this.#place = place;
    host.addController(this);
  }

  hostConnected(): void {
    this.#place.box.ownerDocument.addEventListener("visibilitychange", this.#onVisibility);
    this.#arrival.observe(this.#place.tail);
  }

  hostDisconnected(): void {
    this.#place.box.ownerDocument.removeEventListener("visibilitychange", this.#onVisibility);
    this.#arrival.disconnect();
    this.#sight.stop();
  }

  /** Forgets what was seen, because another conversation begins. */
  clear(): void {
    this.#seen = 0;
  }

  /** Looks which entries are in sight now. */
  look(): void {
    const { box, chunks } = this.#place;
    const drawn = chunks();
    if (!drawn || ownDocument("visibilityState") !== "visible") return this.#sight.stop();
    const { log, seenSeq } = this.#host.state;
    const newest = newestInView(drawn, log, Math.max(this.#seen, seenSeq), box);
    if (!newest) return this.#sight.stop();
    this.#sight.watch(newest.element, () => {
      this.#seen = newest.seq;
      this.#host.request("oc-seen", { seq: newest.seq });
    });
  }

  readonly #onVisibility = (): void => this.look();
}
