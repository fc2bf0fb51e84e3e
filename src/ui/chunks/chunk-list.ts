import { pinnedNodes, shows } from "./pinned-nodes.js";
import { EMPTY_PX, type Gap, gaps, HeightModel, narrowed, splitGap } from "./height-model.js";
import type { ScrollAnchor } from "./scroll-anchor.js";

/** While the feed has more elements than this, chunks far from the box are removed from the document. */
const MAX_ELEMENTS = 2500;

/** A chunk that is in the document: a run of {@link CHUNK_ENTRIES} entries. */
export interface Chunk {
  /** The index of the chunk in the transcript. It increases when chunks are added before it. */
  readonly index: number;
  readonly element: HTMLElement;
  /** The gap before the chunk in CSS pixels. It stands for the chunks there that are not in the document. */
  readonly gap: number;
  /** In CSS pixels; 0 until the chunk has been measured. */
  readonly height: number;
}

/** What decides which new chunks at the end are drawn. */
export interface EndGrowth {
  /** Whether the box is scrolled to its end and stays there. */
  readonly isFollowed: boolean;
  /** The height of the box in CSS pixels. */
  readonly height: number;
}

type OwnChunk = { -readonly [Key in keyof Chunk]: Chunk[Key] };

/**
 * The mounted chunks, which are in the document, and the gaps between them. Writes to the DOM, but never reads layout.
 */
export class ChunkList {
  readonly #feed: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #paper = matchMedia("print");
  #model = new HeightModel();
  #chunks: OwnChunk[] = [];
  #endGap = 0;
  /** The elements that are in the document only for printing; null while nothing is printed. */
  #printed: HTMLElement[] | null = null;

  /**
   * @param feed the element that contains only the chunks
   * @param observer observes the element of each chunk while it is in the document
   */
  constructor(feed: HTMLElement, observer: ResizeObserver) {
    this.#feed = feed;
    this.#observer = observer;
  }

  get model(): HeightModel {
    return this.#model;
  }

  get mounted(): readonly Chunk[] {
    return this.#chunks;
  }

  /** The gap after the last mounted chunk, in CSS pixels. */
  get endGap(): number {
    return this.#endGap;
  }

  /** Whether the page is being printed, or has print layout. */
  get printing(): boolean {
    return this.#printed !== null || this.#paper.matches;
  }

