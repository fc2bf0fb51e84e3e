/**
 * What a terminal would obey: CSI sequences, which set colours and paste brackets, and whole OSC sequences, which
 * carry titles, links and clipboard contents.
 */
const TERMINAL = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9b-\x9d]*(?:\x07|\x1b\\|\x9c)/g;

/**
 * Characters that show nothing or turn the order of what follows, and so let a text read differently from
 * what it says: controls, bidirectional embeddings, overrides and isolates, zero-width and filler characters,
 * tags. Kept of those are joiners and the plain direction marks, which Persian, Hindi and mixed Hebrew need. Kept are
 * also the selectors of emoji, and the tags that make the flags of England, Scotland and Wales.
 */
const HIDDEN =
  /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|(?![\t\n\u200c-\u200f\u061c]|\ufe0e|\ufe0f)[\p{Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * Kept characters where they are of no use, and could carry hidden bits: after one of their kind, and joiners where
 * nothing is to be joined.
 */
const USELESS =
  /(?<=[\u200c-\u200f\u061c])[\u200c-\u200f\u061c\p{Variation_Selector}]|(?<=^|\p{ASCII})[\u200c\u200d]|[\u200c\u200d](?=\p{ASCII}|$)/gu;

/** Selectors of emoji, of which one after an emoji is of use. WebKit's lookbehind does not see beyond the BMP. */
const SELECTORS = /(\p{Emoji}\p{Variation_Selector})|\p{Variation_Selector}/gu;

/** Marks stacked so high that they leave their line. */
const STACKED_MARKS = /(\p{M}{6})\p{M}+/gu;

/** The text without what a terminal would obey: before markdown is read, which takes parts of it for its own. */
export function withoutTerminalCodes(text: string): string {
  return /[\x1b\x9b\x9d]/.test(text) ? text.replace(TERMINAL, "") : text;
}

/** The text without what hides in it. White space stays, line breaks in one spelling. Costs the text's length. */
export function visibleText(text: string): string {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return text;
  return withoutTerminalCodes(text)
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(HIDDEN, "$1")
    .replace(SELECTORS, "$1")
    .replace(USELESS, "")
    .replace(STACKED_MARKS, "$1");
}
