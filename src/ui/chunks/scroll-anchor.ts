import { scaleOf } from "./scale.js";

/**
 * A scroll ends less than this from where it was to end, in CSS pixels: engines round `scrollTop`, WebKit twice and to
 * whole pixels of the window, which are more than one CSS pixel where the page is zoomed out.
 */
const MAX_ROUNDING_PX = 4;

/**
 * The anchor of a box that scrolls: the entry at the top of the box, and its distance from there. After a change above
 * the entry, {@link drift} says how far the entry has moved, so that the box can be scrolled by as much.
 */
export class ScrollAnchor {
  readonly #scroller: HTMLElement;
  #element: Element | null = null;
  #top = 0;

  constructor(scroller: HTMLElement) {
    this.#scroller = scroller;
  }

  /**
   * Holds the first article of `chunk` that ends below the box's top; nothing when that article is below the box. The
   * day lines between articles are no anchors: they may go when earlier entries come.
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

  /** The element that is held, and its distance below the box's top in CSS pixels; null when nothing is held. */
  get held(): { readonly element: Element; readonly top: number } | null {
    return this.#element && { element: this.#element, top: this.#top };
  }

  /** Scrolls until an element is `top` CSS pixels below the box's top. */
  putAt(element: Element, top: number): void {
    const edge = this.#scroller.getBoundingClientRect().top;
    this.#scroller.scrollTop += (element.getBoundingClientRect().top - edge) / scaleOf(this.#scroller) - top;
  }

  /** How many CSS pixels down the anchor has moved since it was held; 0 when nothing is held. */
  drift(): number {
    if (!this.#element?.isConnected) return 0;
    const edge = this.#scroller.getBoundingClientRect().top;
    return (this.#element.getBoundingClientRect().top - edge) / scaleOf(this.#scroller) - this.#top;
  }

  /** The drift that the engine's rounding has left after a scroll by the drift; 0 where something else has stopped it. */
  rounding(): number {
    const rest = this.drift();
    return Math.abs(rest) < MAX_ROUNDING_PX ? rest : 0;
  }

  /** Whether the anchor lies within `chunk`. */
  isIn(chunk: Element): boolean {
    return chunk.contains(this.#element);
  }
}