  /** The gaps, which are runs of chunks that are not mounted, from the top down. */
  gaps(): readonly Gap[] {
    return [...gaps(this.#chunks, this.#endGap, this.#model.count)];
  }

  /** The first mounted chunk that ends below `y`, in CSS pixels from the top of the feed. */
  below(y: number): Chunk | undefined {
    let bottom = 0;
    return this.#chunks.find(({ gap, height }) => (bottom += gap + height) > y);
  }

  clear(): void {
    for (const element of this.#printed ?? []) element.remove();
    for (const chunk of this.#chunks) this.#remove(chunk);
    this.#chunks = [];
    this.setGap(0, 0);
    this.#model = new HeightModel();
  }

  /** Sets how many entries there are. Chunks beyond the last one are removed from the document. */
  resize(entries: number): void {
    this.#model.resize(entries);
    for (
      let last = this.#chunks.at(-1);
      last && last.index >= this.#model.count;
      last = this.#chunks.at(-1)
    ) {
      this.#remove(last);
      this.#chunks.pop();
    }
    if (this.#chunks.at(-1)?.index === this.#model.count - 1) this.setGap(this.#chunks.length, 0);
  }

  /** Adds chunks before all others, without mounting them. The parameters are those of {@link HeightModel.prepend}. */
  prepend(chunks: number, lead: number): void {
    this.#model.prepend(chunks, lead);
    for (const chunk of this.#chunks) chunk.index += chunks;
    const [first] = this.#chunks;
    this.setGap(0, (first?.gap ?? this.#endGap) + this.#model.gap(0, chunks));
  }

  /**
   * Adds the new chunks at the end, from the index `before` on. If the box follows its end, mounts those that fill the
   * box; else mounts them only if they follow the last mounted chunk directly.
   */
  grow(
    before: number,
    { isFollowed, height }: EndGrowth,
    draw: (index: number, element: HTMLElement) => void,
  ): void {
    const { count } = this.#model;
    const position = this.#chunks.length;
    const gap = this.#endGap;
    let [first, last] = [before, before];
    if (isFollowed) {
      first = last = count - 1;
      for (let y = this.#model.height(first); y < height && first > before; y += this.#model.height(first))
        first -= 1;
    } else if ((this.#chunks.at(-1)?.index ?? -1) !== before - 1) {
      this.setGap(position, gap + this.#model.gap(before, count));
      return;
    }
    this.insert(position, first, last, draw);
    this.setGap(position, gap + this.#model.gap(before, first));
    this.setGap(this.#chunks.length, this.#model.gap(last + 1, count));
  }

  /** Mounts the chunks `first` to `last` at `position` in the list, with gaps of 0. */
  insert(
    position: number,
    first: number,
    last: number,
    draw: (index: number, element: HTMLElement) => void,
  ): readonly Chunk[] {
    const next = this.#chunks[position]?.element ?? null;
    const fresh: OwnChunk[] = [];
    for (let index = first; index <= last; index += 1) {
      const element = this.#add("chunk", index, next, draw);
      this.#observer.observe(element);
      fresh.push({ index, element, gap: 0, height: 0 });
    }
    this.#chunks.splice(position, 0, ...fresh);
    return fresh;
  }

  /** Adds the chunks that are not mounted, for printing only. The screen still shows the gaps. */
  addForPrint(draw: (index: number, element: HTMLElement) => void): void {
    const added: HTMLElement[] = (this.#printed = []);
    for (const { at, from, to } of this.gaps()) {
      const next = this.#chunks[at]?.element ?? null;
      for (let index = from; index < to; index += 1)
        added.push(this.#add("chunk print-only", index, next, draw));
    }
  }

  /** Removes what {@link addForPrint} has added. */
  endPrint(): void {
    for (const element of this.#printed ?? []) element.remove();
    this.#printed = null;
  }

  #add(
    className: string,
    index: number,
    next: Element | null,
    draw: (index: number, element: HTMLElement) => void,
  ): HTMLElement {
    const element = document.createElement("div");
    element.className = className;
    draw(index, element);
    return this.#feed.insertBefore(element, next);
  }

  /** Records the height of a chunk's element. */
  measure(element: Element, height: number): void {
    const chunk = this.#chunks.find((candidate) => candidate.element === element);
    if (!chunk) return;
    chunk.height = height;
    const isHidden = height === 0 && element.querySelector(":scope > :not([hidden])") === null;
    this.#model.measure(chunk.index, isHidden ? EMPTY_PX : height);
  }

  /**
   * Sets the gap before the mounted chunk at `position`, in CSS pixels. The number of mounted chunks stands for the gap
   * at the end.
   */
  setGap(position: number, size: number): void {
    const chunk = this.#chunks[position];
    if ((chunk?.gap ?? this.#endGap) === size) return;
    const css = size > 0 ? `${size}px` : "";
    if (chunk) {
      chunk.gap = size;
      chunk.element.style.marginBlockStart = css;
    } else {
      this.#endGap = size;
      this.#feed.style.paddingBlockEnd = css;
    }
  }

  /** Reduces `gap` by the heights of the chunks `first` to `last`, which have been mounted in it and measured. */
  takeFrom(gap: Gap, first: number, last: number): void {
    const position = this.#chunks.findIndex(({ index }) => index === first);
    const next = position + last - first + 1;
    if (position < 0) return;
    let height = 0;
    for (const chunk of this.#chunks.slice(position, next)) height += chunk.height;
    const [before, after] = splitGap(gap, this.#model, first, last, height);
    this.setGap(position, before);
    this.setGap(next, after);
  }

  /**
   * Reduces the nearest gap above the anchor by up to `drift` CSS pixels.
   *
   * @returns the CSS pixels of `drift` that are left
   */
  absorb(drift: number, anchor: ScrollAnchor): number {
    for (
      let position = this.#chunks.findIndex(({ element }) => anchor.isIn(element));
      position >= 0;
      position -= 1
    ) {
      const { index, gap } = this.#chunks[position] as Chunk;
      if (index === (this.#chunks[position - 1]?.index ?? -1) + 1) continue;
      const taken = Math.min(drift, gap);
      this.setGap(position, gap - taken);
      return drift - taken;
    }
    return drift;
  }

  /**
   * Removes blank space at the top of the box: reduces the gaps above the first visible chunk that ends below `top`,
   * until that chunk begins at `top` or above.
   */
  closeUp(top: number): void {
    let bottom = 0;
    let position = this.#chunks.findIndex(({ gap, height }) => (bottom += gap + height) > top && height > 0);
    let blank = position < 0 ? 0 : bottom - (this.#chunks[position] as Chunk).height - top;
    for (; blank > 0 && position >= 0; position -= 1) {
      const { gap } = this.#chunks[position] as Chunk;
      this.setGap(position, Math.max(0, gap - blank));
      blank -= gap;
    }
  }

  /** Sets the gaps whose entries are all hidden to 0. Returns whether any gap changed. */
  closeEmpty(): boolean {
    const empty = this.gaps().filter((gap) => gap.size > 0 && !narrowed(gap, this.#model));
    for (const { at } of empty) this.setGap(at, 0);
    return empty.length > 0;
  }

  /** Sets every gap to its size in the model. Returns whether any gap changed. */
  settle(): boolean {
    let changed = false;
    for (const { at, from, to, size } of this.gaps()) {
      const better = this.#model.gap(from, to);
      if (Math.abs(better - size) < 1) continue;
      this.setGap(at, better);
      changed = true;
    }
    return changed;
  }

  /**
   * Unmounts chunks while there are more than {@link MAX_ELEMENTS} elements: first those whose entries are all hidden,
   * then the farthest. Chunks between `top` and `bottom` stay.
   */
  trim(top: number, bottom: number): void {
    let elements = this.#feed.getElementsByTagName("*").length;
    if (elements <= MAX_ELEMENTS || this.#printed) return;
    const pinned = pinnedNodes(this.#feed);
    for (const chunk of this.#byDistance(top, bottom)) {
      if (elements <= MAX_ELEMENTS) return;
      if (pinned.some((node) => shows(chunk.element, node))) continue;
      elements -= chunk.element.getElementsByTagName("*").length + 1;
      this.#unmount(chunk);
    }
  }

  /** The chunks whose entries are all hidden, then those outside `top` to `bottom`, the farthest first. */
  #byDistance(top: number, bottom: number): readonly OwnChunk[] {
    const far: { chunk: OwnChunk; distance: number }[] = [];
    let y = 0;
    for (const chunk of this.#chunks) {
      y += chunk.gap;
      const isEmpty = this.#model.isEmpty(chunk.index);
      const distance = isEmpty ? Infinity : Math.max(top - y - chunk.height, y - bottom);
      if (distance > 0) far.push({ chunk, distance });
      y += chunk.height;
    }
    return far
      .sort((a, b) => (a.distance === b.distance ? 0 : b.distance - a.distance))
      .map(({ chunk }) => chunk);
  }

  /** Removes a chunk from the document, and adds its height to the gap. */
  #unmount(chunk: OwnChunk): void {
    const position = this.#chunks.indexOf(chunk);
    const next = this.#chunks[position + 1];
    const gap = chunk.gap + chunk.height + (next?.gap ?? this.#endGap);
    this.#remove(chunk);
    this.#chunks.splice(position, 1);
    this.setGap(position, gap);
  }

  #remove({ element }: Chunk): void {
    this.#observer.unobserve(element);
    element.remove();
  }
}
