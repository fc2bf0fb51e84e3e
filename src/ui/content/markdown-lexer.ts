import { Lexer, Tokenizer, type MarkedOptions, type Token, type Tokens } from "marked";
import { findLinks, linkAtStart } from "./find-links.js";

/** Deeper than people quote or list, and less than what overflows the stack. */
const MAX_DEPTH = 50;
/** More runs of emphasis in one paragraph than people write; beyond, their pairing costs the square. */
const MAX_DELIMITER_RUNS = 300;
/** The longest word that is searched for markup. */
const MAX_WORD_CHARS = 2000;

const DELIMITER_RUNS = /[*_~`]+|[<[\]!]+|\\/g;
const LONG_WORD = new RegExp(`\\S{${MAX_WORD_CHARS}}`);

/** More columns than can be read; rows are filled up to them, so that they multiply. */
const MAX_COLUMNS = 100;

type Rule = (this: unknown, source: string, ...rest: unknown[]) => unknown;

/** Replaces what costs marked more than it is worth, and asks it only for what can be there. */
class LinearTokenizer extends Tokenizer {
  override table(source: string): Tokens.Table | undefined {
    if (!/^[^\n]*\n[ |:-]+(?:\n|$)/.test(source)) return undefined;
    const [header = ""] = source.split("\n", 1);
    return header.split("|", MAX_COLUMNS + 1).length > MAX_COLUMNS ? undefined : super.table(source);
  }

  override lheading(source: string): Tokens.Heading | undefined {
    const isUnderlined = /^(?:(?!\s*\n)[^\n]+\n)+? {0,3}(?:=+|-+) *(?:\n|$)/.test(source);
    return isUnderlined ? super.lheading(source) : undefined;
  }

  /** marked's own search for bare addresses costs the square of what follows one. */
  override url(source: string): Tokens.Link | undefined {
    const link = linkAtStart(source);
    return link && linkToken(link.text, link.href);
  }
}

/** What the first character has to be: to try one of marked's patterns takes a browser a millisecond, the first time. */
const BEGINNINGS = {
  autolink: "<",
  blockquote: " >",
  def: " [",
  html: " <",
  link: "![",
  reflink: "![",
  tag: "<",
} as const;

const rules = LinearTokenizer.prototype as unknown as Record<keyof typeof BEGINNINGS, Rule>;
for (const rule of Object.keys(BEGINNINGS) as (keyof typeof BEGINNINGS)[]) {
  const beginnings = BEGINNINGS[rule];
  const ask = rules[rule];
  rules[rule] = function (source, ...rest) {
    return beginnings.includes(source.charAt(0)) ? ask.call(this, source, ...rest) : undefined;
  };
}

/** Reads GFM in time that grows with the text: what would cost more is taken as plain words. */
class BoundedLexer extends Lexer {
  #depth = 0;

  override blockTokens<List extends Token[]>(
    source: string,
    tokens = [] as Token[] as List,
    clipped?: boolean,
  ) {
    if (this.#depth > MAX_DEPTH) {
      tokens.push({ type: "paragraph", raw: source, text: source, tokens: plainTokens(source) });
      return tokens;
    }
    this.#depth += 1;
    try {
      return super.blockTokens(source, tokens, clipped) as List;
    } finally {
      this.#depth -= 1;
    }
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (!isPathological(source)) return super.inlineTokens(source, tokens);
    tokens.push(...plainTokens(source));
    return tokens;
  }
}

/** The blocks of a piece of GFM. Costs at most a few milliseconds for each KB, whatever it says. */
export function lexMarkdown(source: string): Token[] {
  const options: MarkedOptions = { gfm: true, tokenizer: new LinearTokenizer() };
  try {
    return new BoundedLexer(options).lex(source);
  } catch {
    return [{ type: "paragraph", raw: source, text: source, tokens: plainTokens(source) }];
  }
}

function isPathological(source: string): boolean {
  let runs = 0;
  for (const _run of source.matchAll(DELIMITER_RUNS)) if ((runs += 1) > MAX_DELIMITER_RUNS) return true;
  return source.length >= MAX_WORD_CHARS && LONG_WORD.test(source);
}

function plainTokens(source: string): Token[] {
  return [...findLinks(source)].map(({ text, href }) =>
    href === undefined ? { type: "text", raw: text, text } : linkToken(text, href),
  );
}

function linkToken(text: string, href: string): Tokens.Link {
  return { type: "link", raw: text, text, href, autolink: true, tokens: [{ type: "text", raw: text, text }] };
}
