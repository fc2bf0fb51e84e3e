/** How many entries a chunk has. They are mounted and unmounted together. */
export const CHUNK_ENTRIES = 5;

/** The height that an entry is taken to have while none has been measured, in CSS pixels. */
const ESTIMATED_ENTRY_PX = 120;

/**
 * The transcript is kept below this many CSS pixels: in a longer one, the gaps are smaller than the chunks that they
 * stand for. Chromium's scroll offsets are 32-bit floats, whose steps are a quarter of a pixel up to here. Firefox lays
 * out nothing beyond 17.8 million pixels.
 */
const MAX_HEIGHT_PX = 4_000_000;

/**
 * The height in CSS pixels of an empty chunk: a host's renderers hide all of its entries. It is not 0, because 0 stands
 * for a chunk that has not been measured.
 */
export const EMPTY_PX = 1e-9;

/** How many chunks `places` entries fill. */
function chunkCount(places: number): number {
  return Math.ceil(places / CHUNK_ENTRIES);
}

/**
 * The heights of a transcript's chunks of {@link CHUNK_ENTRIES} entries: measured for chunks that have been drawn,
 * guessed from these for all others. A place is found by binary search over running sums. Appending computes nothing.
 * The model knows no DOM.
 */
export class HeightModel {
  /** How many entries there are, plus the `#lead` places that the first chunk leaves empty. */
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

  /** How many entries fewer than {@link CHUNK_ENTRIES} the first chunk has. Older entries may fill these places. */
  get lead(): number {
    return this.#lead;
  }

  /** Older entries were put before all others: `chunks` more chunks, of which the first leaves `lead` places empty. */
  prepend(chunks: number, lead: number): void {
    const height = this.#heights[0] ?? 0;
    this.measure(0, 0);
    this.#heights = [...new Array<number>(chunks).fill(0), ...this.#heights];
    this.#places += chunks * CHUNK_ENTRIES;
    this.#lead = lead;
    this.#summed = 0;
    // The chunk that was the first may have gained entries. Its height stays until it is measured again.
    this.measure(chunks, height > EMPTY_PX ? height : 0);
  }

  /** Sets how many entries there are. Chunks that stay keep their heights. */
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

  /** Records the measured height of a chunk in CSS pixels; 0 forgets it. */
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

  /** The height of one chunk in CSS pixels, measured or guessed. */
  height(chunk: number): number {
    return this.#heights[chunk] || this.#guess() * this.#entriesIn(chunk);
  }

  /** Whether a chunk was measured and found empty. */
  isEmpty(chunk: number): boolean {
    return this.#heights[chunk] === EMPTY_PX;
  }

  /**
   * Forgets that chunks from `first` on were empty, because their entries may have changed. Returns whether any was.
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

  /** The chunk at `y` CSS pixels from the top; the nearest one where `y` is beyond the ends. */
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

  /** The average height of the measured entries, which is taken for all others. */
  #guess(): number {
    return this.#measuredEntries > 0 ? this.#measuredHeight / this.#measuredEntries : ESTIMATED_ENTRY_PX;
  }
}

/** A chunk in the document, and the gap before it, which stands for chunks that are not. Both in CSS pixels. */
export interface Placed {
  readonly index: number;
  readonly gap: number;
  readonly height: number;
}

/** A stretch of chunks that are not in the document: `from` ≤ chunk < `to`. */
export interface Gap {
  /** The position, in the list of mounted chunks, of the chunk that follows; at the end, the length of that list. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly top: number;
  /** The CSS pixels that the gap takes in the document. The model may have another size for it. */
  readonly size: number;
}

/** The gaps between mounted chunks, from the top down. `endGap` is the size of the one after the last chunk. */
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

/** A gap without the empty chunks at its ends; null when it has no others. */
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

/** Translates a place in the document that lies in a gap into a place in the model. Both in CSS pixels from the top. */
function placeInGap(gap: Gap, model: HeightModel, y: number): number {
  const start = model.offset(gap.from);
  return start + ((y - gap.top) / gap.size) * (model.offset(gap.to) - start);
}

/**
 * Divides what is left of a gap after the chunks `first` to `last` were mounted in it.
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
