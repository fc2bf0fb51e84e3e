import { items } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import type { ChunkWindow } from "../chunks/chunk-window.js";
import type { OcEntry } from "../entry/oc-entry.js";
import { entriesOf, isEntry } from "../chunks/entry-elements.js";
import { placeOf } from "./transcript-entries.js";

/** As many conversations' places are kept. */
const MOST_PLACES = 100;

/** The place of a reader: an entry, by its key and where it stands in the log, and how far below the box's top it stood. */
interface Place {
  readonly key: string;
  readonly seq: number | null;
  /** In CSS pixels. */
  readonly top: number;
}

/**
 * Where the reader was in each conversation that was left, while the page lives.
 */
export class KeptPlaces {
  readonly #places = new Map<string, Place>();
  readonly #stick: { readonly following: boolean };
  readonly #askEarlier: () => void;

  /**
   * @param stick whether the reader is at the end, as when a conversation is shown anew.
   * @param askEarlier asks for a page of what comes before the part of the log that is known.
   */
  constructor(stick: { readonly following: boolean }, askEarlier: () => void) {
    this.#stick = stick;
    this.#askEarlier = askEarlier;
  }

  /** @param place what the reader's eye was on; null at the end, where a conversation is shown anyhow. */
  keep(session: string, place: { readonly element: Element; readonly top: number } | null | undefined): void {
    this.#places.delete(session);
    if (!place || !isEntry(place.element)) return;
    const { key, seq } = (place.element as OcEntry).entry;
    this.#places.set(session, { key, seq, top: place.top });
    const [oldest] = this.#places.keys();
    if (this.#places.size > MOST_PLACES && oldest !== undefined) this.#places.delete(oldest);
  }

  /**
   * Leads back to the place in a conversation that is shown again, once its log is there. Where it lies before the part
   * that is known, that is read back page by page, unless the reader goes elsewhere meanwhile.
   */
  async restore(state: () => SessionState, window: ChunkWindow): Promise<void> {
    const { caughtUp, log, session, startSeq } = state();
    const place = this.#places.get(session ?? "");
    if (!caughtUp || !place || session === null) return;
    const index = [...items(log)].findIndex(({ key }) => key === place.key);
    const isBefore = index < 0 && place.seq !== null && place.seq <= startSeq;
    if (isBefore && this.#stick.following) return this.#askEarlier();
    this.#places.delete(session);
    const { chunk: number, at } = placeOf(log, index);
    const chunk = index < 0 ? undefined : await window.reveal(number);
    const entry = chunk && entriesOf(chunk)[at];
    if (entry && session === state().session) window.anchor.putAt(entry, place.top);
    window.scrolled();
  }
}
