/** How many entries come and go together. */
export const CHUNK_ENTRIES = 5;

/** What an entry is thought to be high while none has been measured, in CSS pixels. */
const ESTIMATED_ENTRY_PX = 120;

/**
 * The whole transcript is kept below this many CSS pixels, by making its gaps smaller than what they stand for.
 * Scroll offsets are 32-bit floats in Chromium: up to here a step is a quarter of a pixel. Firefox lays nothing out
 * beyond 17.8 million.
 */
const MAX_HEIGHT_PX = 4_000_000;

/**
 * The height, in CSS pixels, of a chunk whose entries are all hidden by a host's renderers. It is not 0, which stands
 * for a chunk that was never measured.
 */
export const EMPTY_PX = 1e-9;

/** How many chunks so many places make. */
function chunkCount(places: number): number {
  return Math.ceil(places / CHUNK_ENTRIES);
}

/**
 * What is known of the heights of a transcript, chunk by chunk of {@link CHUNK_ENTRIES} entries: measured where it
 * has been on screen, guessed from those elsewhere. Finding a place costs a binary search over running sums;
 * appending costs nothing. Knows no DOM.
 */
export class HeightModel {
  /** How many entries there are, and before them places that the first chunk leaves empty. */
  #places = 0;
  #lead = 0;
  /** Measured heights by chunk; 0 where a chunk has not been measured. */
  #heights: number[] = [];
  /** `#sums[i]` is the height of all chunks before `i`; valid up to and including `#summed`. */
  #sums: number[] = [0];
  #summed = 0;
  #measuredHeight = 0;
  #measuredEntries = 0;

  /** How many chunks there are. */
  get count(): number {
    return this.#heights.length;
  }

  /** How many entries the first chunk has less than the others: it may gain them when older ones come. */
  get lead(): number {
    return this.#lead;
  }

  /** Older entries came: `chunks` more of them begin, and the first leaves `lead` places empty. */
  prepend(chunks: number, lead: number): void {
    const height = this.#heights[0] ?? 0;
    this.measure(0, 0);
    this.#heights = [...new Array<number>(chunks).fill(0), ...this.#heights];
    this.#places += chunks * CHUNK_ENTRIES;
    this.#lead = lead;
    this.#summed = 0;
    // It may have gained entries: its height stays until it is measured again.
    this.measure(chunks, height > EMPTY_PX ? height : 0);
  }

