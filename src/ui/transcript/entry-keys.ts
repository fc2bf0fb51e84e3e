/** The index of the entry that a key leads to; null for none. `focused` is the index of the entry with the focus. */
export function targetIndex(key: string, focused: number | null, length: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  if (focused === null) return null;
  if (key === "ArrowUp" && focused > 0) return focused - 1;
  return key === "ArrowDown" && focused < length - 1 ? focused + 1 : null;
}

/** The direction in which the next entry is looked for, where the entry that a key leads to is hidden. */
export function direction(key: string): 1 | -1 {
  return key === "Home" || key === "ArrowDown" ? 1 : -1;
}

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
