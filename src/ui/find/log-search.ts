import type { Entry } from "../../session/state/state.js";
import { isMissingWords } from "./entry-words.js";
import { BLOCK_END, type Folding, places } from "./folding.js";

/** The search works for this long at a time. In between, the page can draw and take input. */
const SLICE_MS = 8;

/** How many characters of folded words are kept for the next search, in all. Words beyond that are read again. */
const MAX_KEPT_CHARS = 64_000_000;

/** An entry that has the sought text, and how many times. */
export interface Hit {
  readonly key: string;
  /**
   * The entry's place in the log. Entries that are put before the log's first one leave the places of others as they
   * are.
   */
  readonly place: number;
  readonly count: number;
}

/** A log that can be searched. */
export interface Searched {
  /** The place of the first entry, and the place behind the last one. */
  readonly first: number;
  readonly end: number;
  entryAt(place: number): Entry | undefined;
  /** The words of an entry, in pieces that are each short enough to be read in one task of the page. */
  wordsOf(entry: Entry): Iterable<string>;
}

/** A stretch of places, from one up to another. */
type Stretch = [from: number, to: number];

/**
 * Searches a log in slices: from the reader's place to the end, then from the beginning to that place. The words of an
 * entry are kept, so that only the first search has to parse markdown.
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
  /** The places of entries whose text is still to be fetched in part. */
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

  /** What has been found so far, in the order of the log. Takes time in proportion to the hits. */
  get hits(): readonly Hit[] {
    // Pages that are put before the log are searched last, so their hits come after those of later entries.
    this.#before.sort((a, b) => a.place - b.place);
    return [...this.#before, ...this.#after];
  }

  /** How many times the sought text was found so far. */
  get total(): number {
    return this.#total;
  }

  /**
   * The first hit at or behind the reader's place, or else one before it; undefined while nothing was found.
   */
  get first(): Hit | undefined {
    return this.#after[0] ?? this.#before[0];
  }

  get isDone(): boolean {
    return this.#todo.length === 0;
  }

  /** How many entries were searched without a part of their text, which is still to be fetched. */
  get missing(): number {
    return this.#missing.size;
  }

  /**
   * Searches the whole log for a folded text; "" finds nothing.
   *
   * @param from the reader's place, where the search begins
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

  /**
   * The log has changed. The entries of the given stretch are the same as before, and only the others are searched
   * again.
   */
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

  /** Searches stretches of places, first what lies at or behind the reader's place. */
  #search(stretches: readonly Stretch[]): void {
    const place = this.#from;
    const behind = stretches.map(([a, b]): Stretch => [Math.max(a, place), b]);
    const before = stretches.map(([a, b]): Stretch => [a, Math.min(b, place)]);
    const inOrder = (some: readonly Stretch[]) =>
      some.filter(([a, b]) => a < b).toSorted(([a], [b]) => a - b);
    this.#todo = [...inOrder(behind), ...inOrder(before)];
    void this.#run();
  }

  /** Corrects the count of a hit, once it is known how many matches the entry shows when it is drawn. */
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
      // While the words were read another search may have begun, or the log may have changed.
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
    // An entry that grows is another entry with the next event, so its words are not worth keeping.
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
