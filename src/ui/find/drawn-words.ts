import { BLOCK_END, type Folding, places } from "./folding.js";

/** Selects the parts of an entry whose text is searched. None of them is within another. */
const WORDS = "[part~=bubble], [part~=notice], [part~=card], [part~=activity], .file-name";

/** Selects elements that are skipped: labels and buttons of this package, drawings, and collapsed content. */
const SILENT =
  "button, summary, details:not([open]), svg, math, .code-head, .link-host, .note-label, .work-time, [part~=sources], .visually-hidden, .print-only";

/** Selects inline elements. */
const INLINE = "a, code, data, del, em, img, strong, sub, sup, span:not([class^=card-], .file-name)";

/** The ranges of all occurrences of a folded text in a drawn entry, in order. */
export function rangesIn(entry: Element, sought: string, folding: Folding): readonly StaticRange[] {
  const reader = new WordsReader();
  if (!(entry as HTMLElement).hidden)
    for (const words of entry.querySelectorAll(WORDS)) if (!words.matches(SILENT)) reader.read(words);
  // Most entries do not contain the text, and this check is faster than a search with positions.
  if (!folding.fold(reader.text).includes(sought)) return [];
  const { folded, starts } = folding.foldWithPlaces(reader.text);
  return [...places(folded, sought)].map((at) =>
    reader.range(starts[at] as number, starts[at + sought.length] as number),
  );
}

/** A node with text, a text node or a formula, and the offset of its text in the text of the entry. */
interface Words {
  readonly node: ChildNode;
  readonly start: number;
}

/** Reads an element as one text, with {@link BLOCK_END} around each block. Remembers the node of each part. */
class WordsReader {
  text = "";
  readonly #nodes: Words[] = [];

  read(element: Element): void {
    const isInline = element.matches(INLINE);
    if (!isInline) this.text += BLOCK_END;
    for (const child of element.childNodes) {
      const words =
        child instanceof Text ? child.data : child instanceof HTMLElement ? child.dataset["tex"] : undefined;
      if (words !== undefined) {
        this.#nodes.push({ node: child, start: this.text.length });
        this.text += words;
      } else if (child instanceof HTMLBRElement) this.text += "\n";
      else if (child instanceof Element && !child.matches(SILENT)) this.read(child);
    }
    if (!isInline) this.text += BLOCK_END;
  }

  range(from: number, to: number): StaticRange {
    const start = this.#nodeAt(from);
    const end = this.#nodeAt(to - 1);
    const [startContainer, startOffset] = pointIn(start, from, 0);
    const [endContainer, endOffset] = pointIn(end, to, 1);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  }

  #nodeAt(offset: number): Words {
    let low = 0;
    let high = this.#nodes.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#nodes[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return this.#nodes[low] as Words;
  }
}

/**
 * The position of a character in the document. A formula can be marked only as a whole, so the position is before or
 * after it.
 */
function pointIn({ node, start }: Words, offset: number, behind: 0 | 1): [Node, number] {
  if (node instanceof Text) return [node, Math.min(offset - start, node.length)];
  const parent = node.parentNode as ParentNode;
  return [parent, [...parent.childNodes].indexOf(node) + behind];
}
