import { ChunkList } from "./chunk-list.js";
import { EndBrace } from "./end-brace.js";
import { ScrollAnchor } from "./scroll-anchor.js";
import { scaleOf } from "./scale.js";
import type { StickToBottom } from "./stick-to-bottom.js";
import { CHUNK_ENTRIES, chunksToMount, type Gap, narrowed } from "./height-model.js";

/** How far above and below the box the transcript is drawn, in CSS pixels. */
const OVERSCAN_PX = 900;

/** The assumed height of the box before it has been measured, in CSS pixels. */
const ESTIMATED_BOX_PX = 600;

/** The most CSS pixels beyond `OVERSCAN_PX` that are drawn in one step through hidden entries. */
const MAX_AHEAD_PX = 20_000;

/** How long hidden entries are drawn before the browser gets a chance to paint. */
const SLICE_MS = 100;

/** How long after the last scroll the gaps are set to their sizes in the model. */
const SETTLE_MS = 150;

/** The methods of the element that owns the window. */
export interface ChunkWindowHost {
  /** Draws the entries of a chunk into `element`, if they have changed. */
  drawChunk(index: number, element: HTMLElement): void;
  /** Resolves when what was drawn into `element` has its final markup. */
  chunkDrawn(element: HTMLElement): Promise<unknown>;
  /**
   * Called after the scroll position or a size has changed. Reading sizes is cheap then, because no layout is pending.
   */
  placeChanged(): void;
}

/** The elements that a window works on. */
export interface ChunkWindowParts {
  /** The box: the scrolling element. */
  readonly scroller: HTMLElement;
  /** The element that contains the chunks. */
  readonly feed: HTMLElement;
  /** The element below the feed. */
  readonly tail: HTMLElement;
  /** An empty element for the {@link EndBrace}. */
  readonly brace: HTMLElement;
}

/**
 * Virtualizes the transcript. Mounted in the document are the chunks that the box shows, those near it, and up to a
 * limit those shown before. Gaps stand for all other chunks. Mounting a chunk reduces its gap by exactly its height, so
 * that nothing in the box moves and `scrollTop` is not changed. If a height was estimated wrong, the gap keeps its
 * wrong size until the reader has stopped scrolling.
 *
 * Appending reads no layout: a ResizeObserver reports the heights after the browser's own layout.
 */
