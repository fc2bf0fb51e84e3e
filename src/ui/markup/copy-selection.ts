import { textOf } from "./element-text.js";
import { htmlOf } from "./whole-message.js";

/**
 * The most entries in one copy, because all of them are converted to text within one event. `LEFT_OUT` stands for the
 * others.
 */
const MAX_ENTRIES = 1_000;
const LEFT_OUT = "[…]";

/** Selects formulas, which are copied as their source. */
const FORMULA = "[data-tex]";

/**
 * Copies a selection over several entries: the author, the time and the text of each one, also of entries in between
 * that are not in the document. A selection within one entry is left to the browser, unless it has a formula, of which
 * the browser would copy only the letters.
 *
 * @param wordsOf returns the text of the entry at `index`: the whole, or the selected `part`
 */
export function copySelection(
  event: ClipboardEvent,
  wordsOf: (index: number, part: DocumentFragment | null) => string,
): void {
  const range = selectedIn((event.currentTarget as Element).getRootNode() as ShadowRoot);
  const [first, last] = [entryAround(range?.startContainer), entryAround(range?.endContainer)];
  if (!range || !event.clipboardData || !first || !last) return;
  if (first === last) return copyFormulas(event, event.clipboardData, partOf(first, range));
  const [from, to] = [indexOf(first), indexOf(last)];
  const copied: string[] = [];
  for (let index = from; index <= to && copied.length < MAX_ENTRIES; index += 1) {
    const part = index === from ? partOf(first, range) : index === to ? partOf(last, range) : null;
    copied.push(wordsOf(index, part));
  }
  if (copied.length < to - from + 1) copied.push(LEFT_OUT);
  event.clipboardData.setData("text/plain", copied.filter(Boolean).join("\n\n"));
  event.preventDefault();
}

function copyFormulas(event: Event, clipboard: DataTransfer, part: DocumentFragment | null): void {
  if (!part?.querySelector(FORMULA)) return;
  clipboard.setData("text/plain", textOf(part.childNodes, "plain"));
  clipboard.setData("text/html", htmlOf([...part.childNodes]));
  event.preventDefault();
}

/** The selection within a shadow root. Browsers expose it in three different ways. */
function selectedIn(root: ShadowRoot): StaticRange | Range | undefined {
  const selection = getSelection();
  // Some browsers lack `getComposedRanges`, which the types do not say.
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

/** The selected part of an entry's text. It contains formulas only as a whole, and not the list of sources. */
function partOf(entry: HTMLElement, selected: StaticRange | Range): DocumentFragment | null {
  const bubble = entry.querySelector("[part~=bubble]");
  if (!bubble) return null;
  const part = document.createRange();
  part.selectNodeContents(bubble);
  const { startContainer, startOffset, endContainer, endOffset } = selected;
  // A selection may begin below the text, or end above it. Then nothing of the text is selected.
  if (part.comparePoint(startContainer, startOffset) >= 0) {
    const formula = formulaAround(startContainer);
    if (formula) part.setStartBefore(formula);
    else part.setStart(startContainer, startOffset);
  }
  if (part.comparePoint(endContainer, endOffset) <= 0) {
    const formula = formulaAround(endContainer);
    if (formula) part.setEndAfter(formula);
    else part.setEnd(endContainer, endOffset);
  }
  const words = part.cloneContents();
  words.querySelector("[part~=sources]")?.remove();
  return words;
}

function formulaAround(node: Node): Element | null {
  return (node instanceof Element ? node : node.parentElement)?.closest(FORMULA) ?? null;
}
