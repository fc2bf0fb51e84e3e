import { scaleOf } from "./scale.js";

/**
 * The largest difference between the requested and the resulting scroll position, in CSS pixels. Browsers round
 * `scrollTop`; WebKit rounds twice and to whole pixels of the window, which are more than one CSS pixel if the page is
 * zoomed out.
 */
const MAX_ROUNDING_PX = 4;

/**
 * The anchor of a scrolling box: the entry at the top of the box, and its distance from the top. After a change above
 * the entry, {@link drift} says how far the entry has moved, so that the box can be scrolled by the same distance.
 */
export class ScrollAnchor {
  readonly #scroller: HTMLElement;
  #element: Element | null = null;
  #top = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /**
   * Holds the first entry of `chunk` that ends below the box's top; nothing if that entry is below the box. Day lines
   * are not used as anchors, because they may be removed when earlier entries are added.
   */
  hold(chunk: Element | undefined): void {
    const box = this.#scroller.getBoundingClientRect();
    this.#element = null;
    for (const child of chunk?.querySelectorAll(":scope > [role=article]") ?? []) {
      const { top, bottom, height } = child.getBoundingClientRect();
      // A hidden entry has no place.
      if (!height || bottom <= box.top) continue;
      if (top < box.bottom) this.#element = child;
      this.#top = (top - box.top) / scaleOf(this.#scroller);
      return;
    }
  }

  /** The element that is held, and its distance below the box's top in CSS pixels; null when nothing is held. */
  get held(): { readonly element: Element; readonly top: number } | null {
    return this.#element && { element: this.#element, top: this.#top };
  }

  /** Scrolls until an element is `top` CSS pixels below the box's top. */
  putAt(element: Element, top: number): void {
    this.#element = element;
    this.#top = top;
    this.#scroller.scrollTop += this.drift();
  }

  /** How many CSS pixels down the anchor has moved since it was held; 0 when nothing is held. */
  drift(): number {
    if (!this.#element?.isConnected) return 0;
    const edge = this.#scroller.getBoundingClientRect().top;
    return (this.#element.getBoundingClientRect().top - edge) / scaleOf(this.#scroller) - this.#top;
  }

  /** The drift that is left by rounding after a scroll by the drift; 0 if it is too large to come from rounding. */
  rounding(): number {
    const rest = this.drift();
    return Math.abs(rest) < MAX_ROUNDING_PX ? rest : 0;
  }

  /** Whether the anchor lies within `chunk`. */
  isIn(chunk: Element): boolean {
    return chunk.contains(this.#element);
  }
}
