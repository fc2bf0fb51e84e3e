import type { SessionState } from "../../session/state/state.js";
import { ownDocument } from "../page/own-document.js";
import { newestInView, Sight } from "./sight.js";

/** The transcript, as far as it is needed to tell what of it is seen. */
export interface SeenPlace {
  /** The box that scrolls. */
  readonly box: HTMLElement;
  /** The element below all entries. */
  readonly tail: HTMLElement;
  /** The chunks in the document; null while the box is not shown. */
  readonly chunks: () => readonly HTMLElement[] | null;
  readonly state: () => SessionState;
}

/** Tells the seq up to which a person has seen the log. */
export class Seen {
  readonly #place: SeenPlace;
  readonly #tell: (seq: number) => void;
  readonly #sight = new Sight();
  /**
   * Observes the end of the transcript: it also comes into sight when the page scrolls, or when a panel around it
   * opens.
   */
  readonly #arrival = new IntersectionObserver(() => this.look());
  #seen = 0;

  constructor(place: SeenPlace, tell: (seq: number) => void) {
    this.#place = place;
    this.#tell = tell;
  }

  connect(): void {
    this.#place.box.ownerDocument.addEventListener("visibilitychange", this.#onVisibility);
    this.#arrival.observe(this.#place.tail);
  }

  disconnect(): void {
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
    const { box, chunks, state } = this.#place;
    const drawn = chunks();
    if (!drawn || ownDocument("visibilityState") !== "visible") return this.#sight.stop();
    const { log, seenSeq } = state();
    const newest = newestInView(drawn, log, Math.max(this.#seen, seenSeq), box);
    if (!newest) return this.#sight.stop();
    this.#sight.watch(newest.element, () => {
      this.#seen = newest.seq;
      this.#tell(newest.seq);
    });
  }

  readonly #onVisibility = (): void => this.look();
}
