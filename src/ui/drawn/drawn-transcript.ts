import type { ChunkWindow } from "../chunks/chunk-window.js";
import { FeedKeys } from "./feed-keys.js";
import { KeptPlaces } from "./kept-places.js";
import { Printing } from "./printing.js";
import { Seen } from "./seen.js";
import type { Transcript } from "./transcript.js";

/**
 * What a transcript can do once it is drawn: it goes by keys from entry to entry, tells what has been seen, keeps the
 * reader's place in a conversation that is left, and prints all of the log.
 */
export class DrawnTranscript {
  readonly #host: Transcript;
  readonly #window: ChunkWindow;
  readonly #box: HTMLElement;
  readonly #places: KeptPlaces;
  /** Null until the log has been read to its end. */
  #seen: Seen | null = null;

  /** @param stick says whether the reader is at the end; each conversation that is shown begins there */
  constructor(host: Transcript, window: ChunkWindow, stick: { readonly following: boolean }) {
    this.#host = host;
    this.#window = window;
    this.#box = host.querySelector("[part~=transcript]") as HTMLElement;
    this.#places = new KeptPlaces(host, window, stick);
    new FeedKeys(host, this.#box);
    new Printing(host, window);
    this.drawn();
  }

  /** Another entry may be in sight now. */
  look(): void {
    this.#seen?.look();
  }

  /** The conversation is left for another one. What it shows is still in the document. */
  leave(session: string): void {
    this.#places.keep(session);
    this.#seen?.clear();
  }

  /** A state is drawn. */
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
