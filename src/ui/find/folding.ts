/** The separator between two blocks of text. No text contains this character, so no match extends over two blocks. */
export const BLOCK_END = "\0";

/**
 * Matches characters that are ignored in a comparison: accents of Latin, Greek and Cyrillic letters, vowel signs of
 * Arabic and Hebrew, and characters that are invisible or only stretch a word.
 */
const MARKS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]|[\xad\u061c\u200b-\u200f\u2060]|\p{Variation_Selector}/gu;

/** Letters that Unicode normalization does not decompose, and how they are spelt on a keyboard that lacks them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
};

/** Matches white space, or one letter with the marks on it. */
const CLUSTER = /\s+|\P{M}\p{M}*|\p{M}+/gu;

/** A folded text. `starts` has, for each of its characters and for its end, the offset in the original text. */
export interface FoldedText {
  readonly folded: string;
  readonly starts: readonly number[];
}

/**
 * Folds texts for a comparison: texts become equal if they differ only in case, in accents or in the amount of white
 * space. Letters that a language tells apart stay apart: é becomes e, but å stays å in Swedish, й stays й in Russian,
 * and I does not become i in Turkish.
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

  /** The folded text. Takes time in proportion to its length. */
  fold(text: string): string {
    if (/^[\0-\x7f]*$/.test(text)) return this.#small(text).replace(/\s+/g, " ");
    return text.replace(CLUSTER, (cluster) => this.#letter(cluster));
  }

  /** The folded text, with the offset of each of its characters in `text`. */
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

/** The offsets of the occurrences of one folded text in another, without overlaps. None for an empty text. */
export function* places(folded: string, sought: string): Generator<number, void, undefined> {
  if (!sought) return;
  for (let at = folded.indexOf(sought); at >= 0; at = folded.indexOf(sought, at + sought.length)) yield at;
}
