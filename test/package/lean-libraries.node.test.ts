import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { DOMPurify } from "dompurify";
import * as marked from "marked";
import { leanDOMPurify } from "../../scripts/lean-dompurify.js";
import { leanMarked } from "../../scripts/lean-marked.js";
import { CONFIG } from "../../src/ui/content/sanitize.js";
import { loadCorpus } from "../security/corpus.js";
import { launchBrowser } from "../support/playwright.js";

const DOMPURIFY = readFileSync("node_modules/dompurify/dist/purify.es.mjs", "utf8");
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

test("the lean DOMPurify leaves of hostile markup what the whole one leaves", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const sources = [DOMPURIFY, leanDOMPurify(DOMPURIFY)].map(moduleUrl);
    const [whole, lean] = await page.evaluate(
      async ({ sources, texts, config }) => {
        const copies = await Promise.all(sources.map((source) => import(source)));
        return copies.map(({ default: purify }: { default: DOMPurify }) => {
          const instance = purify(window);
          instance.setConfig({ ...config, RETURN_DOM_FRAGMENT: true });
          return texts.map((text) => {
            const box = document.createElement("div");
            box.append(instance.sanitize(text) as unknown as DocumentFragment);
            return box.innerHTML;
          });
        });
      },
      { sources, texts: TEXTS, config: CONFIG },
    );
    assert.equal(lean?.length, TEXTS.length);
    TEXTS.forEach((text, i) => assert.equal(lean?.[i], whole?.[i], text));
  } finally {
    await browser.close();
  }
});
