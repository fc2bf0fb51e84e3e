import { scaleOf } from "./scale.js";

/**
 * The line the reader's eye is on: the first thing that reaches into the box from above, and how far from the
 * box's top it stands. Whatever changes above it, the difference can be told and taken back.
 */
export class ReadingPlace {
  readonly #scroller: HTMLElement;
  #element: Element | null = null;
  #top = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /** Remembers the first child of `chunk` that ends below the box's top; nothing when that is out of the box. */
  hold(chunk: Element | undefined): void {
    const box = this.#scroller.getBoundingClientRect();
    this.#element = null;
    for (const child of chunk?.children ?? []) {
      const { top, bottom } = child.getBoundingClientRect();
      if (bottom <= box.top) continue;
      if (top < box.bottom) this.#element = child;
      this.#top = (top - box.top) / scaleOf(this.#scroller);
      return;
    }
  }

  /** How many CSS pixels down the line has moved since; 0 when nothing is held. */
  drift(): number {
    if (!this.#element?.isConnected) return 0;
    const edge = this.#scroller.getBoundingClientRect().top;
    return (this.#element.getBoundingClientRect().top - edge) / scaleOf(this.#scroller) - this.#top;
  }

  /** Whether the line lies within `chunk`. */
  isIn(chunk: Element): boolean {
    return chunk.contains(this.#element);
  }
}
