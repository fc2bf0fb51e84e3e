import { items } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import type { ChunkWindow } from "../chunks/chunk-window.js";
import type { OcEntry } from "../entry/oc-entry.js";
import { entriesOf, isEntry } from "../chunks/entry-elements.js";
import { placeOf } from "./transcript-entries.js";

/** The most conversations whose places are kept. */
const MAX_PLACES = 100;

/** The place of a reader in a conversation: the entry at the top of the box. */
interface Place {
  readonly key: string;
  readonly seq: number | null;
  /** The distance of the entry below the box's top, in CSS pixels. */
  readonly top: number;
}

/** Keeps the reader's place in each conversation that was left, until the page is unloaded. */
export class KeptPlaces {
  readonly #places = new Map<string, Place>();
  readonly #stick: { readonly following: boolean };
  readonly #askEarlier: () => void;

  /**
   * @param stick says whether the reader is at the end; each conversation that is shown begins there.
   * @param askEarlier asks for a page of earlier events.
   */
  constructor(stick: { readonly following: boolean }, askEarlier: () => void) {
    this.#stick = stick;
    this.#askEarlier = askEarlier;
  }

  /** @param place the anchor of the box; null where the reader is at the end, as that is shown without a kept place. */
  keep(session: string, place: { readonly element: Element; readonly top: number } | null | undefined): void {
    this.#places.delete(session);
    if (!place || !isEntry(place.element)) return;
    const { key, seq } = (place.element as OcEntry).entry;
    this.#places.set(session, { key, seq, top: place.top });
    const [oldest] = this.#places.keys();
    if (this.#places.size > MAX_PLACES && oldest !== undefined) this.#places.delete(oldest);
  }

  /**
   * Scrolls to the kept place of a conversation that is shown again, once its log has been read. Where the place lies
   * before the part that has been read, earlier pages are asked for, unless the reader scrolls meanwhile.
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
