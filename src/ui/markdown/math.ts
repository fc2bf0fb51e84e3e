/*
 * Reads formulas in markdown: `$…$` and `\(…\)` within a line, `$$…$$` and `\[…\]` on lines of their own.
 */
import type { MarkedExtension, TokenizerExtensionFunction, Tokens } from "marked";

/** A formula; `raw` is its source with the signs around it. */
export interface MathToken extends Tokens.Generic {
  readonly type: "math";
  readonly isDisplay: boolean;
}

/** Whether a token is a formula. The types of marked have no such token. */
export function isMath(token: unknown): token is MathToken {
  return (token as MathToken).type === "math";
}

/** The longest formula that is read, in UTF-16 code units. */
const MAX_CHARS = 5_000;

/**
 * Matches a formula between two dollars, by the rule of pandoc, which leaves prices alone: no space behind the first
 * dollar or before the second one, and no digit behind the second one. https://pandoc.org/MANUAL.html#math
 */
const DOLLARS = /^\$(?![\s$])(?:\\[^\n]|[^\\$\n]|\n(?!\s*\n))*?(?<!\s)\$(?![\d$])/;
const DOUBLE_DOLLARS = /^\$\$(?!\$)(?:[^$\n]|\n(?!\s*\n)|\$(?!\$))+?\$\$(?!\$)/;
const PARENTHESES = /^\\\((?:[^\n\\]|\n(?!\s*\n)|\\(?!\)))+?\\\)/;
const BRACKETS = /^\\\[(?:[^\n\\]|\n(?!\s*\n)|\\(?!\]))+?\\\]/;

/** An amount of money, with words behind it and no sign of a formula, as in "$20 a month, 240$ a year". */
const AMOUNT = /^\$\d[\d.,]*\s+\p{L}{2,}[^\\^_={}]*$/u;

/** The place where a formula may begin: not within a word, and not behind another backslash. */
const START = /(?<![\w\\$])\$|(?<!\\)\\[([]/;

/**
 * The lines before a formula on lines of its own. They end at an empty line, because a search through the whole text for
 * each block would take quadratic time.
 */
const LINES_BEFORE = /^[^\n]*\n(?:(?![ \t]*\n)[^\n]*\n)*?(?= {0,3}(?:\$\$|\\\[))/;

/** The formula at the beginning of a text; undefined for any other text, and for an {@link AMOUNT}. */
function mathAt(source: string): MathToken | undefined {
  const text = source.slice(0, MAX_CHARS);
  const display = (DOUBLE_DOLLARS.exec(text) ?? BRACKETS.exec(text))?.[0];
  const raw = display ?? PARENTHESES.exec(text)?.[0] ?? DOLLARS.exec(text)?.[0];
  if (raw === undefined || (display === undefined && AMOUNT.test(raw))) return undefined;
  return { type: "math", raw, isDisplay: display !== undefined };
}

const inline: TokenizerExtensionFunction = (source) =>
  /^(?:\$|\\[([])/.test(source) ? mathAt(source) : undefined;

/** Reads a formula on lines of its own, before marked reads these lines as a list or a heading. */
const block: TokenizerExtensionFunction = (source) => {
  const [indent = ""] = /^ {0,3}(?=\$\$|\\\[)/.exec(source) ?? [];
  if (indent === "" && !/^(?:\$\$|\\\[)/.test(source)) return undefined;
  const token = mathAt(source.slice(indent.length));
  const [end] = (token && /^[ \t]*(?:\n+|$)/.exec(source.slice(indent.length + token.raw.length))) || [];
  return token && end !== undefined ? { ...token, raw: indent + token.raw + end } : undefined;
};

/** The extensions with which marked's lexer reads formulas. */
export const MATH_EXTENSIONS = {
  renderers: {},
  childTokens: {},
  inline: [inline],
  block: [block],
  startInline: [(source: string) => indexOrNone(source.search(START))],
  startBlock: [(source: string) => LINES_BEFORE.exec(source)?.[0].length],
} satisfies NonNullable<MarkedExtension["extensions"]> | object;

function indexOrNone(index: number): number | undefined {
  return index < 0 ? undefined : index;
}

/** The beginning of a formula whose end is missing. A price is no such beginning. */
const OPENING = /^(?:\$\$|\\[([]?$|\\[([]|\$(?!\s|\d[\d.,]*(?:\s|$)))/;
/** A dollar with a longer rest of the text behind it begins no formula, in UTF-16 code units. */
const MAX_WAIT_CHARS = 200;

/** A growing text without the unfinished formula at its end. */
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
