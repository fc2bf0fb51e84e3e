/** The sign between two blocks of words. No text has it, so nothing is found across two blocks. */
export const BLOCK_END = "\0";

/**
 * Matches marks on letters of Latin, Greek, Cyrillic, Arabic and Hebrew, and signs that show nothing or only stretch a
 * word.
 */
const MARKS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]|[\xad\u061c\u200b-\u200f\u2060]|\p{Variation_Selector}/gu;

/** Letters that no normalization takes apart, with their spelling where a keyboard lacks them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
};

/** Matches white space, or a letter with its marks. */
const CLUSTER = /\s+|\P{M}\p{M}*|\p{M}+/gu;

/** A text as it is compared, and the place of each of its characters, and of its end, in the text as it is written. */
export interface FoldedText {
  readonly folded: string;
  readonly starts: readonly number[];
}

/**
 * Folds texts, so that texts alike but for case and accents become equal, as far as a language takes them for the same
 * letters. é is e; but å is no a in Swedish, й no и in Russian and I no i in Turkish. White space becomes one space.
 */
export class Folding {
  readonly #locale: string;
  readonly #collator: Intl.Collator;
  readonly #letters = new Map<string, string>();

  /** @param locale a BCP 47 tag; "" for the browser's */
  constructor(locale: string) {
    this.#locale = locale || new Intl.Collator().resolvedOptions().locale;
    this.#collator = new Intl.Collator(this.#locale, { sensitivity: "base" });
  }

  /** The text as it is compared. Takes time in proportion to its length. */
  fold(text: string): string {
    if (/^[\0-\x7f]*$/.test(text)) return this.#small(text).replace(/\s+/g, " ");
    return text.replace(CLUSTER, (cluster) => this.#letter(cluster));
  }

  /** The text as it is compared, with the place of each of its characters in `text`. */
  foldWithPlaces(text: string): FoldedText {
    const starts: number[] = [];
    let folded = "";
    for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
      const letter = this.#letter(cluster);
      for (let i = 0; i < letter.length; i += 1) starts.push(index);
      folded += letter;
    }
    return { folded, starts: [...starts, text.length] };
  }

  #small(text: string): string {
    return text.toLocaleLowerCase(this.#locale);
  }

  #letter(cluster: string): string {
    let letter = this.#letters.get(cluster);
    if (letter === undefined) this.#letters.set(cluster, (letter = this.#folded(cluster)));
    return letter;
  }

  #folded(cluster: string): string {
    if (/^\s/.test(cluster)) return " ";
    const small = this.#small(cluster).normalize();
    const bare = small.normalize("NFKD").replace(MARKS, "").normalize();
    for (const other of [SPELLINGS[small], bare])
      if (other !== undefined && this.#collator.compare(small, other) === 0) return other;
    return small;
  }
}

/** The places of one folded text in another, without overlap. An empty text has none. */
export function* places(folded: string, sought: string): Generator<number, void, undefined> {
  if (!sought) return;
  for (let at = folded.indexOf(sought); at >= 0; at = folded.indexOf(sought, at + sought.length)) yield at;
}
