import { Lexer } from "marked";

/** Letters and full-width signs of Chinese, Japanese and Korean, which have no spaces between words. */
const CJK =
  "\\u1100-\\u11ff\\u2e80-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\u{20000}-\\u{323af}";

/** What stands beside a run of signs, as classes that exclude each other, white space apart. */
interface Sides {
  readonly letter: string;
  readonly punctuation: string;
  /** Letter and punctuation at once, or nothing. */
  readonly both: string;
}

/** As marked has them, a tilde being a letter, but for {@link CJK}: beside it emphasis begins and ends anywhere. */
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

/** Where a run of underscores goes on as a path, a version or a name, it ends nothing. */
const NO_JOIN = "(?![./\\\\:=@#]\\w)";

/** What marked skips first: a mark that opens inside of another kind and does not close there. */
const ORPHAN = "^[^_*]*?__[^_*]*?\\*[^_*]*?(?=__)|";
const ORPHAN_UNDERSCORE = "^[^_*]*?\\*\\*[^_*]*?_[^_*]*?(?=\\*\\*)|";

/**
 * Finds runs of a sign, in the groups that marked asks for: 1 and 2 end emphasis, 3 and 4 begin it, 5 and 6 may
 * do both. With `isGlued`, two signs behind punctuation may end it before a letter: `**Total:**12`.
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

/** marked's rules for underscores, which letters on both sides keep from being marks. */
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

/** Where marked ends a block at raw HTML, which is text here. Such long lists of tags also take long to compile. */
const AT_HTML = /\| \{0,3\}\(\?:<\\?\/\?\(\?:address\|.*?CDATA\\\[\)/g;

/** marked's rules for blocks, of which raw HTML is none. */
export const BLOCK_RULES = { ...Lexer.rules.block.gfm };
for (const name of ["paragraph", "lheading", "table", "blockquote"] as const) {
  BLOCK_RULES[name] = new RegExp(BLOCK_RULES[name].source.replace(AT_HTML, ""));
}

/** What classes of Unicode come to in ASCII. */
const IN_ASCII: readonly (readonly [unicode: string, ascii: string])[] = [
  ["\\p{P}\\p{S}", "!-\\/:-@\\[-`{-~"],
  ["\\p{L}\\p{N}", "A-Za-z0-9"],
  ["\\p{Ps}\\p{Pi}", "(\\[{"],
  [CJK, ""],
];

/** marked's rules for what stands within a line, with ours in place of some. */
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
    /** Two tildes strike out, as on GitHub; one is as often "about" or a range. */
    delLDelim: rule(`^~~(?:(${TILDE.punctuation})|[^\\s~])`, "u"),
    delRDelim: rule(closing("~", TILDE), "gu"),
    /** Up to the next mark, line break or what may be a bare address, each of which is searched for once. */
    text: /^(?:`+|~+|[^`~])[^]*?(?=[\\<![`*~_\n]|(?<! ) +\n|(?<![a-z\d@.+-])(?:https?:\/\/|www\.)|(?<![\w@.+-])[\w.+-]{1,64}@|$)/i,
  };
  return { inline, endsEm, endsStrong: rule(ORPHAN + closing("\\*", ASTERISK, true), "gu") };
}

export type InlineRules = ReturnType<typeof createRules>;

const ASCII_RULES = createRules(true);
let unicodeRules: InlineRules | undefined;

/** A browser takes milliseconds for each pattern with classes of Unicode: what is written in ASCII does without. */
export function rulesFor(text: string): InlineRules {
  return /[^\0-\x7f]/.test(text) ? (unicodeRules ??= createRules(false)) : ASCII_RULES;
}
