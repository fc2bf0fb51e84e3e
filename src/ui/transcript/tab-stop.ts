/** The one entry that the Tab key leads to. */
export class TabStop {
  #entry: HTMLElement | undefined;

  /** Gives the tab stop to the entry that has the focus. */
  move(entry: HTMLElement | undefined): void {
    if (!entry || entry === this.#entry) return;
    if (this.#entry) this.#entry.tabIndex = -1;
    entry.tabIndex = 0;
    this.#entry = entry;
  }

  /** Gives the tab stop to the newest entry that is not hidden, unless the entry with the tab stop has the focus. */
  rest(entries: readonly HTMLElement[]): void {
    if (!this.#entry?.matches(":focus-within")) this.move(entries.findLast(({ hidden }) => !hidden));
  }
}
