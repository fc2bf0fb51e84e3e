import type { Entry } from "../../session/state/state.js";
import { isMissingWords } from "./entry-words.js";
import { BLOCK_END, type Folding, places } from "./folding.js";

/** A slice of the search takes this long; then the page can do other work. */
const SLICE_MS = 8;

/** This many characters of folded words are kept for the next search. Further words are read again. */
const MAX_KEPT_CHARS = 64_000_000;

/** An entry that has the sought text, and how often. */
export interface Hit {
  readonly key: string;
  /** Where the entry stands in the log: what is put before the log's first entry changes no other's place. */
  readonly place: number;
  readonly count: number;
}

/** A log that can be searched. */
export interface Searched {
  /** The place of the first entry, and the one behind the last. */
  readonly first: number;
  readonly end: number;
  entryAt(place: number): Entry | undefined;
  /** The words of an entry, in pieces that a page can take in one task each. */
  wordsOf(entry: Entry): Iterable<string>;
}

/** A stretch of places, from one up to another. */
type Stretch = [from: number, to: number];

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
  /** The hits from the reader's place on, and those before it. */
  #after: Hit[] = [];
  #before: Hit[] = [];
  #total = 0;
  /** The places of entries of which some words have not come. */
  #missing = new Set<number>();
  /** The stretches of places that are still to be searched. */
  #todo: Stretch[] = [];
  #isRunning = false;

  /** @param changed called after each slice */
  constructor(log: Searched, folding: Folding, changed: () => void) {
    this.#log = log;
    this.#folding = folding;
    this.#changed = changed;
  }

  /** What has been found so far, in the order of the log. Costs the number of hits. */
  get hits(): readonly Hit[] {
    // What was put before the log is searched last.
    this.#before.sort((a, b) => a.place - b.place);
    return [...this.#before, ...this.#after];
  }

  /** How many times the sought text was found so far. */
  get total(): number {
    return this.#total;
  }

  /** The first hit from the reader's place on; undefined while it is not known. */
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

  /**
   * Searches all of the log for a folded text; "" finds nothing.
   * @param from the reader's place
   */
  seek(sought: string, from: number): void {
    this.#sought = sought;
    this.#from = from;
    this.#after = [];
    this.#before = [];
    this.#total = 0;
    this.#missing.clear();
    this.#todo = [];
    if (!sought) return;
    const { first, end } = this.#log;
    this.#search([[first, end]]);
  }

  stop(): void {
    this.#todo = [];
    this.#sought = "";
  }

  /** The log has changed but for one stretch of places: only what is outside of that is searched again. */
  changed([from, to]: Readonly<Stretch>): void {
    if (!this.#sought) return;
    const isKept = (place: number) => place >= from && place < to;
    for (const list of [this.#after, this.#before])
      for (const { place, count } of list) if (!isKept(place)) this.#total -= count;
    this.#after = this.#after.filter(({ place }) => isKept(place));
    this.#before = this.#before.filter(({ place }) => isKept(place));
    for (const place of this.#missing) if (!isKept(place)) this.#missing.delete(place);
    const { first, end } = this.#log;
    const left = this.#todo.map(([a, b]): Stretch => [Math.max(a, from), Math.min(b, to)]);
    this.#search([[first, Math.min(from, end)], ...left, [Math.max(to, first), end]]);
  }

  /** Searches stretches: what lies behind the reader's place first. */
  #search(stretches: readonly Stretch[]): void {
    const place = this.#from;
    const behind = stretches.map(([a, b]): Stretch => [Math.max(a, place), b]);
    const before = stretches.map(([a, b]): Stretch => [a, Math.min(b, place)]);
    const inOrder = (some: readonly Stretch[]) =>
      some.filter(([a, b]) => a < b).toSorted(([a], [b]) => a - b);
    this.#todo = [...inOrder(behind), ...inOrder(before)];
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
      const [place, to] = stretch;
      const entry = this.#log.entryAt(place);
      const words = entry && (this.#words.get(entry) ?? (await this.#read(entry, rest)));
      // Another search may have begun, or the log have changed, while the words were read.
      if (this.#todo[0] !== stretch || stretch[0] !== place || this.#log.entryAt(place) !== entry) continue;
      if (entry) this.#look(entry, words ?? "", place);
      if (place + 1 < to) stretch[0] = place + 1;
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
    // What grows is read again with the next frame, and not kept.
    const isGrowing =
      (entry.kind === "message" && entry.streaming) || (entry.kind === "work" && entry.state === "running");
    if (!isGrowing && this.#kept + words.length <= MAX_KEPT_CHARS) {
      this.#kept += words.length;
      this.#words.set(entry, words);
    }
    return words;
  }

  #look(entry: Entry, words: string, place: number): void {
    if (isMissingWords(entry)) this.#missing.add(place);
    if (!words.includes(this.#sought)) return;
    let count = 0;
    for (const _place of places(words, this.#sought)) count += 1;
    this.#total += count;
    (place < this.#from ? this.#before : this.#after).push({ key: entry.key, place, count });
  }
}