  /** Tells how many entries there are. Those that were known keep their heights. */
  resize(entries: number): void {
    const places = entries + this.#lead;
    if (places === this.#places) return;
    const count = chunkCount(places);
    for (let chunk = count; chunk < this.count; chunk += 1) this.measure(chunk, 0);
    // The last chunk may gain or lose entries: its height stays until it is measured again.
    const last = Math.min(count, this.count) - 1;
    const height = this.#heights[last] ?? 0;
    this.measure(last, 0);
    this.#places = places;
    this.#heights.length = Math.min(this.count, count);
    while (this.#heights.length < count) this.#heights.push(0);
    this.measure(last, height);
    this.#summed = Math.min(this.#summed, Math.max(last, 0));
  }

  /** Records what a chunk was found to be high; 0 takes it back. */
  measure(chunk: number, height: number): void {
    const before = this.#heights[chunk];
    if (before === undefined || before === height) return;
    const entries = this.#entriesIn(chunk);
    // Hidden chunks have no height, so they say nothing of how high an entry is.
    if (before > EMPTY_PX) this.#measuredEntries -= entries;
    if (height > EMPTY_PX) this.#measuredEntries += entries;
    this.#measuredHeight += (height > EMPTY_PX ? height : 0) - (before > EMPTY_PX ? before : 0);
    this.#heights[chunk] = height;
    this.#summed = 0;
  }

  /** The height of one chunk in CSS pixels, measured or guessed. */
  height(chunk: number): number {
    return this.#heights[chunk] || this.#guess() * this.#entriesIn(chunk);
  }

  /** Whether a chunk was found to have nothing to see. */
  isEmpty(chunk: number): boolean {
    return this.#heights[chunk] === EMPTY_PX;
  }

  /** Forgets which chunks from `first` on had nothing to see, as that may be so no more; tells whether any had. */
  forgetEmpty(first: number): boolean {
    let found = false;
    for (let chunk = first; chunk < this.count; chunk += 1) {
      if (!this.isEmpty(chunk)) continue;
      this.measure(chunk, 0);
      found = true;
    }
    return found;
  }

  /** The height of all chunks before `chunk`. */
  offset(chunk: number): number {
    const guess = this.#guess();
    for (; this.#summed < chunk; this.#summed += 1) {
      const height = this.#heights[this.#summed] || guess * this.#entriesIn(this.#summed);
      this.#sums[this.#summed + 1] = (this.#sums[this.#summed] ?? 0) + height;
    }
    return this.#sums[chunk] ?? 0;
  }

  /** What a gap from `from` up to `to` is to measure in the document, in CSS pixels. */
  gap(from: number, to: number): number {
    const scale = Math.min(1, MAX_HEIGHT_PX / this.offset(this.count));
    return from < to ? scale * (this.offset(to) - this.offset(from)) : 0;
  }

  /** The chunk at `y`, the nearest one for a `y` beyond the ends. */
  chunkAt(y: number): number {
    let low = 0;
    let high = Math.max(this.count - 1, 0);
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.offset(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #entriesIn(chunk: number): number {
    const places = Math.min(CHUNK_ENTRIES, this.#places - chunk * CHUNK_ENTRIES);
    return chunk === 0 ? places - this.#lead : places;
  }

  /** The height of an entry that has not been measured. */
  #guess(): number {
    return this.#measuredEntries > 0 ? this.#measuredHeight / this.#measuredEntries : ESTIMATED_ENTRY_PX;
  }
}

/** A chunk in the document and the empty CSS pixels before it, which stand for those that are not. */
export interface Placed {
  readonly index: number;
  readonly gap: number;
  readonly height: number;
}

/** A stretch of chunks that are not in the document: `from` ≤ chunk < `to`. */
export interface Gap {
  /** The position in the list of mounted chunks of the one that follows; the list's length at the end. */
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  readonly top: number;
  /** The CSS pixels it takes in the document, which need not be what the model thinks. */
  readonly size: number;
}

/** The gaps between mounted chunks, from above; `endGap` is what stands after the last of them. */
export function* gaps(placed: readonly Placed[], endGap: number, count: number): Generator<Gap> {
  let top = 0;
  let from = 0;
  let slot = 0;
  for (const { index, gap, height } of placed) {
    if (index > from) yield { slot, from, to: index, top, size: gap };
    top += gap + height;
    from = index + 1;
    slot += 1;
  }
  if (count > from) yield { slot: placed.length, from, to: count, top, size: endGap };
}

/** A gap without the chunks at its ends that have nothing to see; null when it has no others. */
export function narrowed(gap: Gap, model: HeightModel): Gap | null {
  let { from, to } = gap;
  while (from < to && model.isEmpty(from)) from += 1;
  while (from < to && model.isEmpty(to - 1)) to -= 1;
  return from === to ? null : { ...gap, from, to };
}

/**
 * Which chunks of a gap to mount, first and last, so that `top` to `bottom` shows no emptiness: none that are
 * known to have nothing to see.
 */
export function chunksToMount(gap: Gap, model: HeightModel, top: number, bottom: number): [number, number] {
  const end = gap.top + gap.size;
  if (end <= bottom) {
    let first = gap.to - 1;
    let y = end - model.height(first);
    while (y > top && first > gap.from && !model.isEmpty(first - 1)) y -= model.height((first -= 1));
    return [first, gap.to - 1];
  }
  if (gap.top >= top) {
    let last = gap.from;
    let y = gap.top + model.height(last);
    while (y < bottom && last < gap.to - 1 && !model.isEmpty(last + 1)) y += model.height((last += 1));
    return [gap.from, last];
  }
  const middle = placeInGap(gap, model, (top + bottom) / 2);
  const reach = (bottom - top) / 2;
  let first = Math.max(model.chunkAt(middle - reach), gap.from);
  const limit = Math.min(model.chunkAt(middle + reach), gap.to - 1);
  while (first < limit && model.isEmpty(first)) first += 1;
  let last = first;
  while (last < limit && !model.isEmpty(last + 1)) last += 1;
  return [first, last];
}

/** Translates a place in the document into one of the model, when it falls into a gap. */
function placeInGap(gap: Gap, model: HeightModel, y: number): number {
  const start = model.offset(gap.from);
  return start + ((y - gap.top) / gap.size) * (model.offset(gap.to) - start);
}

/**
 * Divides what is left of a gap once the chunks `first` to `last` stand in it.
 * @param height what they were measured to be high together
 * @returns the CSS pixels before and after them
 */
export function splitGap(
  gap: Gap,
  model: HeightModel,
  first: number,
  last: number,
  height: number,
): [number, number] {
  const rest = Math.max(gap.size - height, 0);
  const before = first === gap.from;
  const after = last === gap.to - 1;
  if (before && after) return [0, 0];
  if (before) return [0, rest];
  if (after) return [rest, 0];
  const start = model.offset(gap.from);
  const share = (model.offset(first) - start) / (model.offset(gap.to) - start);
  const above = Math.min(gap.size * share, rest);
  return [above, rest - above];
}
