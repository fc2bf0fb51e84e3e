/**
 * An immutable list for a log: frozen blocks of 256, all but the last of them full, so that appending to
 * 100 000 items copies one block and reaching any item is two index steps.
 */
export interface List<T> {
  readonly blocks: readonly (readonly T[])[];
  readonly length: number;
}

const BITS = 8;
const BLOCK = 1 << BITS;

const EMPTY: List<never> = Object.freeze({ blocks: Object.freeze([]), length: 0 });

/** The list without items. */
export function emptyList<T>(): List<T> {
  return EMPTY;
}

/** The item at `index`; undefined beyond the ends. */
export function at<T>(list: List<T>, index: number): T | undefined {
  return list.blocks[index >> BITS]?.[index & (BLOCK - 1)];
}

/** Every item in order. */
export function* items<T>(list: List<T>): Generator<T, void, undefined> {
  for (const block of list.blocks) yield* block;
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

/** The index of the first item that is not the same in both; the length of the shorter where there is none. */
export function firstDifference<T>(a: List<T>, b: List<T>): number {
  const block = a.blocks.findIndex((items, i) => items !== b.blocks[i]);
  const from = block < 0 ? a.length : block << BITS;
  const end = Math.min(a.length, b.length);
  for (let i = from; i < end; i += 1) if (at(a, i) !== at(b, i)) return i;
  return end;
}

/**
 * A list under change: copies each block it touches once, however many changes a batch brings. `freeze` ends
 * it; the source is never altered.
 */
export class ListEdit<T> {
  readonly #blocks: (readonly T[])[];
  /** The blocks this edit has copied and so may write to. */
  readonly #own = new Set<number>();
  #source: List<T>;
  #length: number;

  constructor(source: List<T>) {
    this.#source = source;
    this.#blocks = [...source.blocks];
    this.#length = source.length;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): T | undefined {
    return this.#blocks[index >> BITS]?.[index & (BLOCK - 1)];
  }

  /** As {@link firstIndex}, on the list as changed so far. */
  firstIndex(isAfter: (item: T) => boolean): number {
    return firstIndex({ blocks: this.#blocks, length: this.#length }, isAfter);
  }

  push(item: T): void {
    this.#writable(this.#length >> BITS).push(item);
    this.#length += 1;
  }

  set(index: number, item: T): void {
    this.#writable(index >> BITS)[index & (BLOCK - 1)] = item;
  }

  /** Puts `item` before `index`; costs what follows it, which for a log is rare and near the end. */
  insert(index: number, item: T): void {
    let carried = item;
    for (let i = index; i < this.#length; i += 1) {
      const displaced = this.at(i) as T;
      this.set(i, carried);
      carried = displaced;
    }
    this.push(carried);
  }

  /** Takes out the item at `index`; costs what follows it. */
  remove(index: number): void {
    for (let i = index; i < this.#length - 1; i += 1) this.set(i, this.at(i + 1) as T);
    const last = (this.#length - 1) >> BITS;
    const block = this.#writable(last);
    block.pop();
    if (block.length === 0) {
      this.#blocks.pop();
      this.#own.delete(last);
    }
    this.#length -= 1;
  }

  freeze(): List<T> {
    if (this.#own.size === 0 && this.#length === this.#source.length) return this.#source;
    for (const index of this.#own) Object.freeze(this.#blocks[index]);
    return Object.freeze({ blocks: Object.freeze(this.#blocks), length: this.#length });
  }

  #writable(block: number): T[] {
    const current = this.#blocks[block];
    if (this.#own.has(block)) return current as T[];
    const copy = current ? [...current] : [];
    this.#blocks[block] = copy;
    this.#own.add(block);
    return copy;
  }
}
