import { resolveReferences } from "./character-references.js";
import { type FoundLink, nextLink } from "./find-links.js";
import { addressOf, normalized } from "./markdown-definitions.js";
import { type Delimiter, delimiterAt, matchDelimiters } from "./markdown-emphasis.js";
import type { Inline, References } from "./markdown-tokens.js";
import { type Piece, createPiece, toTree } from "./markdown-tree.js";

/** A tag or a comment of HTML, which is shown as it is written. */
const HTML =
  /<(?:\/[a-z][a-z\d-]*\s*|[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?)>|<!---?>|<!--[^]*?-->/iy;
const AUTOLINK =
  /<(?:([a-z][a-z\d+.-]{1,31}:[^\s<>]*)|([\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)*))>/iy;
const REFERENCE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,15});/iy;
const WORDS = /[^\n\\`*_~[\]!<&]+/y;
const BREAK = /[ \t]*\n[ \t]*/y;
const ESCAPE = /\\(?:([!-/:-@[-`{-~])|\n[ \t]*)/y;
const BACKTICKS = /`+/y;
const LABEL = /\[((?:\\[^]|[^[\]\\]){0,999})\]/y;
/** Address and title of a link, with as many brackets in the address as are in use. */
const TARGET =
  /\([ \t\n]*(<(?:\\.|[^<>\n\\])*>|(?!<)(?:\\.|[^\0-\x20()\\]|\((?:\\.|[^\0-\x20()\\]|\((?:\\.|[^\0-\x20()\\])*\))*\))*)(?:[ \t\n]+(?:"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\((?:\\[^]|[^()\\])*\)))?[ \t\n]*\)/y;

/** A `[` or `![` that may turn out to begin a link or an image. */
interface Bracket {
  readonly piece: Piece;
  readonly isImage: boolean;
  /** Where its words begin. */
  readonly start: number;
  /** The innermost delimiter before it. */
  readonly before: Delimiter | null;
  /** Inside a link there is no other. */
  isActive: boolean;
  hasBracketAfter: boolean;
}

/** Words and markup of a paragraph, a heading or a cell. Line breaks stay as they were written. */
export function readInline(text: string, references: References): readonly Inline[] {
  return new InlineReader(text.trimEnd(), references).read();
}

/** Reads from left to right, as the CommonMark specification describes. */
class InlineReader {
  readonly #text: string;
  readonly #references: References;
  readonly #pieces: Piece[] = [];
  readonly #brackets: Bracket[] = [];
  /** Lengths of backticks that nothing closes from here on. */
  readonly #unclosed = new Set<number>();
  #delimiter: Delimiter | null = null;
  /** The next bare address. */
  #link: FoundLink | null;
  #at = 0;

  constructor(text: string, references: References) {
    this.#text = text;
    this.#references = references;
    this.#link = nextLink(text, 0);
  }

  read(): readonly Inline[] {
    while (this.#at < this.#text.length) this.#readNext();
    matchDelimiters(this.#delimiter, null);
    return toTree(this.#pieces);
  }

  #readNext(): void {
    if (this.#link && this.#link.index < this.#at) this.#link = nextLink(this.#text, this.#at);
    if (this.#link?.index === this.#at && this.#readBareLink(this.#link)) return;
    switch (this.#text.charAt(this.#at)) {
      case "\n":
      case "\\":
        return this.#readBreakOrEscape();
      case "`":
        return this.#readCode();
      case "*":
      case "_":
      case "~":
        return this.#readDelimiter();
      case "!":
      case "[":
        return this.#openBracket();
      case "]":
        return this.#closeBracket();
      case "<":
        return this.#readAngle();
      case "&":
        return this.#addText(resolveReferences(this.#take(REFERENCE)?.[0] ?? this.#takeOne()));
      default:
        return this.#readWords();
    }
  }

  /** Goes on behind what the pattern finds here. */
  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #takeOne(): string {
    this.#at += 1;
    return this.#text.charAt(this.#at - 1);
  }

  #addText(text: string): void {
    this.#pieces.push(createPiece(text));
  }

  #addLeaf(leaf: Inline): void {
    this.#pieces.push(createPiece("", leaf));
  }

  /** Everything up to the next sign, the next bare address or the white space at the end of a line. */
  #readWords(): void {
    const start = this.#at;
    this.#take(WORDS);
    if (this.#link && this.#link.index > start) this.#at = Math.min(this.#at, this.#link.index);
    const words = this.#text.slice(start, this.#at);
    this.#addText(this.#text.charAt(this.#at) === "\n" ? words.trimEnd() : words);
  }

  #readBreakOrEscape(): void {
    const escape = this.#take(ESCAPE);
    if (escape?.[1] !== undefined) return this.#addText(escape[1]);
    if (escape || this.#take(BREAK)) return this.#addLeaf({ type: "break" });
    this.#addText(this.#takeOne());
  }

  #readCode(): void {
    const [ticks = ""] = this.#take(BACKTICKS) ?? [];
    const start = this.#at;
    const end = this.#unclosed.has(ticks.length) ? -1 : this.#endOfCode(ticks);
    if (end < 0) {
      this.#unclosed.add(ticks.length);
      return this.#addText(ticks);
    }
    const text = this.#text.slice(start, end).replaceAll("\n", " ");
    const isPadded = /^ .* $/.test(text) && text.trim() !== "";
    this.#at = end + ticks.length;
    this.#addLeaf({ type: "code", text: isPadded ? text.slice(1, -1) : text });
  }

  /** Where backticks of the same length stand next, or -1. */
  #endOfCode(ticks: string): number {
    let end = this.#text.indexOf(ticks, this.#at);
    while (end >= 0) {
      let after = end;
      while (this.#text.charAt(after) === "`") after += 1;
      if (after - end === ticks.length) return end;
      end = this.#text.indexOf(ticks, after);
    }
    return -1;
  }

  #readDelimiter(): void {
    const delimiter = delimiterAt(this.#text, this.#at, this.#delimiter);
    this.#at += delimiter.length;
    this.#pieces.push(delimiter.piece);
    if (!delimiter.canOpen && !delimiter.canClose) return;
    if (this.#delimiter) this.#delimiter.next = delimiter;
    this.#delimiter = delimiter;
  }

  #openBracket(): void {
    const isImage = this.#takeOne() === "!";
    if (isImage && this.#text.charAt(this.#at) !== "[") return this.#addText("!");
    if (isImage) this.#at += 1;
    const outer = this.#brackets.at(-1);
    if (outer) outer.hasBracketAfter = true;
    const piece = createPiece(isImage ? "![" : "[");
    this.#pieces.push(piece);
    const before = this.#delimiter;
    this.#brackets.push({ piece, isImage, start: this.#at, before, isActive: true, hasBracketAfter: false });
  }

  #closeBracket(): void {
    const end = this.#at;
    const opening = this.#brackets.pop();
    this.#at += 1;
    const href = opening?.isActive ? this.#readTarget(opening, end) : null;
    if (!opening || href === null) return this.#addText("]");
    const { piece, isImage, before } = opening;
    matchDelimiters(this.#delimiter, before);
    this.#delimiter = before;
    if (before) before.next = null;
    const mark = {
      type: isImage ? "image" : "link",
      href,
      closing: this.#text.slice(end, this.#at),
    } as const;
    piece.opens.push({ ...mark, opening: piece.text });
    piece.text = "";
    this.#pieces.push(createPiece("", undefined, [{ ...mark, opening: "" }]));
    if (!isImage) for (const bracket of this.#brackets) if (!bracket.isImage) bracket.isActive = false;
  }

  /** The address behind a `]`, in brackets or by a label; null where there is none. */
  #readTarget({ start, hasBracketAfter }: Bracket, end: number): string | null {
    const target = this.#take(TARGET);
    if (target) return addressOf(target[1] ?? "");
    if (this.#references.size === 0) return null;
    const after = this.#at;
    const label = this.#take(LABEL)?.[1] ?? "";
    if (!label && (hasBracketAfter || end - start > 999)) return this.#back(after);
    const reference = this.#references.get(normalized(label || this.#text.slice(start, end)));
    if (!reference) return this.#back(after);
    reference.isUsed = true;
    return reference.href;
  }

  #back(to: number): null {
    this.#at = to;
    return null;
  }

  #readAngle(): void {
    const [written, address, mail] = this.#take(AUTOLINK) ?? [];
    const text = address ?? mail;
    if (written !== undefined && text !== undefined)
      return this.#addLink(text, mail ? `mailto:${mail}` : text);
    const [html] = this.#take(HTML) ?? [];
    if (html && /^<br\s*\/?>$/i.test(html)) return this.#addLeaf({ type: "break" });
    if (!html) return this.#addText(this.#takeOne());
    html.split("\n").forEach((line, i) => {
      if (i > 0) this.#addLeaf({ type: "break" });
      this.#addText(line.trim());
    });
  }

  /** A bare address; one inside a bracket ends before the bracket does. */
  #readBareLink({ text, href }: FoundLink): boolean {
    const bracket = this.#brackets.length > 0 ? text.indexOf("]") : -1;
    const link = bracket < 0 ? { text, href } : nextLink(text.slice(0, bracket), 0);
    if (!link) {
      this.#link = nextLink(this.#text, this.#at + 1);
      return false;
    }
    this.#at += link.text.length;
    this.#addLink(link.text, link.href);
    return true;
  }

  #addLink(text: string, href: string): void {
    this.#addLeaf({ type: "link", href, children: [{ type: "text", text }] });
  }
}
