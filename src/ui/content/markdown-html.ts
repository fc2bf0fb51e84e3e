import type { MarkedToken, Token, Tokens } from "marked";

/** A message's first heading goes below the page's and the transcript's own. */
const HEADING_OFFSET = 2;

/**
 * Writes each block as exactly one element, or as "". Raw HTML comes out as the text it is written with, an
 * image as `data` that holds its address: nothing written here does anything yet.
 */
export function blockHtml(token: Token): string {
  // An inline token can stand where a block does only at the top of a tight list item.
  return blockOf(token as MarkedToken) ?? `<p>${inlineHtml([token])}</p>`;
}

function blockOf(token: MarkedToken): string | null {
  switch (token.type) {
    case "space":
    case "def":
      return "";
    case "hr":
      return "<hr>";
    case "paragraph":
      return `<p>${inlineHtml(token.tokens)}</p>`;
    case "heading": {
      const tag = `h${Math.min(token.depth + HEADING_OFFSET, 6)}`;
      return `<${tag}>${inlineHtml(token.tokens)}</${tag}>`;
    }
    case "blockquote":
      return `<blockquote>${token.tokens.map(blockHtml).join("")}</blockquote>`;
    case "code":
      return `<pre><code class="language-${escape((token.lang ?? "").split(/\s/, 1)[0] ?? "")}">${escape(token.text)}\n</code></pre>`;
    case "list":
      return listHtml(token);
    case "table":
      return tableHtml(token);
    case "html":
      return token.block ? `<p>${htmlAsText(token.raw.trim())}</p>` : null;
    default:
      return null;
  }
}

function listHtml({ ordered, start, items }: Tokens.List): string {
  const body = items.map((item) => `<li>${item.tokens.map(itemHtml).join("")}</li>`).join("");
  return ordered ? `<ol start="${Number(start) || 0}">${body}</ol>` : `<ul>${body}</ul>`;
}

/** The words of a tight list item are not a paragraph. */
function itemHtml(token: Token): string {
  return blockOf(token as MarkedToken) ?? inlineHtml([token]);
}

function tableHtml({ header, rows }: Tokens.Table): string {
  const row = (cells: readonly Tokens.TableCell[]) => `<tr>${cells.map(cellHtml).join("")}</tr>`;
  return `<table><thead>${row(header)}</thead><tbody>${rows.map(row).join("")}</tbody></table>`;
}

function cellHtml({ header, align, tokens }: Tokens.TableCell): string {
  const tag = header ? "th" : "td";
  return `<${tag}${align ? ` align="${align}"` : ""}>${inlineHtml(tokens)}</${tag}>`;
}

function inlineHtml(tokens: readonly Token[]): string {
  return tokens.map((token) => inlineOf(token as MarkedToken)).join("");
}

function inlineOf(token: MarkedToken): string {
  switch (token.type) {
    case "strong":
    case "em":
    case "del":
      return `<${token.type}>${inlineHtml(token.tokens)}</${token.type}>`;
    case "codespan":
      return `<code>${escape(token.text)}</code>`;
    case "br":
      return "<br>";
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "link": {
      if (token.autolink) return `<a href="${escape(token.href)}">${escape(token.text)}</a>`;
      return `<a href="${escapeMarkup(token.href)}">${inlineHtml(token.tokens)}</a>`;
    }
    case "image":
      return `<data value="${escapeMarkup(token.href)}">${escapeMarkup(token.text)}</data>`;
    case "html":
      return htmlAsText(token.raw);
    case "text":
      return token.tokens ? inlineHtml(token.tokens) : escapeMarkup(token.text);
    case "escape":
      return escape(token.text);
    default:
      return escape(token.raw);
  }
}

function htmlAsText(raw: string): string {
  return escape(raw).replace(/&lt;br ?\/?&gt;/gi, "<br>");
}

/** For text that is meant literally: code, addresses, raw HTML. */
function escape(text: string): string {
  return escapeMarkup(text.replaceAll("&", "&amp;"));
}

/** For words of markdown, where a character reference stands for its character. */
function escapeMarkup(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
