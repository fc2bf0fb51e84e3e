import { isEntry, positionOf } from "../chunks/entry-elements.js";
import { nameEntry } from "./entry-name.js";
import type { Transcript } from "./transcript.js";

/**
 * Handles the keys that move the focus from entry to entry, and out of the feed, by the pattern
 * https://www.w3.org/WAI/ARIA/apg/patterns/feed/.
 */
export class FeedKeys {
  readonly #host: Transcript;
  readonly #box: HTMLElement;

  constructor(host: Transcript, box: HTMLElement) {
    this.#host = host;
    this.#box = box;
    box.addEventListener("keydown", (event) => this.#onKeyDown(event));
    // Screen readers are told of the focus later, so they hear the name.
    box.addEventListener("focusin", ({ target }) => target && isEntry(target) && nameEntry(target));
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.shiftKey) return;
    const [target] = event.composedPath();
    if (event.ctrlKey) return this.#leave(event, target as Element);
    const focused = isEntry(target) ? positionOf(target) : null;
    // Other elements, such as buttons and links, handle their own keys.
    if (focused === null && target !== this.#box) return;
    const { log, pending } = this.#host.state;
    const goal = targetIndex(event.key, focused, log.length + pending.length);
    if (goal === null) return;
    event.preventDefault();
    if (focused !== null) void this.#focusEntry(goal, direction(event.key));
    else if (goal > 0) this.#host.scrollToEnd();
    else this.#host.scrollFor(() => (this.#box.scrollTop = 0));
  }

  /** Control+End and Control+Home leave the feed. */
  #leave(event: KeyboardEvent, from: Element): void {
    if (from.matches("input, textarea, select, [contenteditable]")) return;
    if (event.key === "End") this.#host.request("oc-request-compose");
    else if (event.key === "Home") this.#box.focus({ preventScroll: true });
    else return;
    event.preventDefault();
  }

  /** Moves the focus to the entry at `index`; if it is hidden, to the next visible one in the direction `step`. */
  async #focusEntry(index: number, step: number): Promise<void> {
    const entry = await this.#host.reveal(index);
    if (entry?.hidden) return this.#focusEntry(index + step, step);
    entry?.focus({ preventScroll: true });
    this.#host.scrollFor(() => entry?.scrollIntoView({ block: "nearest" }));
  }
}

/** The index of the entry that a key moves to; null for none. `focused` is the index of the entry with the focus. */
function targetIndex(key: string, focused: number | null, length: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  if (focused === null) return null;
  if (key === "ArrowUp" && focused > 0) return focused - 1;
  return key === "ArrowDown" && focused < length - 1 ? focused + 1 : null;
}

/** The direction of the search for a visible entry, if the entry that a key moves to is hidden. */
function direction(key: string): 1 | -1 {
  return key === "Home" || key === "ArrowDown" ? 1 : -1;
}
