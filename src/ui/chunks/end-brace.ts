/** The height of the brace in CSS pixels. Its lower edge is where the content ended. */
const BRACE_PX = 1;

/**
 * Keeps the scroll height of a box while its content is replaced, by an empty element that ends where the content
 * ended. WebKit lays out a size container before new elements in it have a size. Without the brace it would reduce
 * `scrollTop` for a moment, and the scroll event would look as if the reader had scrolled up.
 */
export class EndBrace {
  readonly #element: HTMLElement;
  /** The last element of the content. */
  readonly #tail: HTMLElement;
  #height = 0;
  #bottom = 0;

  constructor(element: HTMLElement, tail: HTMLElement) {
    this.#element = element;
    this.#tail = tail;
  }

  /** Holds the scroll height of `scroller` from now on, and returns it in CSS pixels. */
  hold(scroller: HTMLElement): number {
    if (this.#tailBottom() < this.#bottom) this.release();
    const { scrollHeight, clientHeight } = scroller;
    this.#bottom = this.#tailBottom();
    // Shorter content may soon need no scrollbar. A scrollbar that only the brace causes would disappear with it, and
    // resize the whole content again while the ResizeObserver reports sizes.
    this.#place(scrollHeight > 2 * clientHeight ? scrollHeight : 0);
    return scrollHeight;
  }

  /** Removes the brace: the scroll height is that of the content again. */
  release(): void {
    this.#place(0);
  }

  #tailBottom(): number {
    return this.#tail.offsetTop + this.#tail.offsetHeight;
  }

  #place(height: number): void {
    if (height === this.#height) return;
    this.#height = height;
    this.#element.style.insetBlockStart = `${Math.max(height - BRACE_PX, 0)}px`;
  }
}
