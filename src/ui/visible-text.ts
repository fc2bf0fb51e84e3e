/**
 * Characters that show nothing or turn the order of what follows, and so let a text read differently from
 * what it says: controls, bidirectional embeddings, overrides and isolates, zero-width and filler characters,
 * tags, supplementary variation selectors. The plain direction marks stay: mixed Hebrew and Arabic need them.
 */
const HIDDEN =
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** Joiners where nothing is to be joined. Between other letters and emoji they are needed. */
const LOOSE_JOINERS = /(?<=^|[\0-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\0-\x7f]|$)/gu;

/** Marks stacked so high that they leave their line. */
const STACKED_MARKS = /(\p{M}{6})\p{M}+/gu;

/** The text without what hides in it. White space stays, line breaks in one spelling. */
export function visibleText(text: string): string {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(HIDDEN, "")
    .replace(LOOSE_JOINERS, "")
    .replace(STACKED_MARKS, "$1");
}
