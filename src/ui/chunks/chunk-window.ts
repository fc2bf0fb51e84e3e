import { ChunkList } from "./chunk-list.js";
import { EndBrace } from "./end-brace.js";
import { ScrollAnchor } from "./scroll-anchor.js";
import { scaleOf } from "./scale.js";
import type { StickToBottom } from "./stick-to-bottom.js";
import { CHUNK_ENTRIES, chunksToMount, type Gap, narrowed } from "./height-model.js";

/** How far beyond the box's edges, in CSS pixels, the transcript is drawn ahead of the reader. */
const OVERSCAN_PX = 900;

/** How high the box is thought to be before it was measured. */
const ESTIMATED_VIEW_PX = 600;

/** How much farther than that, in CSS pixels, it is drawn at once where all turns out to be hidden. */
const MAX_AHEAD_PX = 20_000;

/** How long the page may stand still for entries that turn out to be hidden. */
const SLICE_MS = 100;

/** How long after the last scroll, in milliseconds, guessed heights are put right. */
const SETTLE_MS = 150;

/** What the window asks of the element it works for. */
export interface ChunkWindowHost {
  /** Draws the entries of a chunk into `element`, unless they are there already. */
  drawChunk(index: number, element: HTMLElement): void;
  /** Resolves when what was drawn into `element` has its final markup. */
  chunkDrawn(element: HTMLElement): Promise<unknown>;
  /** The reader's place or a size has changed. The layout is clean: reading it costs nothing. */
  placeChanged(): void;
}

/** The elements a window works on: the box that scrolls, what holds the chunks, and what stands below that. */
export interface ChunkWindowParts {
  readonly scroller: HTMLElement;
  readonly feed: HTMLElement;
  readonly tail: HTMLElement;
  /** Empty, for an {@link EndBrace}. */
  readonly brace: HTMLElement;
}

/**
 * Keeps in the document the chunks near the reader's eye, and up to a limit those shown before. A gap stands
 * for all others; a chunk that is mounted takes from its gap exactly the height it has, so nothing in view
 * moves and `scrollTop` stays alone. What the guess was wrong by stays in the gap until the reader rests.
 *
 * Appending reads no layout: heights come from a ResizeObserver, after the browser's own layout.
 */
export class ChunkWindow {
  readonly #parts: ChunkWindowParts;
  readonly #host: ChunkWindowHost;
  readonly #stick: StickToBottom;
  /** What the reader's eye is on; nothing while the end is followed. */
  readonly anchor: ScrollAnchor;
  readonly #observer = new ResizeObserver((records) => this.#resized(records));
  readonly #list: ChunkList;
  readonly #brace: EndBrace;
  readonly #draw = (index: number, element: HTMLElement): void => this.#host.drawChunk(index, element);
  /** Where the box's top is within the feed, and how high the box is: 0 while it is not shown. */
  #top = 0;
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

  /** Whether the box is shown at all, on the screen: what paper shows says nothing of places and sizes. */
  get shown(): boolean {
    return this.printable && !this.#list.printing;
  }

  /** Whether there is a place to come back to from paper. */
  get printable(): boolean {
    return this.#height > 0;
  }

  /** The chunks in the document, in order. */
  get elements(): readonly HTMLElement[] {
    return this.#list.mounted.map(({ element }) => element);
  }

  /** Starts to follow sizes. All are reported anew: the element may have been moved to another place. */
  connect(): void {
    const { scroller, tail } = this.#parts;
    for (const element of [scroller, tail, ...this.elements]) this.#observer.observe(element);
  }

  disconnect(): void {
    this.#observer.disconnect();
    this.#height = 0;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settleTimer);
  }

  /** Forgets everything: another conversation begins. */
  clear(): void {
    this.#list.clear();
    this.#brace.release();
    this.#stick.follow();
  }

  /** How many entries the first chunk has less than the others. */
  get lead(): number {
    return this.#list.model.lead;
  }

