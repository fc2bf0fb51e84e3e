import type { Entry } from "../../session/state/state.js";
import { isMissingWords } from "./entry-words.js";
import { BLOCK_END, type Folding, places } from "./folding.js";

/** A slice of the search takes this long; then the page can do other work. */
const SLICE_MS = 8;

/** This many characters of folded words are kept for the next search. Further words are read again. */
const MOST_KEPT_CHARS = 64_000_000;

/** An entry that has the sought text, and how often. */
export interface Hit {
  readonly key: string;
  readonly index: number;
  readonly count: number;
}

/** A log that can be searched. */
export interface Searched {
  readonly length: number;
  entryAt(index: number): Entry | undefined;
  /** The words of an entry, in pieces that a page can take in one task each. */
  wordsOf(entry: Entry): Iterable<string>;
}

/**
 * Searches a log in slices: from a place to the end, then from the beginning to that place. The words of an entry are
 * kept, so that only the first search has to read markdown.
 */
export class LogSearch {
  readonly #log: Searched;
  readonly #folding: Folding;
  readonly #changed: () => void;
  readonly #words = new WeakMap<Entry, string>();
  #kept = 0;
  #sought = "";
  #from = 0;
  /** The hits from the place on and the hits before it, each in the order of the log. */
  #after: Hit[] = [];
  #before: Hit[] = [];
  #total = 0;
  /** The indexes of entries of which some words have not come. */
  #missing = new Set<number>();
  /** The stretches of indexes that are still to be searched. */
  #todo: [from: number, to: number][] = [];
  #isRunning = false;

  /** @param changed called after each slice */
  constructor(log: Searched, folding: Folding, changed: () => void) {
    this.#log = log;
    this.#folding = folding;
    this.#changed = changed;
  }

  /** What has been found so far, in the order of the log. */
  get hits(): readonly Hit[] {
    return [...this.#before, ...this.#after];
  }

  /** How many times the sought text was found so far. */
  get total(): number {
    return this.#total;
  }

  /** The first hit from the place on; undefined while it is not known. */
  get first(): Hit | undefined {
    return this.#after[0] ?? this.#before[0];
  }

  get isDone(): boolean {
    return this.#todo.length === 0;
  }

  /** How many entries were searched without all of their words. */
  get missing(): number {
    return this.#missing.size;
  }

  /** Searches all of the log for a folded text; "" finds nothing. */
  seek(sought: string, from: number): void {
    this.#sought = sought;
    this.#from = from;
    this.#after = [];
    this.#before = [];
    this.#total = 0;
    this.#missing.clear();
    this.#todo = [];
    if (!sought) return;
    this.#add(from, this.#log.length);
    this.#add(0, from);
    void this.#run();
  }

  stop(): void {
    this.#todo = [];
    this.#sought = "";
  }

  /** The log has changed from an index on. */
  changed(index: number): void {
    if (!this.#sought) return;
    if (index < this.#from) return this.seek(this.#sought, Math.min(this.#from, this.#log.length));
    for (const hit of this.#after) if (hit.index >= index) this.#total -= hit.count;
    this.#after = this.#after.filter((hit) => hit.index < index);
    for (const missing of this.#missing) if (missing >= index) this.#missing.delete(missing);
    const before = this.#todo.filter(([from]) => from < this.#from);
    const after = this.#todo.filter(([from]) => from >= this.#from);
    this.#todo = [];
    for (const [from, to] of after) this.#add(from, Math.min(to, index));
    this.#add(index, this.#log.length);
    this.#todo.push(...before);
    void this.#run();
  }

  /** Corrects a hit by the count of what the entry really shows. */
  correct({ key, count: thought }: Hit, count: number): void {
    this.#total += count - thought;
    const corrected = (hits: Hit[]) =>
      hits.flatMap((hit) => (hit.key !== key ? hit : count > 0 ? { ...hit, count } : []));
    this.#after = corrected(this.#after);
    this.#before = corrected(this.#before);
  }

  #add(from: number, to: number): void {
    if (from < to) this.#todo.push([from, to]);
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    let end = performance.now() + SLICE_MS;
    const rest = async () => {
      if (performance.now() < end) return;
      this.#changed();
      await new Promise((turn) => setTimeout(turn));
      end = performance.now() + SLICE_MS;
    };
    for (let stretch = this.#todo[0]; stretch; stretch = this.#todo[0]) {
      const [index, to] = stretch;
      const entry = this.#log.entryAt(index);
      const words = entry && (this.#words.get(entry) ?? (await this.#read(entry, rest)));
      // Another search may have begun, or the log have changed, while the words were read.
      if (this.#todo[0] !== stretch || stretch[0] !== index || this.#log.entryAt(index) !== entry) continue;
      if (entry) this.#look(entry, words ?? "", index);
      if (index + 1 < to) stretch[0] = index + 1;
      else this.#todo.shift();
      await rest();
    }
    this.#isRunning = false;
    this.#changed();
  }

  async #read(entry: Entry, rest: () => Promise<void>): Promise<string> {
    let words = "";
    for (const piece of this.#log.wordsOf(entry)) {
      words += this.#folding.fold(piece) + BLOCK_END;
      await rest();
    }
    // The words of a growing message are read again with the next frame, and not kept.
    const isGrowing = entry.kind === "message" && entry.streaming;
    if (!isGrowing && this.#kept + words.length <= MOST_KEPT_CHARS) {
      this.#kept += words.length;
      this.#words.set(entry, words);
    }
    return words;
  }

  #look(entry: Entry, words: string, index: number): void {
    if (isMissingWords(entry)) this.#missing.add(index);
    if (!words.includes(this.#sought)) return;
    let count = 0;
    for (const _place of places(words, this.#sought)) count += 1;
    this.#total += count;
    (index < this.#from ? this.#before : this.#after).push({ key: entry.key, index, count });
  }
}
