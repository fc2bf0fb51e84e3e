/** The methods of the transcript that scroll it. */
interface TranscriptPlace extends HTMLElement {
  reveal(index: number): Promise<DrawnEntry | undefined>;
  scrollFor(work: () => void): void;
  /** Scrolls to the end of the log, and follows it. */
  scrollToEnd(): void;
}

/** A drawn entry: its key, its index in the log, and its distance from the top of the box in pixels. */
interface Place {
  readonly key: string;
  readonly index: number;
  readonly offset: number;
}

/** Remembers the scroll position of the transcript at the time of its construction: the end, or an entry. */
export class ReaderPlace {
  readonly #root: ShadowRoot;
  readonly #box: HTMLElement | null;
  readonly #isAtEnd: boolean;
  readonly #first: Place | null;

  constructor(root: ShadowRoot) {
    this.#root = root;
    this.#box = root.querySelector("[part~=transcript]");
    this.#first = this.#firstEntry();
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = this.#box ?? {};
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < 2;
  }

  /** The index of the first entry that is visible now. */
  firstInView(): number {
    return this.#firstEntry()?.index ?? 0;
  }

  /** Scrolls back to the remembered position. */
  async restore(indexOf: (place: Place) => number): Promise<void> {
    const [box, first] = [this.#box, this.#first];
    const transcript = transcriptOf(this.#root);
    if (this.#isAtEnd) return transcript?.scrollToEnd();
    if (!box || !first) return;
    const entry = await transcript?.reveal(indexOf(first));
    if (entry) transcript?.scrollFor(() => scrollDown(box, topOf(entry) - topOf(box) - first.offset));
  }

  #firstEntry(): Place | null {
    const box = this.#box;
    if (!box) return null;
    const top = topOf(box);
    for (const element of box.querySelectorAll<DrawnEntry>("oc-entry:not([hidden])")) {
      const rect = element.getBoundingClientRect();
      if (rect.bottom <= top) continue;
      return { key: element.entry.key, index: Number(element.ariaPosInSet) - 1, offset: rect.top - top };
    }
    return null;
  }
}

/** An element that draws an entry. */
export interface DrawnEntry extends HTMLElement {
  readonly entry: { readonly key: string };
}

/**
 * Scrolls a box by pixels of the window. They differ from those of `scrollTop` where the page is zoomed or transformed.
 */
export function scrollDown(box: HTMLElement, pixels: number): void {
  // `offsetHeight` lacks the fractions, which add up over a long way.
  const scale = box.getBoundingClientRect().height / parseFloat(getComputedStyle(box).height);
  box.scrollTop += pixels / (scale || 1);
}

export function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}

/** The transcript of a chat, once it has been drawn. */
export function transcriptOf(root: ShadowRoot): TranscriptPlace | null {
  return root.querySelector("oc-transcript");
}
