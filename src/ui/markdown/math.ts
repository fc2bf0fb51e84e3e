import type { MarkedExtension, TokenizerExtensionFunction, Tokens } from "marked";

/** A formula, as it is written with the signs around it. */
export interface MathToken extends Tokens.Generic {
  readonly type: "math";
  readonly isDisplay: boolean;
}

/** Whether a token is a formula, of which marked's own types know nothing. */
export function isMath(token: unknown): token is MathToken {
  return (token as MathToken).type === "math";
}

/** The longest formula that is read, in characters. */
const MOST_CHARS = 5_000;

/**
 * What stands between two dollars is a formula by the rule of pandoc, which leaves prices alone: no space behind the
 * first nor before the second, and no digit behind that.
 */
const DOLLARS = /^\$(?![\s$])(?:\\[^\n]|[^\\$\n]|\n(?!\s*\n))*?(?<!\s)\$(?![\d$])/;
const DOUBLE_DOLLARS = /^\$\$(?!\$)(?:[^$\n]|\n(?!\s*\n)|\$(?!\$))+?\$\$(?!\$)/;
const PARENTHESES = /^\\\((?:[^\n\\]|\n(?!\s*\n)|\\(?!\)))+?\\\)/;
const BRACKETS = /^\\\[(?:[^\n\\]|\n(?!\s*\n)|\\(?!\]))+?\\\]/;

/** An amount that words follow, as in "$20 a month, 240$ a year": no formula, where it has no sign of one. */
const AMOUNT = /^\$\d[\d.,]*\s+\p{L}{2,}[^\\^_={}]*$/u;

/** Where a formula may begin: not within a word, nor behind a backslash of its own. */
const START = /(?<![\w\\$])\$|(?<!\\)\\[([]/;

function mathAt(source: string): MathToken | undefined {
  const text = source.slice(0, MOST_CHARS);
  const display = (DOUBLE_DOLLARS.exec(text) ?? BRACKETS.exec(text))?.[0];
  const raw = display ?? PARENTHESES.exec(text)?.[0] ?? DOLLARS.exec(text)?.[0];
  if (raw === undefined || (display === undefined && AMOUNT.test(raw))) return undefined;
  return { type: "math", raw, isDisplay: display !== undefined };
}

const inline: TokenizerExtensionFunction = (source) =>
  /^(?:\$|\\[([])/.test(source) ? mathAt(source) : undefined;

/** One that has its lines for itself: what they begin with makes no list and no heading of it. */
const block: TokenizerExtensionFunction = (source) => {
  const [indent = ""] = /^ {0,3}(?=\$\$|\\\[)/.exec(source) ?? [];
  if (indent === "" && !/^(?:\$\$|\\\[)/.test(source)) return undefined;
  const token = mathAt(source.slice(indent.length));
  const [end] = (token && /^[ \t]*(?:\n+|$)/.exec(source.slice(indent.length + token.raw.length))) || [];
  return token && end !== undefined ? { ...token, raw: indent + token.raw + end } : undefined;
};

/** What has marked's lexer read formulas. */
export const MATH_EXTENSIONS = {
  renderers: {},
  childTokens: {},
  inline: [inline],
  block: [block],
  startInline: [(source: string) => indexOrNone(source.search(START))],
  startBlock: [(source: string) => indexOrNone(source.search(/\n {0,3}(?:\$\$|\\\[)/) + 1 || -1)],
} satisfies NonNullable<MarkedExtension["extensions"]> | object;

function indexOrNone(index: number): number | undefined {
  return index < 0 ? undefined : index;
}

/** What opens a formula that more has to follow of; a price opens none. */
const OPENING = /^(?:\$\$|\\[([]?$|\\[([]|\$(?!\s|\d[\d.,]*(?:\s|$)))/;
/** As long as this, in characters, the rest of a formula between single dollars is waited for. */
const MAX_WAIT_CHARS = 200;

/** A text that still grows without the formula that it ends in the midst of. */
export function withoutOpenMath(text: string): string {
  if ((text.match(/^[ \t>]*(?:```|~~~)/gm)?.length ?? 0) % 2 === 1) return text;
  const start = text.lastIndexOf("\n\n") + 1;
  for (let at = start; at < text.length;) {
    const rest = text.slice(at);
    const whole = /^`+[^`]*`+|^\\[^([]/.exec(rest)?.[0] ?? mathAt(rest)?.raw;
    if (whole) at += whole.length;
    else if (OPENING.test(rest) && (!/^\$[^$]/.test(rest) || rest.length < MAX_WAIT_CHARS))
      return text.slice(0, at);
    else at += Math.max(1, rest.slice(1).search(/[$\\`]/) + 1 || rest.length);
  }
  return text;
}
