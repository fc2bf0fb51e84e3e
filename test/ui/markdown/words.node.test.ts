import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { MarkedToken, Token } from "marked";
import { lexMarkdown } from "../../../src/ui/markdown/lexer.js";
import { loadCorpus } from "../../security/corpus.js";

/** All words that the blocks show, in their order. */
function shownWords(source: string): string {
  return lexMarkdown(source).blocks.map(wordsOf).join("");
}

/** The head of a code block names its language; what else stands behind a fence is for tools. */
function wordsOf(shown: Token): string {
  const token = shown as MarkedToken;
  switch (token.type) {
    case "code":
      return `\n${token.lang ?? ""}\n${token.text}\n`;
    case "list":
      return token.items.map((item) => `\n${item.tokens.map(wordsOf).join("")}`).join("");
    case "table":
      return [token.header, ...token.rows]
        .map((cells) => `\n${cells.map((cell) => cell.tokens.map(wordsOf).join("")).join(" ")}`)
        .join("");
    case "paragraph":
    case "heading":
    case "blockquote":
      return `\n${token.tokens.map(wordsOf).join("")}\n`;
    case "em":
    case "strong":
    case "del":
    case "link":
    case "image":
      return token.tokens.map(wordsOf).join("");
    case "text":
      return token.tokens ? token.tokens.map(wordsOf).join("") : token.raw;
    case "html":
      return token.raw;
    case "codespan":
    case "escape":
      return token.text;
    case "br":
      return "\n";
    default:
      return "";
  }
}

/** What stands for a word; the others are markup, or a word that markup may hide: an address, a title, a language. */
const WORD = "\u0001";
const PARTS = [
  ..."* ** *** _ __ ~ ~~ ~~~ ` `` [ ] ( ) ![ ]( ](/hid) ](<hid>) \\ ! < > & | : - # > . , 。 （ ） “ ” 字".split(
    " ",
  ),
  ...[
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n> ",
    "\n    ",
    "\n```hid\n",
    "\n~~~\n",
    "\n# ",
    "\n---\n",
    "\n===\n",
    "  \n",
    "\\\n",
  ],
  ...[
    "\n| ",
    " | ",
    "\n|---|---|\n",
    "\n|-\n",
    "\t",
    " ",
    " ",
    " ",
    WORD,
    WORD,
    WORD,
    `${WORD} `,
    `${WORD}\n`,
  ],
  ...[
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<br>",
    "\n<script>",
    "\n<div>\n",
    "<?",
    "<![CDATA[",
    "&amp;",
    "&copy;",
    "<a b='",
  ],
  ...[
    "[lab]",
    "\n[lab]: /hid\n",
    "\n[lab]: /hid 'hid'\n",
    "[^1]",
    "\n[^1]: ",
    "https://hid.example/",
    "hid@hid.example",
    "www.hid.example",
  ],
];

/** Texts in which every word is another. */
const TEXTS = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 60 }).map((parts) => {
  let word = 0;
  // No word becomes an address by chance.
  const text = parts.join("").replace(/\](?=\((?!\/hid|<hid)|:(?! \/hid))/g, "] ");
  return text.replaceAll(WORD, () => `w${(word += 1)}w`);
});

test("every word of a message stays visible, in its order", () => {
  const words = (text: string) => text.match(/w\d+w/g) ?? [];
  fc.assert(
    fc.property(TEXTS, (text) => assert.deepEqual(words(shownWords(text)), words(text))),
    { numRuns: 20_000, seed: 2026 },
  );
});

test("every word of the hostile texts stays visible, but for addresses, titles and what is a line break", () => {
  const words = (text: string) => (text.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !/^br$/i.test(word));
  const texts = loadCorpus("https://attacker.example").map(({ text }) => text);
  const plain = texts.filter((text) => !/\]\(|\]:|```|~~~|&|\\/.test(text));
  assert.ok(plain.length > 300);
  for (const text of plain) assert.deepEqual(words(shownWords(text)), words(text), text);
});

test("no sign vanishes that marks nothing", () => {
  const texts = [
    "1~3, ~a~",
    "a ** b",
    "[a] (b)",
    "x_y_z",
    "a < b > c",
    "#tag",
    "C:\\dir",
    "^[x]",
    "$5|6",
    "*.ts",
    "3 * 4",
    "--",
    "~",
    "![a",
    "[^2]",
  ];
  for (const text of texts) assert.equal(shownWords(text).trim(), text);
});
