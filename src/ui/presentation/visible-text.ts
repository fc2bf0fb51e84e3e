/**
 * Characters that show nothing or turn the order of what follows, and so let a text read differently from
 * what it says: controls, bidirectional embeddings, overrides and isolates, zero-width and filler characters,
 * tags. Kept of those: joiners and the plain direction marks, which Persian, Hindi and mixed Hebrew need, and
 * the selectors of emoji.
 */
const HIDDEN =
  /(?![\t\n\u200c-\u200f\u061c]|\ufe0e|\ufe0f)[\p{Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** Joiners where nothing is to be joined. Between other letters and emoji they are needed. */
const LOOSE_JOINERS = /(?<=^|\p{ASCII})[\u200c\u200d]+|[\u200c\u200d]+(?=\p{ASCII}|$)/gu;

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
