/** More entries than this are not put into words within one press of a key; a sign tells that some are left out. */
const MOST_ENTRIES = 1_000;
const LEFT_OUT = "[…]";

/**
 * Copies a selection over several entries as who said what, and when: also those of its middle that are not in the
 * document. A selection within one entry is the browser's.
 *
 * @param wordsOf what is said of the entry at `index`: of its words all, or the `part` that is selected
 */
export function copySelection(
  event: ClipboardEvent,
  wordsOf: (index: number, part: DocumentFragment | null) => string,
): void {
  const range = selectedIn((event.currentTarget as Element).getRootNode() as ShadowRoot);
  const [first, last] = [entryAround(range?.startContainer), entryAround(range?.endContainer)];
  if (!range || !event.clipboardData || !first || !last || first === last) return;
  const [from, to] = [indexOf(first), indexOf(last)];
  const copied: string[] = [];
  for (let index = from; index <= to && copied.length < MOST_ENTRIES; index += 1) {
    const part = index === from ? partOf(first, range) : index === to ? partOf(last, range) : null;
    copied.push(wordsOf(index, part));
  }
  if (copied.length < to - from + 1) copied.push(LEFT_OUT);
  event.clipboardData.setData("text/plain", copied.filter(Boolean).join("\n\n"));
  event.preventDefault();
}

/** Browsers tell in three ways what is selected within a shadow root. */
function selectedIn(root: ShadowRoot): StaticRange | Range | undefined {
  const selection = getSelection();
  // Some browsers lack it, whatever the types say.
  const [composed] = selection?.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  if (composed && root.contains(composed.startContainer)) return composed;
  const own = (root as { getSelection?: () => Selection | null }).getSelection?.() ?? selection;
  return own && own.rangeCount > 0 ? own.getRangeAt(0) : undefined;
}

function entryAround(node: Node | undefined): HTMLElement | null {
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.closest<HTMLElement>("oc-entry") ?? null;
}

function indexOf(entry: HTMLElement): number {
  return Number(entry.ariaPosInSet) - 1;
}

/** What of an entry's words is selected. */
function partOf(entry: HTMLElement, selected: StaticRange | Range): DocumentFragment | null {
  const bubble = entry.querySelector("[part~=bubble]");
  if (!bubble) return null;
  const part = document.createRange();
  part.selectNodeContents(bubble);
  if (part.comparePoint(selected.startContainer, selected.startOffset) === 0)
    part.setStart(selected.startContainer, selected.startOffset);
  if (part.comparePoint(selected.endContainer, selected.endOffset) === 0)
    part.setEnd(selected.endContainer, selected.endOffset);
  return part.cloneContents();
}
