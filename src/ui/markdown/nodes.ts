/*
 * Makes nodes of marked's tokens. Only the elements named in this file are made, and no markup is parsed: raw HTML
 * becomes text, an image becomes a `data` element with its address.
 */
import type { MarkedToken, Token, Tokens } from "marked";
import { resolveReferences } from "./character-references.js";
import { isMath, type MathToken } from "./math.js";
import { isNotes, isReference, type NotesToken } from "./notes/note-tokens.js";
import type { SourceBlock } from "./steps.js";
import { ownDocument } from "../page/own-document.js";
import { visibleText } from "../presentation/visible-text.js";

/** Headings are moved down by two levels, below those of the page and of the transcript. */
const HEADING_OFFSET = 2;

/** The language of a block of code that becomes a class. The class of any other block is left out. */
const LANGUAGE = /^[\w+#.-]{1,40}$/;

/** The classes of a formula within a line, and of one on lines of its own. */
const MATH_INLINE = "language-math";
const MATH_DISPLAY = "language-math-display";

type Child = Node | string;

/** A document without a window. Its nodes fetch nothing and run nothing until they are moved to the page. */
let workshop: Document | undefined;

/** Makes one element of each block. */
export function blockNodes(blocks: readonly SourceBlock[]): DocumentFragment {
  return fragment(blocksOf(blocks.map(({ block }) => block)));
}

/** The elements of blocks. An inline token among blocks, as in a tight list item, gets a paragraph of its own. */
function blocksOf(tokens: readonly Token[]): HTMLElement[] {
  const shown = tokens.filter((token) => !isUnseen(token)) as MarkedToken[];
  return shown.map((token) => blockOf(token) ?? element("p", inlineOf(token)));
}

function blockOf(token: MarkedToken): HTMLElement | null {
  switch (token.type) {
    case "hr":
      return element("hr");
    case "paragraph":
      return element("p", ...inlineNodes(token.tokens));
    case "heading":
      return element(`h${Math.min(token.depth + HEADING_OFFSET, 6)}`, ...inlineNodes(token.tokens));
    case "blockquote":
      return element("blockquote", ...blocksOf(token.tokens));
    case "code":
      return codeNode(token);
    case "list":
      return listNode(token);
    case "table":
      return tableNode(token);
    default:
      return isNotes(token) ? notesNode(token) : null;
  }
}

/** The footnotes as a list. Each item begins with the footnote's sign. */
function notesNode({ notes }: NotesToken): HTMLElement {
  const items = notes.map(({ label, blocks }) =>
    element("li", element("sup", visibleText(label)), ...blocksOf(blocks)),
  );
  return element("section", element("ul", ...items));
}

function isUnseen({ type }: Token): boolean {
  return type === "space" || type === "def";
}

function codeNode({ lang, text }: Tokens.Code): HTMLElement {
  const code = element("code", visibleText(text.replace(/\n$/, "")));
  const [language = ""] = (lang ?? "").split(/\s/, 1);
  if (LANGUAGE.test(language)) code.className = `language-${language}`;
  return element("pre", code);
}

function listNode({ ordered, start, items }: Tokens.List): HTMLElement {
  const list = element(ordered ? "ol" : "ul", ...items.map(itemNode));
  if (ordered) list.setAttribute("start", String(Number(start) || 0));
  return list;
}

/** A list item. The text of an item of a tight list is in no paragraph. */
function itemNode({ tokens }: Tokens.ListItem): HTMLElement {
  const shown = tokens.filter((token) => !isUnseen(token));
  return element("li", ...shown.map((token) => blockOf(token as MarkedToken) ?? inlineOf(token)));
}

function tableNode({ header, rows }: Tokens.Table): HTMLElement {
  const row = (cells: readonly Tokens.TableCell[]) => element("tr", ...cells.map(cellNode));
  return element("table", element("thead", row(header)), element("tbody", ...rows.map(row)));
}

function cellNode({ header, align, tokens }: Tokens.TableCell): HTMLElement {
  const cell = element(header ? "th" : "td", ...inlineNodes(tokens));
  if (align) cell.setAttribute("align", align);
  return cell;
}

function inlineNodes(tokens: readonly Token[]): Child[] {
  return tokens.map(inlineOf);
}

function inlineOf(inline: Token): Child {
  const token = inline as MarkedToken;
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return element(token.type, ...inlineNodes(token.tokens));
    case "codespan":
      return element("code", visibleText(token.text));
    case "br":
      return element("br");
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "link":
      return linkNode(token);
    case "image": {
      const image = element("data", element("p", ...inlineNodes(token.tokens)).textContent);
      image.setAttribute("value", words(token.href));
      return image;
    }
    case "html":
      return fragment(htmlAsText(token.raw));
    case "text":
      return fragment(token.tokens ? inlineNodes(token.tokens) : lines(words(token.raw)));
    case "escape":
      return visibleText(token.text);
    default:
      if (isReference(inline)) return element("sup", visibleText(inline.label));
      return isMath(token) ? mathNode(token) : visibleText(token.raw);
  }
}

/**
 * The source of a formula, as `code` with a class that no other inline code has. The drawn formula replaces it later.
 */
function mathNode({ raw, isDisplay }: MathToken): HTMLElement {
  const code = element("code", visibleText(raw.trim()));
  code.className = isDisplay ? MATH_DISPLAY : MATH_INLINE;
  return code;
}

function linkNode({ autolink, href, text, tokens }: Tokens.Link): HTMLElement {
  const link = element("a", ...(autolink ? [visibleText(text)] : inlineNodes(tokens)));
  link.setAttribute("href", autolink ? visibleText(href) : words(href));
  return link;
}

/** Raw HTML as text; `<br>` becomes a line break. */
function htmlAsText(raw: string): Child[] {
  return /^<br\s*\/?>$/i.test(raw) ? [element("br")] : lines(visibleText(raw));
}

/** The lines of a text, with a line break between them. */
function lines(text: string): Child[] {
  return text.split("\n").flatMap((line, i) => (i > 0 ? [element("br"), line.trim()] : [line]));
}

/** A text with its character references replaced, and without characters that hide something. */
export function words(text: string): string {
  return visibleText(resolveReferences(text));
}

function element(tag: string, ...children: readonly Child[]): HTMLElement {
  const made = inWorkshop().createElement(tag);
  made.append(...children);
  return made;
}

function fragment(children: readonly Child[]): DocumentFragment {
  const made = inWorkshop().createDocumentFragment();
  made.append(...children);
  return made;
}

function inWorkshop(): Document {
  return (workshop ??= ownDocument("implementation").createHTMLDocument(""));
}
