import { items } from "../../session/state/list.js";
import type { Entry } from "../../session/state/state.js";
import type { ChunkWindow } from "../chunks/chunk-window.js";
import { isEntry } from "../chunks/entry-elements.js";
import type { Transcript } from "./transcript.js";

/** The most conversations whose scroll positions are kept. */
const MAX_PLACES = 100;

/** An element that shows an entry. */
interface ShownEntry extends HTMLElement {
  readonly entry: Entry;
}

/** A scroll position: the entry at the top of the box. */
interface Place {
  readonly key: string;
  readonly seq: number | null;
  /** The distance of the entry below the box's top, in CSS pixels. */
  readonly top: number;
}

/** Keeps the scroll position of each conversation that was left, in memory. */
export class KeptPlaces {
  readonly #places = new Map<string, Place>();
  readonly #host: Transcript;
  readonly #window: ChunkWindow;
  readonly #stick: { readonly following: boolean };

  constructor(host: Transcript, window: ChunkWindow, stick: { readonly following: boolean }) {
    this.#host = host;
    this.#window = window;
    this.#stick = stick;
  }

  /**
   * Keeps the entry at the top of the box. Keeps nothing if the box follows its end, where every conversation opens.
   */
  keep(session: string): void {
    this.#places.delete(session);
    const place = this.#stick.following ? null : this.#window.anchor.held;
    if (!place || !isEntry(place.element)) return;
    const { key, seq } = (place.element as ShownEntry).entry;
    this.#places.set(session, { key, seq, top: place.top });
    const [oldest] = this.#places.keys();
    if (this.#places.size > MAX_PLACES && oldest !== undefined) this.#places.delete(oldest);
  }

  /**
   * Scrolls to the kept position of a conversation that is shown again, once its log has been read. If the entry lies
   * before the part that has been read, requests earlier pages, unless the reader has scrolled in the meantime.
   */
  async restore(): Promise<void> {
    const { caughtUp, log, session, startSeq } = this.#host.state;
    const place = this.#places.get(session ?? "");
    if (!caughtUp || !place || session === null) return;
    const index = [...items(log)].findIndex(({ key }) => key === place.key);
    const isBefore = index < 0 && place.seq !== null && place.seq <= startSeq;
    if (isBefore && this.#stick.following) return this.#host.request("oc-request-earlier");
    this.#places.delete(session);
    const entry = index < 0 ? undefined : await this.#host.reveal(index);
    if (entry && session === this.#host.state.session) this.#window.anchor.putAt(entry, place.top);
    this.#window.scrolled();
  }
}
