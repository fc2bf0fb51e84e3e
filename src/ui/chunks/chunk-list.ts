import { pinnedNodes, shows } from "./pinned-nodes.js";
import { EMPTY_PX, type Gap, gaps, HeightModel, narrowed, splitGap } from "./height-model.js";

/** How many elements may stay once they have been shown. */
const MAX_ELEMENTS = 2500;

/** A run of entries that is in the document; `gap` CSS pixels before it stand for the chunks that are not. */
export interface Chunk {
  /** Goes up when chunks are put before it. */
  readonly index: number;
  readonly element: HTMLElement;
  readonly gap: number;
  /** 0 until measured. */
  readonly height: number;
}

/** What is in view, when chunks are added at the end. */
export interface EndView {
  /** The end is in view, and stays there. */
  readonly isFollowed: boolean;
  /** How high the box is, in CSS pixels. */
  readonly height: number;
}

type OwnChunk = { -readonly [Key in keyof Chunk]: Chunk[Key] };

/** The chunks that are in the document, in order, and the gaps between them. Writes to the DOM, never reads layout. */
export class ChunkList {
  readonly #feed: HTMLElement;
  readonly #observer: ResizeObserver;
  readonly #paper = matchMedia("print");
  #model = new HeightModel();
  #chunks: OwnChunk[] = [];
  #endGap = 0;
  /** What is in the document for paper alone; null but while the page is printed. */
  #printed: HTMLElement[] | null = null;

  /**
   * @param feed holds the chunks and nothing else
   * @param observer is given every chunk's element while it is in the document
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

  /** The CSS pixels after the last mounted chunk. */
  get endGap(): number {
    return this.#endGap;
  }

  /** Whether the page is being printed, or laid out for paper. */
  get printing(): boolean {
    return this.#printed !== null || this.#paper.matches;
  }

