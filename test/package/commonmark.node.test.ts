/** Holds our rules for marked to what they say: everywhere else it reads as published, and as CommonMark's examples. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { Marked, Parser } from "marked";
import { lexMarkdown } from "../../src/ui/markdown/lexer.js";

interface Example {
  readonly number: number;
  readonly markdown: string;
  readonly html: string;
  readonly section: string;
}

const { tests: EXAMPLES } = createRequire(import.meta.url)("commonmark-spec") as {
  readonly tests: readonly Example[];
};
const published = new Marked({ gfm: true, breaks: true });

/** Examples that marked itself, with line breaks kept, reads otherwise. */
const THEIRS: Readonly<Record<string, readonly number[]>> = {
  "names of characters are left to who writes the markup": [25, 28, 30, 32, 33, 34, 503],
  "a bare address is a link": [602, 608, 611, 612],
};

/** Examples that we read otherwise than marked, by what we decided. */
const OURS: Readonly<Record<string, readonly number[]>> = {
  "raw HTML is text and ends nothing": [21, 31, 308, 309],
  "a definition that nothing asks for is text": [
    204, 207, 208, 210, 317, 536, 537, 538, 544, 545, 563, 565, 567, 571, 592,
  ],
};

function numbersOf(examples: readonly Example[]): readonly number[] {
  return examples.map(({ number }) => number);
}

function decided(lists: Readonly<Record<string, readonly number[]>>): readonly number[] {
  return Object.values(lists)
    .flat()
    .toSorted((a, b) => a - b);
}

test("every example of CommonMark reads as marked reads it, but for what we decided", () => {
  const others = EXAMPLES.filter(({ section }) => section !== "HTML blocks").filter(
    ({ markdown }) => ours(tabs(markdown)) !== theirs(tabs(markdown)),
  );
  assert.equal(EXAMPLES.length, 652);
  assert.deepEqual(numbersOf(others), decided(OURS));
});

test("marked reads every example as CommonMark says, but for the known ones", () => {
  const others = EXAMPLES.filter(
    ({ markdown, html }) => normalized(theirs(tabs(markdown))) !== normalized(tabs(html)),
  );
  assert.deepEqual(numbersOf(others), decided(THEIRS));
});

const SIGNS = [
  ..."- |* |1. |2) |10. |+ |> |>|    |  | |\t|# |### |```\n|~~~\n|---\n|***\n|===\n|\n|\n\n|-\n".split("|"),
  ..."a;b c;word;x1;é;.;,;(;);!;[;];](/u);](<x y>);](/u 't');![;\\;\\*;&amp;;&copy;;<;>;&;*;***;`;``;_;__;~~;".split(
    ";",
  ),
  ...["\n| a | b |\n|-|-|\n", "| a | b |\n", "|", "- [ ] ", "- [x] ", "  \n", "\\\n", "\n", "**", "&#38;"],
  ...["\n[lab]: /lab\n", "[lab]", "[lab]", "[x][lab]", "![lab][]"],
];

const TEXTS = fc
  .array(fc.constantFrom(...SIGNS), { minLength: 1, maxLength: 16 })
  .map((parts) => parts.join(""))
  .filter((text) => !isOurs(text));

/** Where a rule of ours may apply. */
function isOurs(text: string): boolean {
  const isGlued = /[^\s\p{L}\p{N}]\*\*[\p{L}\p{N}]/u.test(text);
  const isInPath = /[./\\:=@#]_|_[./\\:=@#]\w/.test(text);
  const isSingleTilde = /(?<!~)~(?!~)/.test(text);
  const isHtml = /<[a-z!/?]/i.test(text);
  const hasLongRow = /^(?!\| a \| b \|$|\|-\|-\|$).*\|.*\||^[^\n\w]*(?:\|\s*-+|-+\s*\|)\s*$/m.test(text);
  const isUnused = text.includes("[lab]:") && !theirs(text).includes('="/lab"');
  return isGlued || isInPath || isSingleTilde || isHtml || hasLongRow || isUnused;
}

test("20 000 texts at random read as marked reads them, where no rule of ours applies", () => {
  fc.assert(
    fc.property(TEXTS, (text) => assert.equal(ours(text), theirs(text))),
    { numRuns: 20_000, seed: 2026 },
  );
});

function ours(markdown: string): string {
  return Parser.parse([...lexMarkdown(markdown).blocks]);
}

function theirs(markdown: string): string {
  return published.parse(markdown, { async: false });
}

function tabs(text: string): string {
  return text.replaceAll("→", "\t");
}

/** Without the kinds of line breaks, which are one here, and without white space beside blocks, which shows nothing. */
function normalized(html: string): string {
  return html
    .replace(/<br ?\/?>\n?/g, "\n")
    .replace(/(<(?:hr|img [^>]*?)) ?\/>/g, "$1>")
    .replace(/\s*(<\/?(?:blockquote|h[1-6r]|li|ol|p|t[adhr]\w*|ul)\b[^>]*>)\s*/g, "$1")
    .replace(/[ \t]*\n[ \t]*/g, "\n")
    .replace(/\n+/g, "\n")
    .replaceAll(">\n<", "><")
    .replaceAll("&#39;", "'")
    .trim();
}