  /**
   * Older entries were put before all others, `chunks` more chunks of them; the first leaves `lead` places empty. What
   * is in view stays where it is: so much is scrolled as came to stand above it. The drawing is to follow at once.
   */
  prepend(chunks: number, lead: number): void {
    this.#notice();
    this.#list.prepend(chunks, lead);
    if (this.#stick.following) this.#scrollToEnd();
    else this.#scrollBy(this.anchor.drift());
    // The first of the chunks in the document may gain entries, and lose what stood above its first.
    queueMicrotask(() => void this.#measure(this.elements).then(() => this.#keepPlace()));
  }

  /**
   * Draws what has changed among the chunks in the document, and what is new at the end of `length` entries.
   * @param changed the first entry that may not be what it was
   */
  update(length: number, changed: number): void {
    const before = this.#list.model.count;
    this.#list.resize(length);
    const { count } = this.#list.model;
    for (const { index, element } of this.#list.mounted) this.#draw(index, element);
    if (count > before) {
      const height = this.#height || ESTIMATED_VIEW_PX;
      this.#list.grow(before, { isFollowed: this.#stick.following, height }, this.#draw);
      this.#trim();
    }
    if (before === 0 && count > 0) void this.#begin();
    else if (this.#list.model.forgetEmpty(Math.floor(changed / CHUNK_ENTRIES))) void this.fill();
  }

  /** Puts all there is into the document, for paper alone. Places and sizes mean nothing until it is taken back. */
  print(): void {
    this.#notice();
    this.#list.addForPrint(this.#draw);
    this.#host.placeChanged();
  }

  /** The page has been printed: back to the part near the reader, and to the place he was at. */
  printed(): void {
    this.#list.endPrint();
    this.#parts.scroller.scrollTop = this.#stick.top;
    this.#keepPlace();
    this.scrolled();
  }

  /** The reader has scrolled, or we have on his behalf. */
  scrolled(): void {
    if (!this.shown) return;
    this.#readPlace();
    this.#host.placeChanged();
    void this.fill();
    this.#settleSoon();
  }

  /** Shows the end and stays there. */
  async toEnd(): Promise<void> {
    const { count } = this.#list.model;
    const gap = this.#list.gaps().at(-1);
    if (gap?.to === count) await this.#mount(gap, count - 1, count - 1);
    this.#stick.follow();
    this.#scrollToEnd();
    await this.fill();
    this.#host.placeChanged();
  }

  /** Brings a chunk into the document, wherever the reader is, and resolves when it is drawn. */
  async reveal(index: number): Promise<HTMLElement | undefined> {
    const gap = this.#list.gaps().find(({ from, to }) => index >= from && index < to);
    // What has too many elements is trimmed with the scroll: it must not be this one, which may be far from the view.
    if (gap) await this.#mount(gap, index, index, false);
    return this.#list.mounted.find((chunk) => chunk.index === index)?.element;
  }

  /** Mounts chunks until nothing within `reach` CSS pixels of the box is missing; done before the next paint. */
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
        // A host's renderer may hide a run of thousands of entries: it is gone through faster and faster, and
        // the page must be able to draw and be used meanwhile.
        ahead =
          model.isEmpty(first) && model.isEmpty(last) ? Math.min(2 * ahead + OVERSCAN_PX, MAX_AHEAD_PX) : 0;
        if (ahead === 0 || performance.now() - began < SLICE_MS) continue;
        // What comes after the run stays in view until it is known what comes before.
        this.#list.closeUp(this.#top);
        await new Promise(requestAnimationFrame);
        began = performance.now();
      }
      if (!this.shown) return;
      this.#list.closeUp(this.#top);
      // After a jump there was nothing to hold on to before.
      this.#hold();
      if (this.#list.closeEmpty()) this.#keepPlace();
    } finally {
      this.#filling = false;
    }
  }

  /** The first chunks are in: what they leave empty of the box is filled at once, the rest when all is quiet. */
  async #begin(): Promise<void> {
    await this.#measure(this.elements);
    this.#keepPlace();
    await this.fill(0);
    this.#settleSoon();
  }

  /** A gap that reaches into what is to be filled, down to the chunks that may have something to see. */
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
    const fresh = this.#list.insert(gap.slot, first, last, this.#draw);
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

  /** Runs between layout and paint, so what it sets right is never seen wrong. */
  #resized(records: readonly ResizeObserverEntry[]): void {
    const wasShown = this.shown;
    this.#height = this.#parts.scroller.clientHeight;
    if (!this.shown) return;
    // A box that was hidden, or moved, has forgotten its place: that was nobody's wish.
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

  /** After any change: the end stays in view, or the anchor stays where it was. */
  #keepPlace(): void {
    if (this.#stick.following) return this.#scrollToEnd();
    const drift = this.anchor.drift();
    if (Math.abs(drift) >= 0.25) this.#scrollBy(this.#list.absorb(drift, (chunk) => this.anchor.isIn(chunk)));
  }

  /** Somebody may have scrolled just now: the event comes with the next frame, and must not be too late. */
  #notice(): void {
    if (this.shown && Math.abs(this.#parts.scroller.scrollTop - this.#stick.top) > 1) this.#readPlace();
  }

  /**
   * The same while content changes, when a `scrollTop` that fell says nothing of the reader. The end is left by
   * scroll events alone.
   */
  #noticeInChange(): void {
    if (!this.#stick.following) this.#notice();
  }

  #readPlace(): void {
    const { scroller } = this.#parts;
    this.#locate();
    // Hidden since: what it says of itself then means nothing.
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
    const { scroller } = this.#parts;
    scroller.scrollTop += distance;
    this.#stick.moved(scroller.scrollTop);
    this.#locate();
  }

  #scrollToEnd(): void {
    const { scroller } = this.#parts;
    scroller.scrollTop = this.#brace.hold(scroller);
    this.#stick.moved(scroller.scrollTop);
    this.#locate();
  }
}
