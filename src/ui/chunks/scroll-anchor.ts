import { scaleOf } from "./scale.js";

/**
 * The anchor of a box that scrolls: the entry at the top of the view, and how far from the box's top it stands. Whatever
 * changes above it, the difference can be told and taken back.
 */
export class ScrollAnchor {
  readonly #scroller: HTMLElement;
  #element: Element | null = null;
  #top = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /**
   * Remembers the first article of `chunk` that ends below the box's top; nothing when that is out of the box. What
   * stands between articles may go when others come before them.
   */
  hold(chunk: Element | undefined): void {
    const box = this.#scroller.getBoundingClientRect();
    this.#element = null;
    for (const child of chunk?.querySelectorAll(":scope > [role=article]") ?? []) {
      const { top, bottom } = child.getBoundingClientRect();
      if (bottom <= box.top) continue;
      if (top < box.bottom) this.#element = child;
      this.#top = (top - box.top) / scaleOf(this.#scroller);
      return;
    }
  }

  /** What is held, and how many CSS pixels below the box's top it stands; null when nothing is. */
  get held(): { readonly element: Element; readonly top: number } | null {
    return this.#element && { element: this.#element, top: this.#top };
  }

  /** Scrolls until an element stands so many CSS pixels below the box's top. */
  putAt(element: Element, top: number): void {
    const edge = this.#scroller.getBoundingClientRect().top;
    this.#scroller.scrollTop += (element.getBoundingClientRect().top - edge) / scaleOf(this.#scroller) - top;
  }

  /** How many CSS pixels down the anchor has moved since; 0 when nothing is held. */
  drift(): number {
    if (!this.#element?.isConnected) return 0;
    const edge = this.#scroller.getBoundingClientRect().top;
    return (this.#element.getBoundingClientRect().top - edge) / scaleOf(this.#scroller) - this.#top;
  }

  /** Whether the anchor lies within `chunk`. */
  isIn(chunk: Element): boolean {
    return chunk.contains(this.#element);
  }
}
