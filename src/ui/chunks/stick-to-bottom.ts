/** Closer to the end than this, in CSS pixels, a reader on the way down has arrived. */
const NEAR_END_PX = 24;

/**
 * Decides whether a transcript stays at its end. Only a move up by the reader lets go of it, and at once;
 * content that grows, or a box that shrinks, never does.
 */
export class StickToBottom {
  #following = true;
  #top = 0;

  /** Whether new content is to be scrolled into view. */
  get following(): boolean {
    return this.#following;
  }

  /** Where the box was when last heard of. */
  get top(): number {
    return this.#top;
  }

  /** Follow from now on, wherever the reader is. */
  follow(): void {
    this.#following = true;
  }

  /** We have scrolled: the event that follows is not the reader's. */
  moved(top: number): void {
    this.#top = top;
  }

  /**
   * The box reports where it is.
   * @param top its `scrollTop`
   * @param end the largest `scrollTop` it can have
   */
  scrolled(top: number, end: number): void {
    const movedUp = top < this.#top - 0.5;
    const movedDown = top > this.#top + 0.5;
    this.#top = top;
    if (end - top <= 1) this.#following = true;
    else if (movedUp) this.#following = false;
    else if (movedDown && end - top <= NEAR_END_PX) this.#following = true;
  }
}
