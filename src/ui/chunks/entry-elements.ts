/** Whether `target` is an `<oc-entry>`. */
export function isEntry(target: EventTarget | undefined): target is HTMLElement {
  return target instanceof HTMLElement && target.localName === "oc-entry";
}

/** The elements of a chunk's entries, in order. */
export function entriesOf(chunk: Element): HTMLElement[] {
  return [...chunk.children].filter(isEntry);
}

/** The index in the transcript of the entry that an element shows. */
export function positionOf(entry: HTMLElement): number {
  return Number(entry.ariaPosInSet) - 1;
}
