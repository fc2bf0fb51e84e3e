import { items } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import type { ChunkWindow } from "../chunks/chunk-window.js";
import type { OcEntry } from "../entry/oc-entry.js";
import { entriesOf, isEntry } from "../chunks/entry-elements.js";
import { placeOf } from "./transcript-entries.js";

/** As many conversations' places are kept. */
const MOST_PLACES = 100;

/**
 * Where the reader was in each conversation that was left, while the page lives: an entry, and how many CSS pixels below
 * the box's top it stood.
 */
export class KeptPlaces {
  readonly #places = new Map<string, { readonly key: string; readonly top: number }>();

  /** @param place what the reader's eye was on; null at the end, where a conversation is shown anyhow. */
  keep(session: string, place: { readonly element: Element; readonly top: number } | null | undefined): void {
    this.#places.delete(session);
    if (!place || !isEntry(place.element)) return;
    const { key } = (place.element as OcEntry).entry;
    this.#places.set(session, { key, top: place.top });
    const [oldest] = this.#places.keys();
    if (this.#places.size > MOST_PLACES && oldest !== undefined) this.#places.delete(oldest);
  }

  /** Leads back to the place in a conversation that is shown again, once its log is there. */
  async restore(state: () => SessionState, window: ChunkWindow): Promise<void> {
    const { caughtUp, log, session } = state();
    const place = this.#places.get(session ?? "");
    if (!caughtUp || !place || session === null) return;
    this.#places.delete(session);
    const index = [...items(log)].findIndex(({ key }) => key === place.key);
    const { chunk: number, at } = placeOf(log, index);
    const chunk = index < 0 ? undefined : await window.reveal(number);
    const entry = chunk && entriesOf(chunk)[at];
    if (entry && session === state().session) window.anchor.putAt(entry, place.top);
    window.scrolled();
  }
}
