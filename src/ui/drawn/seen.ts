import type { SessionState } from "../../session/state/state.js";
import { ownDocument } from "../page/own-document.js";
import { newestInView, Sight } from "./sight.js";

/** Where entries are looked at. */
export interface SeenPlace {
  /** The box that scrolls. */
  readonly box: HTMLElement;
  /** What stands below all entries. */
  readonly tail: HTMLElement;
  /** The chunks in the document; null while the box is not shown. */
  readonly chunks: () => readonly HTMLElement[] | null;
  readonly state: () => SessionState;
}

/** Tells how far the log has been before somebody's eyes. */
export class Seen {
  readonly #place: SeenPlace;
  readonly #tell: (seq: number) => void;
  readonly #sight = new Sight();
  /** The page may scroll, and the panel around us open: only the browser knows when our end comes into sight. */
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

  /** Another conversation begins. */
  clear(): void {
    this.#seen = 0;
  }

  /** Looks what is in view now. */
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