  /** The stretches that are not in the document, from above. */
  gaps(): readonly Gap[] {
    return [...gaps(this.#chunks, this.#endGap, this.#model.count)];
  }

  /** The mounted chunk that reaches below `y`, a place within the feed. */
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

  /** Tells how many entries there are; chunks beyond them leave the document. */
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

  /** Chunks were put before all others, none of them in the document yet: as {@link HeightModel.prepend}. */
  prepend(chunks: number, lead: number): void {
    this.#model.prepend(chunks, lead);
    for (const chunk of this.#chunks) chunk.index += chunks;
    const [first] = this.#chunks;
    this.setGap(0, (first?.gap ?? this.#endGap) + this.#model.gap(0, chunks));
  }

  /** New chunks at the end: those in view when the end is followed, else one that continues a mounted one. */
  grow(
    before: number,
    { isFollowed, height }: EndView,
    draw: (index: number, element: HTMLElement) => void,
  ): void {
    const { count } = this.#model;
    const slot = this.#chunks.length;
    const gap = this.#endGap;
    let [first, last] = [before, before];
    if (isFollowed) {
      first = last = count - 1;
      for (let y = this.#model.height(first); y < height && first > before; y += this.#model.height(first))
        first -= 1;
    } else if ((this.#chunks.at(-1)?.index ?? -1) !== before - 1) {
      this.setGap(slot, gap + this.#model.gap(before, count));
      return;
    }
    this.insert(slot, first, last, draw);
    this.setGap(slot, gap + this.#model.gap(before, first));
    this.setGap(this.#chunks.length, this.#model.gap(last + 1, count));
  }

  /** Mounts the chunks `first` to `last` as position `slot` of the list. Their gaps are 0 as yet. */
  insert(
    slot: number,
    first: number,
    last: number,
    draw: (index: number, element: HTMLElement) => void,
  ): readonly Chunk[] {
    const next = this.#chunks[slot]?.element ?? null;
    const fresh: OwnChunk[] = [];
    for (let index = first; index <= last; index += 1) {
      const element = this.#add("chunk", index, next, draw);
      this.#observer.observe(element);
      fresh.push({ index, element, gap: 0, height: 0 });
    }
    this.#chunks.splice(slot, 0, ...fresh);
    return fresh;
  }

  /** Adds in its place what is not mounted, for paper alone: the screen shows the gaps as before. */
  addForPrint(draw: (index: number, element: HTMLElement) => void): void {
    const added: HTMLElement[] = (this.#printed = []);
    for (const { slot, from, to } of this.gaps()) {
      const next = this.#chunks[slot]?.element ?? null;
      for (let index = from; index < to; index += 1)
        added.push(this.#add("chunk print-only", index, next, draw));
    }
  }

  /** Takes that out again. */
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

  /** Records a height that was read or reported. */
  measure(element: Element, height: number): void {
    const chunk = this.#chunks.find((candidate) => candidate.element === element);
    if (!chunk) return;
    chunk.height = height;
    const isHidden = height === 0 && element.querySelector(":scope > :not([hidden])") === null;
    this.#model.measure(chunk.index, isHidden ? EMPTY_PX : height);
  }

  /** Sets the gap before position `slot`; the list's length stands for the end. */
  setGap(slot: number, size: number): void {
    const chunk = this.#chunks[slot];
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

  /** Makes room in `gap` for the chunks `first` to `last`, measured and mounted in it, at their expense alone. */
  takeFrom(gap: Gap, first: number, last: number): void {
    const slot = this.#chunks.findIndex(({ index }) => index === first);
    const next = slot + last - first + 1;
    if (slot < 0) return;
    let height = 0;
    for (const chunk of this.#chunks.slice(slot, next)) height += chunk.height;
    const [before, after] = splitGap(gap, this.#model, first, last, height);
    this.setGap(slot, before);
    this.setGap(next, after);
  }

  /** Lets the nearest gap at or above `element` take up `drift` CSS pixels; returns what it could not. */
  absorb(drift: number, holds: (element: Element) => boolean): number {
    for (let slot = this.#chunks.findIndex(({ element }) => holds(element)); slot >= 0; slot -= 1) {
      const { index, gap } = this.#chunks[slot] as Chunk;
      if (index === (this.#chunks[slot - 1]?.index ?? -1) + 1) continue;
      const taken = Math.min(drift, gap);
      this.setGap(slot, gap - taken);
      return drift - taken;
    }
    return drift;
  }

  /**
   * Lets the first chunk with something to see below `top` begin there at the latest, at the expense of the gaps
   * before it.
   */
  closeUp(top: number): void {
    let bottom = 0;
    let slot = this.#chunks.findIndex(({ gap, height }) => (bottom += gap + height) > top && height > 0);
    let blank = slot < 0 ? 0 : bottom - (this.#chunks[slot] as Chunk).height - top;
    for (; blank > 0 && slot >= 0; slot -= 1) {
      const { gap } = this.#chunks[slot] as Chunk;
      this.setGap(slot, Math.max(0, gap - blank));
      blank -= gap;
    }
  }

  /** Takes the room from gaps that stand for nothing to see. Tells whether that changed anything. */
  closeEmpty(): boolean {
    const empty = this.gaps().filter((gap) => gap.size > 0 && !narrowed(gap, this.#model));
    for (const { slot } of empty) this.setGap(slot, 0);
    return empty.length > 0;
  }

  /** Gives every gap the size the model has for it. Tells whether that changed anything. */
  settle(): boolean {
    let changed = false;
    for (const { slot, from, to, size } of this.gaps()) {
      const better = this.#model.gap(from, to);
      if (Math.abs(better - size) < 1) continue;
      this.setGap(slot, better);
      changed = true;
    }
    return changed;
  }

  /**
   * Takes chunks out when there are too many elements: those that show nothing, then the farthest, but none that
   * reaches into `top` to `bottom`.
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

  /** The chunks with nothing to see, then those outside `top` to `bottom`, the farthest first. */
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

  /** Takes a chunk out of the document; its height stays, as part of the gap. */
  #unmount(chunk: OwnChunk): void {
    const slot = this.#chunks.indexOf(chunk);
    const next = this.#chunks[slot + 1];
    const gap = chunk.gap + chunk.height + (next?.gap ?? this.#endGap);
    this.#remove(chunk);
    this.#chunks.splice(slot, 1);
    this.setGap(slot, gap);
  }

  #remove({ element }: Chunk): void {
    this.#observer.unobserve(element);
    element.remove();
  }
}
