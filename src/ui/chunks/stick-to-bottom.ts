/** A reader who scrolls down to less than this from the end follows the end, in CSS pixels. */
const NEAR_END_PX = 24;

/**
 * Decides whether a transcript stays at its end. Only the reader ends that, by any move up; content that grows, or a
 * box that shrinks, does not.
 */
export class StickToBottom {
  #following = true;
  #top = 0;

  /** Whether new content is to be scrolled into view. */
  get following(): boolean {
    return this.#following;
  }

  /** The last `scrollTop` that was reported, in CSS pixels. */
  get top(): number {
    return this.#top;
  }

  /** Follows the end from now on, wherever the reader is. */
  follow(): void {
    this.#following = true;
  }

  /** We have scrolled to `top`: the scroll event that follows is not a move of the reader. */
  moved(top: number): void {
    this.#top = top;
  }

  /**
   * The box reports its place. Both parameters in CSS pixels.
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
