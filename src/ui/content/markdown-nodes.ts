import type { MarkedToken, Token, Tokens } from "marked";
import { resolveReferences } from "./character-references.js";
import { visibleText } from "../presentation/visible-text.js";
import { ownDocument } from "../page/own-document.js";

/** A message's first heading goes below the page's and the transcript's own. */
const HEADING_OFFSET = 2;

/** A code's language, which becomes a class. */
const LANGUAGE = /^[\w+#.-]{1,40}$/;

type Child = Node | string;

/** A document without a window: what is made in it fetches nothing and runs nothing until it is moved. */
let workshop: Document | undefined;

/**
 * Makes one element of each block that shows anything. Only the elements named in this file are made, and no
 * markup is ever parsed: raw HTML becomes the text it is written with, an image becomes a `data` element that
 * holds its address.
 */
export function blockNodes(tokens: readonly Token[]): DocumentFragment {
  return fragment(tokens.map(blockNode).filter((node) => node !== null));
}

/** An inline token can stand where a block does only at the top of a tight list item. */
function blockNode(token: Token): HTMLElement | null {
  return blockOf(token as MarkedToken) ?? (isUnseen(token) ? null : element("p", inlineOf(token)));
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
      return element("blockquote", blockNodes(token.tokens));
    case "code":
      return codeNode(token);
    case "list":
      return listNode(token);
    case "table":
      return tableNode(token);
    case "html":
      return token.block ? element("p", ...htmlAsText(token.raw.trim())) : null;
    default:
      return null;
  }
}

function isUnseen({ type }: Token): boolean {
  return type === "space" || type === "def";
}

function codeNode({ lang, text }: Tokens.Code): HTMLElement {
  const code = element("code", visibleText(text));
  const [language = ""] = (lang ?? "").split(/\s/, 1);
  if (LANGUAGE.test(language)) code.className = `language-${language}`;
  return element("pre", code);
}

function listNode({ ordered, start, items }: Tokens.List): HTMLElement {
  const list = element(ordered ? "ol" : "ul", ...items.map(itemNode));
  if (ordered) list.setAttribute("start", String(Number(start) || 0));
  return list;
}

/** The words of a tight list item are not a paragraph. */
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
      const image = element("data", words(token.text));
      image.setAttribute("value", words(token.href));
      return image;
    }
    case "html":
      return fragment(htmlAsText(token.raw));
    case "text":
      return token.tokens ? fragment(inlineNodes(token.tokens)) : words(token.text);
    case "escape":
      return visibleText(token.text);
    default:
      return visibleText(token.raw);
  }
}

function linkNode({ autolink, href, text, tokens }: Tokens.Link): HTMLElement {
  const link = element("a", ...(autolink ? [visibleText(text)] : inlineNodes(tokens)));
  link.setAttribute("href", autolink ? visibleText(href) : words(href));
  return link;
}

/** Raw HTML as it is written, where `<br>` breaks the line. */
function htmlAsText(raw: string): Child[] {
  return visibleText(raw)
    .split(/<br ?\/?>/i)
    .flatMap((text, i) => (i > 0 ? [element("br"), text] : [text]));
}

/** Words of markdown, where a character reference stands for its character. What hides in either is left out. */
function words(text: string): string {
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
