/*
 * Reads markdown into marked's tokens, by GitHub's rules and within limits of time: docs/decisions/markdown-limits.md
 */
import { Lexer, type MarkedOptions, type Token, type TokensList } from "marked";
import { findLinks } from "../links/find-links.js";
import { Definitions } from "./definitions.js";
import { BLOCK_RULES } from "./rules.js";
import { MATH_EXTENSIONS } from "./math.js";
import { referenceExtension } from "./notes/note-tokens.js";
import { WordsTokenizer, linkToken } from "./tokenizer.js";

/** The most levels of nested blocks: more than people write, and too few to overflow the stack. */
const MAX_BLOCK_DEPTH = 100;
/** The most levels of nested emphasis. The signs of deeper ones are text. */
const MAX_INLINE_DEPTH = 50;
/** The most signs of markup in one paragraph: more than people write. Pairing signs takes quadratic time. */
const MAX_SIGNS = 300;

/** Runs of signs. A long run counts as several, because a run of backticks takes quadratic time in its length. */
const SIGNS = /[*_~`]{1,20}|[<[\]!]+|\\/g;

/** Markdown that has been read. */
export interface Markdown {
  readonly blocks: readonly Token[];
  /** The source of the link definitions that the blocks use. */
  readonly definitions: string;
}

/** What is read besides plain markdown. */
export interface Reading {
  /** Whether formulas are read. Default: false, formulas are text. */
  readonly hasMath?: boolean;
  /** Whether there is a footnote with a key. Default: null, references to footnotes are text. */
  readonly isNote?: ((key: string) => boolean) | null;
}

/** marked's lexer with our rules. Text that would take more than linear time is read as plain text. */
class WordsLexer extends Lexer {
  readonly #tokenizer: WordsTokenizer;
  #blockDepth = 0;
  #inlineDepth = 0;

  constructor(tokenizer: WordsTokenizer, { hasMath, isNote }: Reading) {
    super({ gfm: true, breaks: true, tokenizer, extensions: hasMath ? MATH_EXTENSIONS : null });
    if (isNote) this.options.extensions = withReferences(this.options.extensions ?? null, isNote);
    this.#tokenizer = tokenizer;
    tokenizer.rules = { ...tokenizer.rules, block: BLOCK_RULES };
  }

  read(source: string): Markdown {
    const blocks: TokensList = this.lex(source);
    const { links } = blocks;
    const { used } = this.#tokenizer;
    for (const label of Object.keys(links)) if (!used.has(label)) delete links[label];
    const definitions = new Definitions(
      ({ tag, href }) => links[tag]?.href === href,
      (text) => this.inlineTokens(text),
    );
    definitions.restore(blocks);
    return { blocks, definitions: definitions.used.join("\n") };
  }

  override blockTokens<List extends Token[]>(
    source: string,
    tokens = [] as Token[] as List,
    clipped?: boolean,
  ): List {
    if (this.#blockDepth >= MAX_BLOCK_DEPTH) {
      tokens.push(this.#plainParagraph(source));
      return tokens;
    }
    this.#blockDepth += 1;
    try {
      return super.blockTokens(source, tokens, clipped) as List;
    } finally {
      this.#blockDepth -= 1;
    }
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (this.#inlineDepth >= MAX_INLINE_DEPTH || hasTooManySigns(source)) {
      tokens.push(...plainTokens(source, this.state.inLink));
      return tokens;
    }
    this.#inlineDepth += 1;
    try {
      return this.#tokenizer.withRulesFor(source, () => super.inlineTokens(source, tokens));
    } finally {
      this.#inlineDepth -= 1;
    }
  }

  #plainParagraph(source: string): Token {
    return { type: "paragraph", raw: source, text: source, tokens: plainTokens(source, false) };
  }
}

/**
 * Reads GitHub's flavour of CommonMark, with three differences. Raw HTML is text, line breaks stay, and a link
 * definition that no link refers to is text.
 */
export function lexMarkdown(source: string, reading: Reading = {}): Markdown {
  try {
    return new WordsLexer(new WordsTokenizer(), reading).read(source);
  } catch {
    const tokens = plainTokens(source, false);
    return { blocks: [{ type: "paragraph", raw: source, text: source, tokens }], definitions: "" };
  }
}

type Extensions = NonNullable<MarkedOptions["extensions"]> | null;

/** Extensions that read references to footnotes too. */
function withReferences(extensions: Extensions, isNote: (key: string) => boolean): Extensions {
  const inline = [referenceExtension(isNote), ...(extensions?.inline ?? [])];
  return { renderers: {}, childTokens: {}, ...extensions, inline };
}

function hasTooManySigns(source: string): boolean {
  let signs = 0;
  for (const _run of source.matchAll(SIGNS)) if ((signs += 1) > MAX_SIGNS) return true;
  return false;
}

/** A text as tokens without markup. Bare addresses are links, except inside a link. */
function plainTokens(source: string, inLink: boolean): Token[] {
  if (inLink) return [{ type: "text", raw: source, text: source }];
  return [...findLinks(source)].map(({ text, href }) =>
    href === undefined ? { type: "text", raw: text, text } : linkToken(text, href),
  );
}
