import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as marked from "marked";
import { leanMarked } from "../../scripts/lean-marked.js";
import { loadCorpus } from "../security/corpus.js";

const MARKED = readFileSync("node_modules/marked/lib/marked.esm.js", "utf8");

/** Everything hostile that we know, and what people and agents write. */
const TEXTS = [
  ...loadCorpus("https://attacker.example").map(({ text }) => text),
  ...["README.md", "SECURITY.md", "CHANGELOG.md"].map((file) => readFileSync(file, "utf8")),
  // Emphasis leans on what counts as punctuation, in ASCII and beyond.
  ...["“", "”", "…", "€", "é", "字", "。", "🙂", ".", "$", "a", "1"].flatMap((sign) => [
    `a**${sign}b**c a**b${sign}**c ~~${sign}~~ a~~b${sign}~~c _${sign}_ a_${sign}b_c`,
    `${sign}*a*${sign} **${sign}** \\${sign} [a\\${sign}](/b "\\${sign}") \`\\${sign}\` *${sign}**a***`,
  ]),
];

function moduleUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

test("the lean marked reads GFM as the whole one does", async () => {
  const lean = lexer((await import(moduleUrl(leanMarked(MARKED)))) as typeof marked);
  const whole = lexer(marked);
  for (const text of TEXTS) assert.deepEqual(lean(text), whole(text), text);
});

/** As the widget uses it: bare addresses are found by code of our own. */
function lexer({ Lexer, Tokenizer }: typeof marked) {
  class OwnLinks extends Tokenizer {
    override url(): undefined {}
  }
  return (text: string) => Lexer.lex(text, { gfm: true, tokenizer: new OwnLinks() });
}
