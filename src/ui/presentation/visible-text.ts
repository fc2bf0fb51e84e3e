/** The most characters of a step's detail that are drawn. A detail may be the whole output of a program. */
export const MAX_DETAIL_CHARS = 4_000;
/** The most characters of a collapsed text that are drawn: as many as the log contains inline. */
export const MAX_FOLDED_CHARS = 32_768;

/**
 * Control sequences of terminals: CSI sequences, for example for colours and bracketed paste, and whole OSC sequences,
 * for example for titles, links and the clipboard.
 */
const TERMINAL = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9b-\x9d]*(?:\x07|\x1b\\|\x9c)/g;

/**
 * Characters that are invisible, or that change the order of the text after them, so that a text looks different from
 * its content. They are controls, bidirectional embeddings, overrides and isolates, zero-width and filler characters,
 * and tags. Excepted are joiners and plain direction marks, which Persian, Hindi and mixed Hebrew need, the variation
 * selectors of emoji, and the tags of the flags of England, Scotland and Wales.
 */
const HIDDEN =
  /(\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f})|(?![\t\n\u200c-\u200f\u061c]|\ufe0e|\ufe0f)[\p{Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * Characters that {@link HIDDEN} excepts, in places where they have no effect and could encode hidden data: after
 * another such character, and joiners next to ASCII.
 */
const USELESS =
  /(?<=[\u200c-\u200f\u061c])[\u200c-\u200f\u061c\p{Variation_Selector}]|(?<=^|\p{ASCII})[\u200c\u200d]|[\u200c\u200d](?=\p{ASCII}|$)/gu;

/**
 * Variation selectors. A selector after an emoji is kept by a group, because WebKit's lookbehind does not match
 * characters beyond U+FFFF.
 */
const SELECTORS = /(\p{Emoji}\p{Variation_Selector})|\p{Variation_Selector}/gu;

/** More than six combining marks on one letter, which would cover other lines. */
const STACKED_MARKS = /(\p{M}{6})\p{M}+/gu;

/**
 * The text without control sequences of terminals. Called before markdown is parsed, which would take parts of them for
 * markup.
 */
export function withoutTerminalCodes(text: string): string {
  return /[\x1b\x9b\x9d]/.test(text) ? text.replace(TERMINAL, "") : text;
}

/**
 * The text without invisible characters. White space stays; line breaks become `\n`. Takes time in proportion to the
 * text.
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
