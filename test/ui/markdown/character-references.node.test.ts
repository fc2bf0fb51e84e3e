import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveReferences } from "../../../src/ui/markdown/character-references.js";

/** Texts with references, and what they stand for. */
const RESOLVED: Readonly<Record<string, string>> = {
  "&lt;b&gt; &amp; &quot;a&quot; &apos;": '<b> & "a" \'',
  "&copy;&nbsp;2026 &frac12; &iquest;": "©\u00a02026 ½ ¿",
  "&eacute;&Uuml;&ccedil;&Scaron;&aring;&ntilde;&szlig;&AElig;": "éÜçŠåñßÆ",
  "&alpha;&Omega;&sigmaf;&Delta;": "αΩςΔ",
  "&mdash;&hellip;&rarr;&ne;&check;": "—…→≠✓",
  "&#169; &#xA9; &#XA9; &#x1F600;": "© © © 😀",
  "&#0; &#xD800; &#1114112;": "\ufffd \ufffd \ufffd",
};

/** Texts that stay as they are. */
const LITERAL = [
  "a & b",
  "&",
  "&;",
  "&#;",
  "&#x;",
  "&copy",
  "&unknown;",
  "&qacute;",
  "&12345678;",
  "&toString;",
  "?a=1&copy=2",
];

for (const [written, text] of Object.entries(RESOLVED)) {
  test(`${written} stands for ${text}`, () => assert.equal(resolveReferences(written), text));
}

for (const text of LITERAL) {
  test(`${text} stays as it is written`, () => assert.equal(resolveReferences(text), text));
}

test("what a reference makes is not read again", () => {
  assert.equal(resolveReferences("&amp;lt; &#38;copy;"), "&lt; &copy;");
});
