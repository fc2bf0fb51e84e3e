/** When the reader scrolls down to less than this distance from the end, the box follows its end, in CSS pixels. */
const NEAR_END_PX = 24;

/**
 * Decides whether a transcript follows its end. Only a scroll up by the reader ends that; growing content or a
 * shrinking box does not.
 */
export class StickToBottom {
  #following = true;
  #top = 0;

  /** Whether the box follows its end: new content is scrolled into view. */
  get following(): boolean {
    return this.#following;
  }

  /** The last `scrollTop` that was reported, in CSS pixels. */
  get top(): number {
    return this.#top;
  }

  /** Follows the end from now on. */
  follow(): void {
    this.#following = true;
  }

  /** Records a scroll by this package to `top`, so that its scroll event does not count as a scroll of the reader. */
  moved(top: number): void {
    this.#top = top;
  }

  /**
   * Handles a scroll of the box. Both parameters in CSS pixels. A scroll to 0 from where the box can no longer be is
   * not taken for the reader's: content that is being replaced is empty for a moment, and the browser then sets
   * `scrollTop` to 0.
   *
   * @param top its `scrollTop`
   * @param end the largest `scrollTop` it can have
   */
  scrolled(top: number, end: number): void {
    const before = this.#top;
    this.#top = top;
    if (end - top <= (top > before ? NEAR_END_PX : 1)) this.#following = true;
    else if (top < before - 0.5 && (top || end > before - 1)) this.#following = false;
  }
}
