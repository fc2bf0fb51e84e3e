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

/** Ends what one asterisk has begun, and what two have. */
export const ENDS_EM = new RegExp(ORPHAN + closing("\\*", ASTERISK), "gu");
export const ENDS_STRONG = new RegExp(ORPHAN + closing("\\*", ASTERISK, true), "gu");

/** marked's rules for what stands within a line, with ours in place of some. */
export const INLINE_RULES = {
  ...Lexer.rules.inline.breaks,
  emStrongLDelim: new RegExp(
    `^\\*+(?:(${ASTERISK.punctuation})|([^\\s*]))?|^_+(?:((?![_~])[\\p{P}\\p{S}])|([^\\s_]))?`,
    "u",
  ),
  emStrongRDelimAst: ENDS_EM,
  emStrongRDelimUnd: new RegExp(ORPHAN_UNDERSCORE + closingUnderscore(), "gu"),
  punctuation: new RegExp(`^((?![*_])[\\s\\p{P}\\p{S}${CJK}])`, "u"),
  /** Two tildes strike out, as on GitHub; one is as often "about" or a range. */
  delLDelim: new RegExp(`^~~(?:(${TILDE.punctuation})|[^\\s~])`, "u"),
  delRDelim: new RegExp(closing("~", TILDE), "gu"),
  /** Up to the next mark, line break or what may be a bare address, each of which is searched for once. */
  text: /^(?:`+|~+|[^`~])[^]*?(?=[\\<![`*~_\n]|(?<! ) +\n|(?<![a-z\d@.+-])(?:https?:\/\/|www\.)|(?<![\w@.+-])[\w.+-]{1,64}@|$)/i,
};
