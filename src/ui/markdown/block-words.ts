import type { MarkedToken, Token, Tokens } from "marked";
import { visibleText } from "../presentation/visible-text.js";
import { isMath } from "./math.js";
import { words } from "./nodes.js";
import { isNotes, isReference } from "./notes/note-tokens.js";
import type { SourceBlock } from "./steps.js";

/**
 * The text of blocks of markdown, read from their tokens. It equals the text of the elements that `blockNodes` makes.
 *
 * @param between the text to put between two blocks, two cells and two items.
 */
export function blockWords(blocks: readonly SourceBlock[], between: string): string {
  const join = (parts: readonly string[]) => parts.filter(Boolean).join(between);
  const blocksOf = (tokens: readonly Token[]): string => {
    const parts: string[] = [];
    let line = "";
    for (const token of tokens) {
      const block = blockOf(token);
      if (block === null) {
        line += inlineOf(token);
        continue;
      }
      parts.push(line, block);
      line = "";
    }
    return join([...parts, line]);
  };
  const blockOf = (any: Token): string | null => {
    const token = any as MarkedToken;
    switch (token.type) {
      case "space":
      case "def":
      case "hr":
        return "";
      case "paragraph":
      case "heading":
        return inlineWords(token.tokens);
      case "blockquote":
        return blocksOf(token.tokens);
      case "code":
        return visibleText(token.text.replace(/\n$/, ""));
      case "list":
        return join(token.items.map(({ tokens }) => blocksOf(tokens)));
      case "table":
        return join([token.header, ...token.rows].flat().map(({ tokens }) => inlineWords(tokens)));
      default:
        if (isNotes(any)) return join(any.notes.map((note) => blocksOf(note.blocks)));
        return isMath(any) ? inlineOf(any) : null;
    }
  };
  return blocksOf(blocks.map(({ block }) => block));
}

function inlineWords(tokens: readonly Token[]): string {
  return tokens.map(inlineOf).join("");
}

function inlineOf(inline: Token): string {
  const token = inline as MarkedToken;
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return inlineWords(token.tokens);
    case "codespan":
    case "escape":
      return visibleText(token.text);
    case "br":
      return "\n";
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "link":
      return linkWords(token);
    case "image":
      return "";
    case "html":
      return /^<br\s*\/?>$/i.test(token.raw) ? "\n" : visibleText(token.raw);
    case "text":
      return token.tokens ? inlineWords(token.tokens) : words(token.raw);
    default:
      if (isMath(inline)) return visibleText(inline.raw.trim());
      return isReference(inline) ? "" : visibleText(token.raw);
  }
}

function linkWords({ autolink, text, tokens }: Tokens.Link): string {
  return autolink ? visibleText(text) : inlineWords(tokens);
}
