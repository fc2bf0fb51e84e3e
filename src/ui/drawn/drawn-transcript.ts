import type { ChunkWindow } from "../chunks/chunk-window.js";
import { FeedKeys } from "./feed-keys.js";
import { KeptPlaces } from "./kept-places.js";
import { Printing } from "./printing.js";
import { Seen } from "./seen.js";
import type { Transcript } from "./transcript.js";

/**
 * The functions of a transcript that has been drawn: keys that move from entry to entry, tracking of what has been
 * seen, kept scroll positions of conversations that were left, and printing of the whole log.
 */
export class DrawnTranscript {
  readonly #host: Transcript;
  readonly #window: ChunkWindow;
  readonly #box: HTMLElement;
  readonly #places: KeptPlaces;
  /** Null until the log has been read to its end. */
  #seen: Seen | null = null;

  /** @param stick says whether the box follows its end, as it does when a conversation is opened */
  constructor(host: Transcript, window: ChunkWindow, stick: { readonly following: boolean }) {
    this.#host = host;
    this.#window = window;
    this.#box = host.querySelector("[part~=transcript]") as HTMLElement;
    this.#places = new KeptPlaces(host, window, stick);
    new FeedKeys(host, this.#box);
    new Printing(host, window);
    this.drawn();
  }

  /** Checks whether other entries are visible now. */
  look(): void {
    this.#seen?.look();
  }

  /**
   * Keeps the scroll position of a conversation that is left for another one. Its entries must still be in the
   * document.
   */
  leave(session: string): void {
    this.#places.keep(session);
    this.#seen?.clear();
  }

  /** Called after each drawing of a state. */
  drawn(): void {
    if (this.#host.state.caughtUp) this.#seen ??= this.#newSeen();
    void this.#places.restore();
  }

  #newSeen(): Seen {
    const [box, window] = [this.#box, this.#window];
    const tail = this.#host.querySelector(".tail") as HTMLElement;
    return new Seen(this.#host, { box, tail, chunks: () => (window.shown ? window.elements : null) });
  }
}
