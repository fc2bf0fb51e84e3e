/** How high the element is, in CSS pixels: its lower edge is at the end. */
const BRACE_PX = 1;

/**
 * Keeps a box that is at its end as long as it was while its content is replaced, by an empty element that ends where
 * the content ended. Without it WebKit, which lays a size container out before new elements in it have any room, cuts
 * `scrollTop` down to an end that is none, and the event that follows looks like a reader's move up.
 */
export class EndBrace {
  readonly #element: HTMLElement;
  /** What stands last in the box. */
  readonly #tail: HTMLElement;
  #height = 0;
  #bottom = 0;

  constructor(element: HTMLElement, tail: HTMLElement) {
    this.#element = element;
    this.#tail = tail;
  }

  /** The height of the content of `scroller`, which is held from now on. */
  hold(scroller: HTMLElement): number {
    if (this.#tailBottom() < this.#bottom) this.release();
    const { scrollHeight, clientHeight } = scroller;
    this.#bottom = this.#tailBottom();
    // Content of less than two boxes may soon need no scrollbar: one that stayed for the brace and went with it would
    // resize all content once more while its sizes are told.
    this.#place(scrollHeight > 2 * clientHeight ? scrollHeight : 0);
    return scrollHeight;
  }

  /** Lets the box be as long as its content. */
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
