/** How many entries a chunk has. They are mounted and unmounted together. */
export const CHUNK_ENTRIES = 5;

/** The assumed height of an entry while none has been measured, in CSS pixels. */
const ESTIMATED_ENTRY_PX = 120;

/**
 * The largest height of the transcript in CSS pixels. In a longer one, gaps are smaller than the chunks that they stand
 * for. Chromium stores scroll offsets as 32-bit floats, which have a precision of a quarter of a pixel up to this
 * height. Firefox lays out nothing beyond 17.8 million pixels.
 */
const MAX_HEIGHT_PX = 4_000_000;

/**
 * The height in CSS pixels of an empty chunk, whose entries are all hidden by a host's renderers. It is not 0, because
 * 0 stands for a chunk that has not been measured.
 */
export const EMPTY_PX = 1e-9;

/** How many chunks `places` entries fill. */
function chunkCount(places: number): number {
  return Math.ceil(places / CHUNK_ENTRIES);
}

/**
 * The heights of a transcript's chunks: measured for chunks that have been drawn, estimated from those for all others.
 * Positions are found by binary search over running sums. Appending computes nothing. Does not use the DOM.
 */
export class HeightModel {
  /** The number of entries, plus the `#lead` places that are empty in the first chunk. */
  #places = 0;
  #lead = 0;
  /** Measured heights by chunk, in CSS pixels; 0 where a chunk has not been measured. */
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

  /** How many entries the first chunk lacks to {@link CHUNK_ENTRIES}. Earlier entries may fill these places. */
  get lead(): number {
    return this.#lead;
  }

  /** Adds `chunks` chunks of earlier entries before all others; the first of them lacks `lead` entries. */
  prepend(chunks: number, lead: number): void {
    const height = this.#heights[0] ?? 0;
    this.measure(0, 0);
    this.#heights = [...new Array<number>(chunks).fill(0), ...this.#heights];
    this.#places += chunks * CHUNK_ENTRIES;
    this.#lead = lead;
    this.#summed = 0;
    // The chunk that was the first one may have more entries now. Its height stays until it is measured again.
    this.measure(chunks, height > EMPTY_PX ? height : 0);
  }

  /** Sets how many entries there are. Chunks that stay keep their heights. */
  resize(entries: number): void {
    const places = entries + this.#lead;
    if (places === this.#places) return;
    const count = chunkCount(places);
    for (let chunk = count; chunk < this.count; chunk += 1) this.measure(chunk, 0);
    // The last chunk may have other entries now. Its height stays until it is measured again.
    const last = Math.min(count, this.count) - 1;
    const height = this.#heights[last] ?? 0;
    this.measure(last, 0);
    this.#places = places;
    this.#heights.length = Math.min(this.count, count);
    while (this.#heights.length < count) this.#heights.push(0);
    this.measure(last, height);
    this.#summed = Math.min(this.#summed, Math.max(last, 0));
  }

  /** Records the measured height of a chunk in CSS pixels; 0 removes it. */
  measure(chunk: number, height: number): void {
    const before = this.#heights[chunk];
    if (before === undefined || before === height) return;
    const entries = this.#entriesIn(chunk);
    // Empty chunks are left out of the average height of an entry.
    if (before > EMPTY_PX) this.#measuredEntries -= entries;
    if (height > EMPTY_PX) this.#measuredEntries += entries;
    this.#measuredHeight += (height > EMPTY_PX ? height : 0) - (before > EMPTY_PX ? before : 0);
    this.#heights[chunk] = height;
    this.#summed = 0;
  }

  /** The height of one chunk in CSS pixels, measured or estimated. */
  height(chunk: number): number {
    return this.#heights[chunk] || this.#guess() * this.#entriesIn(chunk);
  }

  /** Whether a chunk was measured and is empty. */
  isEmpty(chunk: number): boolean {
    return this.#heights[chunk] === EMPTY_PX;
  }

  /**
   * Removes the heights of empty chunks from `first` on, because their entries may have changed. Returns whether there
   * were any.
   */
  forgetEmpty(first: number): boolean {
    let found = false;
    for (let chunk = first; chunk < this.count; chunk += 1) {
      if (!this.isEmpty(chunk)) continue;
      this.measure(chunk, 0);
      found = true;
    }
    return found;
  }

  /** The height of all chunks before `chunk`, in CSS pixels. */
  offset(chunk: number): number {
    const guess = this.#guess();
    for (; this.#summed < chunk; this.#summed += 1) {
      const height = this.#heights[this.#summed] || guess * this.#entriesIn(this.#summed);
      this.#sums[this.#summed + 1] = (this.#sums[this.#summed] ?? 0) + height;
    }
    return this.#sums[chunk] ?? 0;
  }

  /** The size in the document of a gap that stands for the chunks `from` ≤ chunk < `to`, in CSS pixels. */
  gap(from: number, to: number): number {
    const scale = Math.min(1, MAX_HEIGHT_PX / this.offset(this.count));
    return from < to ? scale * (this.offset(to) - this.offset(from)) : 0;
  }

  /** The chunk at `y` CSS pixels from the top; the nearest one if `y` is beyond the ends. */
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

  /** The average height of the measured entries, which is the estimate for all others. */
  #guess(): number {
    return this.#measuredEntries > 0 ? this.#measuredHeight / this.#measuredEntries : ESTIMATED_ENTRY_PX;
  }
}

/** A mounted chunk, and the gap before it. Both in CSS pixels. */
export interface Placed {
  readonly index: number;
  readonly gap: number;
  readonly height: number;
}

/** A run of chunks that are not in the document: `from` ≤ chunk < `to`. */
export interface Gap {
  /** The position of the next chunk in the list of mounted chunks; for the gap at the end, the length of that list. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly top: number;
  /** The size of the gap in the document, in CSS pixels. Its size in the model may differ. */
  readonly size: number;
}

/** The gaps between mounted chunks, from the top down. `endGap` is the size of the gap after the last chunk. */
export function* gaps(placed: readonly Placed[], endGap: number, count: number): Generator<Gap> {
  let top = 0;
  let from = 0;
  let at = 0;
  for (const { index, gap, height } of placed) {
    if (index > from) yield { at, from, to: index, top, size: gap };
    top += gap + height;
    from = index + 1;
    at += 1;
  }
  if (count > from) yield { at: placed.length, from, to: count, top, size: endGap };
}

/** A gap without the empty chunks at its ends; null if all its chunks are empty. */
export function narrowed(gap: Gap, model: HeightModel): Gap | null {
  let { from, to } = gap;
  while (from < to && model.isEmpty(from)) from += 1;
  while (from < to && model.isEmpty(to - 1)) to -= 1;
  return from === to ? null : { ...gap, from, to };
}

/**
 * The first and the last chunk of a gap that have to be mounted, so that nothing is missing between `top` and `bottom`.
 * Chunks that are known to be empty are left out.
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

/** Translates a position within a gap of the document into a position in the model. Both in CSS pixels from the top. */
function placeInGap(gap: Gap, model: HeightModel, y: number): number {
  const start = model.offset(gap.from);
  return start + ((y - gap.top) / gap.size) * (model.offset(gap.to) - start);
}

/**
 * Divides the rest of a gap in which the chunks `first` to `last` were mounted.
 *
 * @param height the measured height of these chunks together, in CSS pixels
 * @returns the CSS pixels before and after these chunks
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