export class ChunkWindow {
  readonly #parts: ChunkWindowParts;
  readonly #host: ChunkWindowHost;
  readonly #stick: StickToBottom;
  /** Holds the entry at the top of the box, except while the box follows its end. */
  readonly anchor: ScrollAnchor;
  readonly #observer = new ResizeObserver((records) => this.#resized(records));
  readonly #list: ChunkList;
  readonly #brace: EndBrace;
  readonly #draw = (index: number, element: HTMLElement): void => this.#host.drawChunk(index, element);
  /** The position of the box's top within the feed, in CSS pixels. */
  #top = 0;
  /** The height of the box in CSS pixels; 0 while the box is not shown. */
  #height = 0;
  #filling = false;
  #frame = 0;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ChunkWindowParts, stick: StickToBottom, host: ChunkWindowHost) {
    this.#parts = parts;
    this.#stick = stick;
    this.#host = host;
    this.anchor = new ScrollAnchor(parts.scroller);
    this.#list = new ChunkList(parts.feed, this.#observer);
    this.#brace = new EndBrace(parts.brace, parts.tail);
  }

  /** Whether the box is shown on the screen. Sizes that are read while the page is printed must not be used. */
  get shown(): boolean {
    return this.printable && !this.#list.printing;
  }

  /** Whether the box is shown, so that there is a scroll position to restore after printing. */
  get printable(): boolean {
    return this.#height > 0;
  }

  /** The chunks in the document, in order. */
  get elements(): readonly HTMLElement[] {
    return this.#list.mounted.map(({ element }) => element);
  }

  /** Starts to observe sizes. All of them are reported again, because the element may have been moved in the page. */
  connect(): void {
    const { scroller, tail } = this.#parts;
    for (const element of [scroller, tail, ...this.elements]) this.#observer.observe(element);
  }

  disconnect(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#height = this.#frame = 0;
    clearTimeout(this.#settleTimer);
  }

  /** Removes all chunks and heights, to show another conversation. */
  clear(): void {
    this.#list.clear();
    this.#brace.release();
    this.#stick.follow();
  }

  /** How many entries the first chunk lacks to {@link CHUNK_ENTRIES}. */
  get lead(): number {
    return this.#list.model.lead;
  }

  /**
   * Adds `chunks` chunks of earlier entries before all others; the first of them lacks `lead` entries. Scrolls the box
   * by the added height, so that the visible entries stay in place. The caller has to draw at once.
   */
  prepend(chunks: number, lead: number): void {
    this.#notice();
    this.#list.prepend(chunks, lead);
    if (this.#stick.following) this.#scrollToEnd();
    else this.#scrollBy(this.anchor.drift());
    // The chunk that was the first one may get more entries, and lose the day line above its first entry.
    queueMicrotask(() => void this.#measure(this.elements).then(() => this.#keepPlace()));
  }

  /**
   * Draws the mounted chunks that have changed, and new ones at the end.
   *
   * @param length how many entries there are
   * @param changed the index of the first entry that may have changed
   */
  update(length: number, changed: number): void {
    const before = this.#list.model.count;
    this.#list.resize(length);
    const { count } = this.#list.model;
    // The brace is released now. If it were released when sizes are reported, a scrollbar that the content does not
    // need would disappear then, and resize the whole content.
    if (count < before) this.#brace.release();
    for (const { index, element } of this.#list.mounted) this.#draw(index, element);
    if (count > before) {
      const height = this.#height || ESTIMATED_BOX_PX;
      this.#list.grow(before, { isFollowed: this.#stick.following, height }, this.#draw);
      this.#trim();
    }
    if (before === 0 && count > 0) void this.#begin();
    else if (this.#list.model.forgetEmpty(Math.floor(changed / CHUNK_ENTRIES))) void this.fill();
  }

  /**
   * Adds all chunks to the document, for printing. Until {@link printed} is called, positions and sizes must not be
   * used.
   */
  print(): void {
    this.#notice();
    this.#list.addForPrint(this.#draw);
    this.#host.placeChanged();
  }

  /** After printing, removes what {@link print} has added, and restores the scroll position. */
  printed(): void {
    this.#list.endPrint();
    this.#parts.scroller.scrollTop = this.#stick.top;
    this.#keepPlace();
    this.scrolled();
  }

  /** Handles a scroll of the box, by the reader or by a script. */
  scrolled(): void {
    if (!this.shown) return;
    this.#readPlace();
    this.#host.placeChanged();
    void this.fill();
    this.#settleSoon();
  }

  /** Scrolls to the end, and follows it. */
  async toEnd(): Promise<void> {
    const { count } = this.#list.model;
    const gap = this.#list.gaps().at(-1);
    if (gap?.to === count) await this.#mount(gap, count - 1, count - 1);
    this.#stick.follow();
    this.#scrollToEnd();
    await this.fill();
    this.#host.placeChanged();
  }

  /** Mounts a chunk, at any distance from the box. Resolves to its element when it is drawn. */
  async reveal(index: number): Promise<HTMLElement | undefined> {
    const gap = this.#list.gaps().find(({ from, to }) => index >= from && index < to);
    // Chunks are not trimmed here, because that could remove this chunk, which may be far from the box. The next scroll
    // trims.
    if (gap) await this.#mount(gap, index, index, false);
    return this.#list.mounted.find((chunk) => chunk.index === index)?.element;
  }

  /**
   * Mounts chunks until none is missing within `reach` CSS pixels of the box. This usually ends before the next paint.
   */
  async fill(reach = OVERSCAN_PX): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      if (!this.shown) this.#locate();
      let gap = this.#missing(reach);
      let ahead = 0;
      for (let began = performance.now(); gap; gap = this.#missing(reach)) {
        const bottom = this.#top + this.#height + reach + ahead;
        const { model } = this.#list;
        const [first, last] = chunksToMount(gap, model, this.#top - reach - ahead, bottom);
        await this.#mount(gap, first, last);
        // A host's renderer may hide thousands of entries in a row. The steps through them grow, and between slices the
        // page can paint and handle input.
        ahead =
          model.isEmpty(first) && model.isEmpty(last) ? Math.min(2 * ahead + OVERSCAN_PX, MAX_AHEAD_PX) : 0;
        if (ahead === 0 || performance.now() - began < SLICE_MS) continue;
        // Until the entries before the hidden ones are known, the box shows those after them.
        this.#list.closeUp(this.#top);
        await new Promise(requestAnimationFrame);
        began = performance.now();
      }
      if (!this.shown) return;
      this.#list.closeUp(this.#top);
      // After a jump, the entry for the anchor has only just been mounted.
      this.#hold();
      if (this.#list.closeEmpty()) this.#keepPlace();
    } finally {
      this.#filling = false;
    }
  }

  /** After the first chunks are mounted, fills the rest of the box at once, and the overscan later. */
  async #begin(): Promise<void> {
    await this.#measure(this.elements);
    this.#keepPlace();
    await this.fill(0);
    this.#settleSoon();
  }

  /**
   * The first gap within `reach` CSS pixels of the box, without the hidden chunks at its ends; null if no chunk is
   * missing.
   */
  #missing(reach: number): Gap | null {
    if (!this.shown) return null;
    const top = this.#top - reach;
    const bottom = this.#top + this.#height + reach;
    for (const gap of this.#list.gaps()) {
      const missing = gap.top <= bottom && gap.top + gap.size >= top && narrowed(gap, this.#list.model);
      if (missing) return missing;
    }
    return null;
  }

  async #mount(gap: Gap, first: number, last: number, isTrimmed = true): Promise<void> {
    this.#noticeInChange();
    const fresh = this.#list.insert(gap.at, first, last, this.#draw);
    await this.#measure(fresh.map(({ element }) => element));
    this.#list.takeFrom(gap, first, last);
    this.#keepPlace();
    if (isTrimmed) this.#trim();
  }

  async #measure(elements: readonly HTMLElement[]): Promise<void> {
    await Promise.all(elements.map((element) => this.#host.chunkDrawn(element)));
    const scale = scaleOf(this.#parts.scroller);
    for (const one of elements) this.#list.measure(one, one.getBoundingClientRect().height / scale);
  }

  #trim(): void {
    this.#list.trim(this.#top - OVERSCAN_PX, this.#top + this.#height + OVERSCAN_PX);
  }

  /**
   * Handles new sizes. Runs between layout and paint, so that the scroll position is corrected before it is visible.
   */
  #resized(records: readonly ResizeObserverEntry[]): void {
    const wasShown = this.shown;
    this.#height = this.#parts.scroller.clientHeight;
    if (!this.shown) return;
    // A box that was hidden or moved has lost its `scrollTop`, so its position is not the reader's.
    if (wasShown) this.#noticeInChange();
    for (const { target, borderBoxSize } of records)
      this.#list.measure(target, borderBoxSize[0]?.blockSize ?? 0);
    this.#keepPlace();
    this.#host.placeChanged();
    if (!this.#missing(OVERSCAN_PX) || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      void this.fill();
    });
  }

  /**
   * Corrects the scroll position after a change: a box that follows its end stays there; else the anchor stays in
   * place.
   */
  #keepPlace(): void {
    if (this.#stick.following) return this.#scrollToEnd();
    const drift = this.anchor.drift();
    if (Math.abs(drift) >= 0.25) this.#scrollBy(this.#list.absorb(drift, this.anchor));
  }

  /** Handles a scroll whose event has not been dispatched yet: it comes with the next frame. */
  #notice(): void {
    if (this.shown && Math.abs(this.#parts.scroller.scrollTop - this.#stick.top) > 1) this.#readPlace();
  }

  /**
   * As {@link #notice}, while content changes. Then `scrollTop` may decrease without a scroll of the reader, so a box
   * that follows its end stops that only by scroll events.
   */
  #noticeInChange(): void {
    if (!this.#stick.following) this.#notice();
  }

  #readPlace(): void {
    const { scroller } = this.#parts;
    this.#locate();
    // The box may have been hidden in the meantime. Then its sizes must not be used.
    if (!this.shown) return;
    this.#stick.scrolled(scroller.scrollTop, scroller.scrollHeight - scroller.clientHeight);
    if (!this.#stick.following) this.#brace.release();
    this.#hold();
  }

  #hold(): void {
    if (!this.#stick.following) this.anchor.hold(this.#list.below(this.#top)?.element);
  }

  #settleSoon(): void {
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => void this.#settle(), SETTLE_MS);
  }

  async #settle(): Promise<void> {
    this.#notice();
    await this.fill();
    if (!this.shown || !this.#list.settle()) return;
    if (this.#stick.following) this.#scrollToEnd();
    else this.#scrollBy(this.anchor.drift());
  }

  #locate(): void {
    const { scroller, feed } = this.#parts;
    this.#height = scroller.clientHeight;
    this.#top = scroller.scrollTop - feed.offsetTop;
  }

  #scrollBy(distance: number): void {
    if (distance === 0) return;
    this.#parts.scroller.scrollTop += distance;
    this.#list.absorb(this.anchor.rounding(), this.anchor);
    this.#stick.moved(this.#parts.scroller.scrollTop);
    this.#locate();
  }

  #scrollToEnd(): void {
    const { scroller } = this.#parts;
    scroller.scrollTop = this.#brace.hold(scroller);
    this.#stick.moved(scroller.scrollTop);
    this.#locate();
  }
}
