/** A step's detail, which may be the whole output of a program, is drawn up to this many characters. */
export const MAX_DETAIL_CHARS = 4_000;
/** A folded text is drawn up to this many characters, which is all that the log carries inline. */
export const MAX_FOLDED_CHARS = 32_768;

/**
 * Control sequences of terminals: CSI sequences, which set colours and paste brackets, and whole OSC sequences, which
 * carry titles, links and clipboard contents.
 */
const TERMINAL = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9b-\x9d]*(?:\x07|\x1b\\|\x9c)/g;

/**
 * Characters that show nothing, or that change the order of the text behind them. A text with them reads differently
 * from what it says. They are controls, bidirectional embeddings, overrides and isolates, zero-width and filler
 * characters, and tags. Not among them are joiners and plain direction marks, which Persian, Hindi and mixed Hebrew
 * need, the variation selectors of emoji, and the tags of the flags of England, Scotland and Wales.
 */
const HIDDEN =
  /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|(?![\t\n\u200c-\u200f\u061c]|\ufe0e|\ufe0f)[\p{Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * Characters that {@link HIDDEN} keeps, in places where they have no effect and could carry hidden bits. These are
 * such a character behind another one, and joiners next to ASCII.
 */
const USELESS =
  /(?<=[\u200c-\u200f\u061c])[\u200c-\u200f\u061c\p{Variation_Selector}]|(?<=^|\p{ASCII})[\u200c\u200d]|[\u200c\u200d](?=\p{ASCII}|$)/gu;

/**
 * Variation selectors. One after an emoji is kept, by a group: WebKit's lookbehind does not match characters beyond
 * U+FFFF.
 */
const SELECTORS = /(\p{Emoji}\p{Variation_Selector})|\p{Variation_Selector}/gu;

/** More than six combining marks on one letter, which would leave their line. */
const STACKED_MARKS = /(\p{M}{6})\p{M}+/gu;

/**
 * The text without control sequences of terminals. Called before markdown is read, which would take parts of them for
 * markup.
 */
export function withoutTerminalCodes(text: string): string {
  return /[\x1b\x9b\x9d]/.test(text) ? text.replace(TERMINAL, "") : text;
}

/**
 * The text without characters that hide something. White space stays; line breaks become `\n`. Takes time in proportion
 * to the text.
 */
export function visibleText(text: string): string {
  if (/^[\n\t\x20-\x7e]*$/.test(text)) return text;
  return withoutTerminalCodes(text)
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(HIDDEN, "$1")
    .replace(SELECTORS, "$1")
    .replace(USELESS, "")
    .replace(STACKED_MARKS, "$1");
}
