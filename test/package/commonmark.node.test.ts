/** Holds our reading of markdown to CommonMark's own examples and to its reference implementation. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { lexMarkdown } from "../../src/ui/content/markdown-lexer.js";
import type { Block, Inline } from "../../src/ui/content/markdown-tokens.js";
import { wordsOf } from "../../src/ui/content/markdown-tree.js";

interface Example {
  readonly number: number;
  readonly markdown: string;
  readonly html: string;
  readonly section: string;
}

interface Reference {
  readonly Parser: new () => { parse(markdown: string): unknown };
  readonly HtmlRenderer: new () => { render(tree: unknown): string };
}

const load = createRequire(import.meta.url);
const { tests: EXAMPLES } = load("commonmark-spec") as { readonly tests: readonly Example[] };
const { Parser, HtmlRenderer } = load("commonmark") as Reference;

/** Examples that read otherwise here, by what we decided. */
const DECIDED: Readonly<Record<string, readonly number[]>> = {
  "raw HTML is text": [21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643],
  "a definition that nothing asks for is text": [
    204, 207, 208, 210, 317, 537, 538, 544, 545, 563, 565, 567, 571, 592,
  ],
  "a bare address is a link": [602, 608, 611, 612],
  "only usual names of characters are known": [25],
};
const HTML_SECTIONS = ["HTML blocks", "Raw HTML"];

test("every example of CommonMark reads as it says, but for what we decided", () => {
  const decided = Object.values(DECIDED).flat();
  const others = EXAMPLES.filter(({ section }) => !HTML_SECTIONS.includes(section)).filter(
    ({ markdown, html }) => normalized(rendered(tabs(markdown))) !== normalized(tabs(html)),
  );
  assert.deepEqual(
    others.map(({ number }) => number),
    decided.toSorted((a, b) => a - b),
  );
  assert.equal(EXAMPLES.length, 652);
});

const SIGNS = [
  ..."- |* |1. |2) |10. |+ |> |>|    |  | |\t|# |### |```\n|~~~\n|---\n|***\n|===\n|\n|\n\n|-\n".split("|"),
  ..."a|b c|word|x1|.|,|(|)|!|[|]|](/u)|](<x y>)|](/u 't')|![|\\|\\*|&amp;|&copy;|<|>|&|*|***|`|``|_|__".split(
    "|",
  ),
  ..."  \n|\\\n|\n|\n|**| ".split("|"),
];

const TEXTS = fc
  .array(fc.constantFrom(...SIGNS), { minLength: 1, maxLength: 16 })
  .map((parts) => parts.join(""))
  .filter((text) => !/<[a-z!/?]/i.test(text) && !isOurs(text));

/** Where emphasis ends by a rule of ours: `**Total:**12`, and underscores within paths. */
function isOurs(text: string): boolean {
  return /[^\s\p{L}\p{N}]\*\*[\p{L}\p{N}]|[./\\:=@#]_|_[./\\:=@#]\w/u.test(text);
}

test("20 000 texts at random read as the reference implementation reads them", () => {
  const parser = new Parser();
  const renderer = new HtmlRenderer();
  fc.assert(
    fc.property(TEXTS, (text) => {
      assert.equal(normalized(rendered(text)), normalized(renderer.render(parser.parse(text))));
    }),
    { numRuns: 20_000, seed: 2026 },
  );
});

function tabs(text: string): string {
  return text.replaceAll("→", "\t");
}

/** Without titles and the kinds of line breaks, which are one here, and without white space that shows nothing. */
function normalized(html: string): string {
  return html
    .replace(/alt="[^"]*"/g, (alt) => alt.replace(/\s+/g, " "))
    .replace(/<br \/>\n?/g, "\n")
    .replace(/ title="[^"]*"/g, "")
    .replace(/[ \t]+\n/g, "\n")
    .replace(/<li>\n/g, "<li>")
    .replace(/\n<\/li>/g, "</li>")
    .replace(/%5B/g, "[")
    .replace(/%5D/g, "]")
    .replace(/\n+/g, "\n")
    .trim();
}

function rendered(markdown: string): string {
  return lexMarkdown(markdown).blocks.map(ofBlock).join("\n");
}

function ofBlock(block: Block): string {
  const { type, inline, children, lines } = block;
  switch (type) {
    case "paragraph":
      return inline.length > 0 ? `<p>${ofWords(inline)}</p>` : "";
    case "heading":
      return `<h${block.depth}>${ofWords(inline)}</h${block.depth}>`;
    case "rule":
      return "<hr />";
    case "quote":
      return `<blockquote>\n${children.map(ofBlock).join("\n")}\n</blockquote>`;
    case "code": {
      const [language] = block.info.split(/\s/, 1);
      const name = language ? ` class="language-${escaped(language)}"` : "";
      return `<pre><code${name}>${lines.map((line) => `${escaped(line)}\n`).join("")}</code></pre>`;
    }
    case "list": {
      const tag = /[.)]/.test(block.sign) ? "ol" : "ul";
      const start = tag === "ol" && block.start !== 1 ? ` start="${block.start}"` : "";
      const items = children.map((item) => `<li>${item.children.map(ofPart(block)).join("\n")}</li>`);
      return `<${tag}${start}>\n${items.join("\n")}\n</${tag}>`;
    }
    default:
      return `a ${type}`;
  }
}

function ofPart({ isLoose }: Block): (part: Block) => string {
  return (part) => (part.type === "paragraph" && !isLoose ? ofWords(part.inline) : ofBlock(part));
}

function ofWords(words: readonly Inline[]): string {
  return words
    .map((part) => {
      switch (part.type) {
        case "text":
          return escaped(part.text);
        case "code":
          return `<code>${escaped(part.text)}</code>`;
        case "break":
          return "\n";
        case "link":
          return `<a href="${address(part.href)}">${ofWords(part.children)}</a>`;
        case "image":
          return `<img src="${address(part.href)}" alt="${escaped(wordsOf(part.children))}" />`;
        default:
          return `<${part.type}>${ofWords(part.children)}</${part.type}>`;
      }
    })
    .join("");
}

function address(href: string): string {
  return escaped(encodeURI(href).replace(/%25([0-9a-f]{2})/gi, "%$1"));
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
