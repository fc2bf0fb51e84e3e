/**
 * An immutable list for a log, made of frozen blocks of 256 items. An append to 100 000 items copies one block, and so
 * does an insertion at the front. An item is found in two index steps.
 */
export interface List<T> {
  /** All blocks are full but the first and the last. The first block is empty at its beginning, the last at its end. */
  readonly blocks: readonly (readonly T[])[];
  readonly length: number;
  /** The place of the first item: an index that stays when items are added at the front. Those get lower places. */
  readonly first: number;
}

const BITS = 8;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

const EMPTY: List<never> = { blocks: [], length: 0, first: 0 };

/** A list without items. */
export function emptyList<T>(): List<T> {
  return EMPTY;
}

/** The item at `index`; undefined beyond the ends. */
export function at<T>(list: List<T>, index: number): T | undefined {
  const slot = index + (list.first & MASK);
  return index < 0 ? undefined : list.blocks[slot >> BITS]?.[slot & MASK];
}

/** Every item in order. */
export function* items<T>(list: List<T>): Generator<T, void, undefined> {
  for (let i = 0; i < list.length; i += 1) yield at(list, i) as T;
}

/** The first index at which `isAfter` holds, by binary search; `length` when it never does. */
export function firstIndex<T>(list: List<T>, isAfter: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAfter(at(list, middle) as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The item at `seq` of a list in the order of its seqs; undefined where there is none. */
export function atSeq<Item extends { readonly seq: number | null }>(
  list: List<Item>,
  seq: number,
): Item | undefined {
  const item = at(
    list,
    firstIndex(list, (other) => (other.seq ?? 0) >= seq),
  );
  return item?.seq === seq ? item : undefined;
}

/**
 * The index of the first item that differs; the length of the shorter list where none does; 0 where items were put at
 * the front of one list.
 */
export function firstDifference<T>(a: List<T>, b: List<T>): number {
  if (a.first !== b.first) return 0;
  const block = a.blocks.findIndex((items, i) => items !== b.blocks[i]);
  const from = block < 0 ? a.length : Math.max(0, (block << BITS) - (a.first & MASK));
  const end = Math.min(a.length, b.length);
  for (let i = from; i < end; i += 1) if (at(a, i) !== at(b, i)) return i;
  return end;
}

/**
 * The range of places whose items are the same in both lists, if one list was made from the other. Takes a step for
 * each item that was changed at the front, and one for each block.
 */
export function sharedPlaces<T>(a: List<T>, b: List<T>): readonly [from: number, to: number] {
  const isSame = (place: number) => at(a, place - a.first) === at(b, place - b.first);
  const end = Math.min(a.first + a.length, b.first + b.length);
  let from = Math.max(a.first, b.first);
  while (from < end && !isSame(from)) from += 1;
  let to = from;
  while (to < end) {
    const isBlock = (to & MASK) === 0 && blockAt(a, to) === blockAt(b, to);
    if (!isBlock && !isSame(to)) break;
    to = isBlock ? Math.min(to + BLOCK, end) : to + 1;
  }
  return [from, Math.max(from, to)];
}

function blockAt<T>(list: List<T>, place: number): readonly T[] | undefined {
  return list.blocks[(place >> BITS) - (list.first >> BITS)];
}

/** The list with `front` in place of its first `dropped` items. Copies `front` and at most one block. */
export function withFront<T>(list: List<T>, front: readonly T[], dropped: number): List<T> {
  const first = list.first + dropped - front.length;
  const kept = first + front.length;
  const blocks: (readonly T[])[] = [];
  // The items up to the end of the first kept item's block are copied.
  const end = Math.min(list.length, dropped + (-kept & MASK));
  const copied = [...front];
  for (let i = dropped; i < end; i += 1) copied.push(at(list, i) as T);
  let block = new Array<T>(first & MASK);
  for (const item of copied) {
    block.push(item);
    if (block.length < BLOCK) continue;
    blocks.push(Object.freeze(block));
    block = [];
  }
  if (block.length > 0) blocks.push(Object.freeze(block));
  const rest = list.blocks.slice((end + (list.first & MASK)) >> BITS);
  return Object.freeze({
    blocks: Object.freeze(end < list.length ? blocks.concat(rest) : blocks),
    length: list.length - dropped + front.length,
    first,
  });
}

/**
 * An edit of a list. It copies a block at most once, however many changes it makes, and never alters the source.
 * `freeze` ends the edit and gives the new list.
 */
export class ListEdit<T> {
  readonly #blocks: (readonly T[])[];
  /** The indices of the blocks that this edit has copied, and so may write to. */
  readonly #own = new Set<number>();
  #source: List<T>;
  #length: number;
  /** How many slots of the first block are empty. */
  readonly #offset: number;

  constructor(source: List<T>) {
    this.#source = source;
    this.#blocks = [...source.blocks];
    this.#length = source.length;
    this.#offset = source.first & MASK;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): T | undefined {
    const slot = index + this.#offset;
    return index < 0 ? undefined : this.#blocks[slot >> BITS]?.[slot & MASK];
  }

  /** {@link firstIndex} of the list as changed so far. */
  firstIndex(isAfter: (item: T) => boolean): number {
    return firstIndex({ blocks: this.#blocks, length: this.#length, first: this.#offset }, isAfter);
  }

  push(item: T): void {
    this.#writable((this.#length + this.#offset) >> BITS).push(item);
    this.#length += 1;
  }

  set(index: number, item: T): void {
    const slot = index + this.#offset;
    this.#writable(slot >> BITS)[slot & MASK] = item;
  }

  /** Puts `item` before `index`. Takes a step for each item after it; in a log these are few. */
  insert(index: number, item: T): void {
    let carried = item;
    for (let i = index; i < this.#length; i += 1) {
      const displaced = this.at(i) as T;
      this.set(i, carried);
      carried = displaced;
    }
    this.push(carried);
  }

  /** Takes out the item at `index`. Takes a step for each item after it. */
  remove(index: number): void {
    for (let i = index; i < this.#length - 1; i += 1) this.set(i, this.at(i + 1) as T);
    const last = (this.#length - 1 + this.#offset) >> BITS;
    const block = this.#writable(last);
    block.pop();
    if (block.length === (last === 0 ? this.#offset : 0)) {
      this.#blocks.pop();
      this.#own.delete(last);
    }
    this.#length -= 1;
  }

  freeze(): List<T> {
    if (this.#own.size === 0 && this.#length === this.#source.length) return this.#source;
    for (const index of this.#own) Object.freeze(this.#blocks[index]);
    const { first } = this.#source;
    return Object.freeze({ blocks: Object.freeze(this.#blocks), length: this.#length, first });
  }

  #writable(block: number): T[] {
    const current = this.#blocks[block];
    if (this.#own.has(block)) return current as T[];
    const copy = current ? [...current] : new Array<T>(block === 0 ? this.#offset : 0);
    this.#blocks[block] = copy;
    this.#own.add(block);
    return copy;
  }
}
