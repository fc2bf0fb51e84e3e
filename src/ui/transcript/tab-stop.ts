/** Manages the roving tab stop: the one entry that the Tab key reaches. */
export class TabStop {
  #entry: HTMLElement | undefined;

  /** Moves the tab stop to an entry. */
  move(entry: HTMLElement | undefined): void {
    if (!entry || entry === this.#entry) return;
    if (this.#entry) this.#entry.tabIndex = -1;
    entry.tabIndex = 0;
    this.#entry = entry;
  }

  /** Moves the tab stop to the newest entry that is not hidden, unless the entry with the tab stop has the focus. */
  rest(entries: readonly HTMLElement[]): void {
    if (!this.#entry?.matches(":focus-within")) this.move(entries.findLast(({ hidden }) => !hidden));
  }
}
