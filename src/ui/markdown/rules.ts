/*
 * The patterns with which marked reads markup, some of them replaced by ours. The names of the rules are marked's.
 */
import { Lexer } from "marked";

/** Chinese, Japanese and Korean letters and full-width signs. These languages have no spaces between words. */
const CJK =
  "\\u1100-\\u11ff\\u2e80-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\u{20000}-\\u{323af}";

/**
 * Patterns for the character beside a run of signs. No two of them match the same character, and none matches white
 * space.
 */
interface Sides {
  readonly letter: string;
  readonly punctuation: string;
  /** Characters that count as a letter and as punctuation. The pattern may match nothing. */
  readonly both: string;
}

/**
 * The sides of asterisks. As in marked a tilde counts as a letter. Unlike in marked, emphasis begins and ends anywhere
 * beside {@link CJK}.
 */
const ASTERISK: Sides = {
  letter: `(?:[^\\s\\p{P}\\p{S}${CJK}]|~)`,
  punctuation: `(?![*~${CJK}])[\\p{P}\\p{S}]`,
  both: `[${CJK}]`,
};
const TILDE: Sides = {
  letter: `[^\\s\\p{P}\\p{S}${CJK}]`,
  punctuation: `(?![~${CJK}])[\\p{P}\\p{S}]`,
  both: `[${CJK}]`,
};
const UNDERSCORE: Sides = { letter: "[^\\s\\p{P}\\p{S}]", punctuation: "(?!_)[\\p{P}\\p{S}]", both: "(?!)" };

/** What may not follow a run of underscores that ends emphasis: the rest of a path, a version or a name. */
const NO_JOIN = "(?![./\\\\:=@#]\\w)";

/** marked's first alternative: skips a mark that opens inside emphasis of the other kind and does not close there. */
const ORPHAN = "^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|";
const ORPHAN_UNDERSCORE = "^[^_*]*?\\*\\*[^_*]*?_[^_*]*?(?=\\*\\*)|";

/**
 * A pattern that finds runs of a sign, in the groups that marked needs. Runs of groups 1 and 2 end emphasis, those of
 * 3 and 4 begin it, and those of 5 and 6 may do both. With `isGlued`, two signs between punctuation and a letter may
 * end emphasis, as in `**Total:**12`.
 */
function closing(sign: string, { letter, punctuation, both }: Sides, isGlued = false): string {
  const run = `(${sign}+)`;
  const glued = isGlued ? `(?![\\p{Ps}\\p{Pi}])${punctuation}${sign}{2}[\\p{L}\\p{N}]` : "(?!)";
  return [
    `[^${sign}]+(?=[^${sign}])`,
    `[^\\s${sign}]${run}(?=\\s|$)`,
    `${letter}${run}(?=${punctuation})`,
    `(?!${glued})${punctuation}${run}(?=${letter})`,
    `\\s${run}(?=[^\\s${sign}])`,
    `(?:(?:${punctuation}|${both})(?=${sign}+(?:${punctuation}|${both}))|(?=${glued})${punctuation})${run}`,
    `(?:${letter}|${both})${run}(?=${letter}|${both})`,
  ].join("|");
}

/** marked's pattern for underscores. Between two letters an underscore is no mark. */
function closingUnderscore(): string {
  const { letter, punctuation } = UNDERSCORE;
  return [
    "[^_]+(?=[^_])",
    "[^\\s_](_+)(?=\\s|$)",
    `${letter}(_+)(?=${punctuation})${NO_JOIN}`,
    `${punctuation}(_+)(?=${letter})`,
    "\\s(_+)(?=[^\\s_])",
    `${punctuation}(_+)(?=${punctuation})${NO_JOIN}`,
  ].join("|");
}

/**
 * The alternative with which marked ends a block at raw HTML. Raw HTML is text here, and a browser takes long to
 * compile the list of tags.
 */
const AT_HTML = /\| \{0,3\}\(\?:<\\?\/\?\(\?:address\|.*?CDATA\\\[\)/g;

/** marked's rules for blocks, without raw HTML. */
export const BLOCK_RULES = { ...Lexer.rules.block.gfm };
for (const name of ["paragraph", "lheading", "table", "blockquote"] as const) {
  BLOCK_RULES[name] = new RegExp(BLOCK_RULES[name].source.replace(AT_HTML, ""));
}

/** Unicode property classes, and the same characters in ASCII. */
const IN_ASCII: readonly (readonly [unicode: string, ascii: string])[] = [
  ["\\p{P}\\p{S}", "!-\\/:-@\\[-`{-~"],
  ["\\p{L}\\p{N}", "A-Za-z0-9"],
  ["\\p{Ps}\\p{Pi}", "(\\[{"],
  // ASCII has no such letter.
  [CJK, ""],
];

/** marked's rules for inline markup, some of them replaced by ours. */
function createRules(isAscii: boolean) {
  const rule = (pattern: string, flags: string) =>
    new RegExp(isAscii ? IN_ASCII.reduce((rest, pair) => rest.replaceAll(...pair), pattern) : pattern, flags);
  const theirs = Lexer.rules.inline.breaks;
  const { anyPunctuation, anyPunctuationOutsideCode } = theirs;
  const endsEm = rule(ORPHAN + closing("\\*", ASTERISK), "gu");
  const inline = {
    ...theirs,
    anyPunctuation: rule(anyPunctuation.source, anyPunctuation.flags),
    anyPunctuationOutsideCode: rule(anyPunctuationOutsideCode.source, anyPunctuationOutsideCode.flags),
    emStrongLDelim: rule(
      `^\\*+(?:(${ASTERISK.punctuation})|([^\\s*]))?|^_+(?:((?![_~])[\\p{P}\\p{S}])|([^\\s_]))?`,
      "u",
    ),
    emStrongRDelimAst: endsEm,
    emStrongRDelimUnd: rule(ORPHAN_UNDERSCORE + closingUnderscore(), "gu"),
    punctuation: rule(`^((?![*_])[\\s\\p{P}\\p{S}${CJK}])`, "u"),
    /** Two tildes strike out, as on GitHub. A single one often means "about", or a range. */
    delLDelim: rule(`^~~(?:(${TILDE.punctuation})|[^\\s~])`, "u"),
    delRDelim: rule(closing("~", TILDE), "gu"),
    /** Text up to the next mark, line break or possible bare address. */
    text: /^(?:`+|~+|[^`~])[^]*?(?=[\\<![`*~_\n]|(?<! ) +\n|(?<![a-z\d@.+-])(?:https?:\/\/|www\.)|(?<![\w@.+-])[\w.+-]{1,64}@|$)/i,
  };
  return { inline, endsEm, endsStrong: rule(ORPHAN + closing("\\*", ASTERISK, true), "gu") };
}

export type InlineRules = ReturnType<typeof createRules>;

const ASCII_RULES = createRules(true);
let unicodeRules: InlineRules | undefined;

/**
 * The rules for a text. A browser takes milliseconds to compile each pattern with Unicode classes; texts in ASCII need
 * none.
 */
export function rulesFor(text: string): InlineRules {
  return /[^\0-\x7f]/.test(text) ? (unicodeRules ??= createRules(false)) : ASCII_RULES;
}
