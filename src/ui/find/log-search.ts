import type { Entry } from "../../session/state/state.js";
import { isMissingWords } from "./entry-words.js";
import { BLOCK_END, type Folding, places } from "./folding.js";

/** How long the search works before the browser gets a chance to paint and handle input. */
const SLICE_MS = 8;

/** The most characters of folded text that are cached for the next search. Other entries are read again. */
const MAX_KEPT_CHARS = 64_000_000;

/** An entry that contains the sought text, and how many times. */
export interface Hit {
  readonly key: string;
  /**
   * The entry's place in the log, as `List.first` counts. Entries added before the first one do not change it.
   */
  readonly place: number;
  readonly count: number;
}

/** A log that can be searched. */
export interface Searched {
  /** The place of the first entry, and the place after the last one. */
  readonly first: number;
  readonly end: number;
  entryAt(place: number): Entry | undefined;
  /** The text of an entry, in pieces that are each short enough to be read in one task. */
  wordsOf(entry: Entry): Iterable<string>;
}

/** A range of places: `from` ≤ place < `to`. */
type Stretch = [from: number, to: number];

/**
 * Searches a log in slices: from the visible part to the end, then from the beginning to the visible part. The folded
 * text of entries is cached, so that only the first search parses markdown.
 */
export class LogSearch {
  readonly #log: Searched;
  readonly #folding: Folding;
  readonly #changed: () => void;
  readonly #words = new WeakMap<Entry, string>();
  /** The characters of cached text, counted at the last `seek`, and of what has been cached since. */
  #kept = 0;
  #sought = "";
  #from = 0;
  /** The hits from `#from` on, and those before it. */
  #after: Hit[] = [];
  #before: Hit[] = [];
  #total = 0;
  /** The places of entries of whose text a part has not been read yet. */
  #missing = new Set<number>();
  /** The ranges of places that are still to be searched. */
  #todo: Stretch[] = [];
  #isRunning = false;

  /** @param changed called after each slice */
  constructor(log: Searched, folding: Folding, changed: () => void) {
    this.#log = log;
    this.#folding = folding;
    this.#changed = changed;
  }

  /** The hits found so far, in the order of the log. Takes time in proportion to the hits. */
  get hits(): readonly Hit[] {
    return [...inOrder(this.#before), ...inOrder(this.#after)];
  }

  /** The number of matches found so far. */
  get total(): number {
    return this.#total;
  }

  /** The first hit from the visible part on, else one before it; undefined while nothing has been found. */
  get first(): Hit | undefined {
    return inOrder(this.#after)[0] ?? this.#before[0];
  }

  get isDone(): boolean {
    return this.#todo.length === 0;
  }

  /** How many entries were searched without a part of their text, which has not been read yet. */
  get missing(): number {
    return this.#missing.size;
  }

  /**
   * Searches the whole log for a folded text; "" finds nothing.
   *
   * @param from the place of the first visible entry, where the search begins
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
    // The text of an entry that was replaced is no longer cached.
    this.#kept = 0;
    for (let place = first; place < end; place += 1) {
      const entry = this.#log.entryAt(place);
      this.#kept += (entry && this.#words.get(entry)?.length) ?? 0;
    }
    this.#search([[first, end]]);
  }

  stop(): void {
    this.#todo = [];
    this.#sought = "";
  }

  /**
   * Searches again after a change of the log. The entries in the given range of places are unchanged, and not searched
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

  /** Searches ranges of places, those from `#from` on first. */
  #search(stretches: readonly Stretch[]): void {
    const place = this.#from;
    const behind = stretches.map(([a, b]): Stretch => [Math.max(a, place), b]);
    const before = stretches.map(([a, b]): Stretch => [a, Math.min(b, place)]);
    const inOrder = (some: readonly Stretch[]) =>
      some.filter(([a, b]) => a < b).toSorted(([a], [b]) => a - b);
    this.#todo = [...inOrder(behind), ...inOrder(before)];
    void this.#run();
  }

  /** Corrects the count of a hit, once the entry is drawn and its matches are known. */
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
      // While the text was read, another search may have begun, or the log may have changed.
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
    // A growing entry is replaced by a new object with the next event, so its text is not cached.
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

/** Sorts hits in place. Entries that came at the front of the log, or have changed there, are searched last. */
function inOrder(hits: Hit[]): readonly Hit[] {
  return hits.sort((a, b) => a.place - b.place);
}
