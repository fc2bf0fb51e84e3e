import assert from "node:assert/strict";
import { test } from "node:test";
import { Folding, places } from "../../../src/ui/find/folding.js";

/** What a text and what is sought in it have to have in common, by language. */
const FOUND: readonly (readonly [locale: string, text: string, sought: string])[] = [
  ["en", "Café au lait", "CAFE"],
  ["en", "Cafe\u0301 au lait", "café"],
  ["de", "Straße", "STRASSE"],
  ["de", "STRASSE", "straße"],
  ["de", "Müller", "muller"],
  ["en", "Smørrebrød", "smorrebrod"],
  ["pl", "Łódź", "łódź"],
  ["en", "Łódź", "lodz"],
  ["tr", "ISPARTA", "ısparta"],
  ["tr", "İstanbul", "istanbul"],
  ["en", "İstanbul", "istanbul"],
  ["en", "TITLE", "title"],
  ["ar", "مُحَمَّد", "محمد"],
  ["ar", "أحمد", "احمد"],
  ["ar", "العـــربية", "العربية"],
  ["he", "שָׁלוֹם", "שלום"],
  ["ru", "Ёлка", "елка"],
  ["ja", "ﾃｽﾄ ＡＢＣ", "abc"],
  ["en", "ﬁnd", "find"],
  ["en", "soft\u00adware", "software"],
  ["en", "one\n  two", "one two"],
  ["hi", "हिन्दी", "हिन्दी"],
];

const NOT_FOUND: typeof FOUND = [
  ["sv", "på", "pa"],
  ["da", "Smørrebrød", "smorrebrod"],
  ["es", "año", "ano"],
  ["ru", "мой", "мои"],
  ["tr", "ISPARTA", "isparta"],
  ["tr", "şeker", "seker"],
  ["ja", "が", "か"],
  ["hi", "कि", "का"],
  ["ko", "각", "가"],
  ["en", "one\0two", "one two"],
];

const has = (locale: string, text: string, sought: string) => {
  const folding = new Folding(locale);
  return folding.fold(text).includes(folding.fold(sought));
};

for (const [locale, text, sought] of FOUND)
  test(`in ${locale}, “${text}” has “${sought}”`, () => assert.ok(has(locale, text, sought)));

for (const [locale, text, sought] of NOT_FOUND)
  test(`in ${locale}, “${text}” has no “${sought}”`, () => assert.ok(!has(locale, text, sought)));

test("where a match stands is told by the text as it is written", () => {
  const texts = ["Die STRASSE, die Straße", "  Cafe\u0301,  cafés", "مُحَمَّد محمد", "İI ıi", "plain text"];
  for (const locale of ["en", "de", "tr", "ar"]) {
    const folding = new Folding(locale);
    for (const text of texts) {
      const { folded, starts } = folding.foldWithPlaces(text);
      assert.equal(folded, folding.fold(text));
      assert.equal(starts.length, folded.length + 1);
    }
  }
  const folding = new Folding("de");
  const { folded, starts } = folding.foldWithPlaces(texts[0]!);
  const found = [...places(folded, folding.fold("strasse"))].map((at) =>
    texts[0]!.slice(starts[at], starts[at + "strasse".length]),
  );
  assert.deepEqual(found, ["STRASSE", "Straße"]);
});

test("matches do not overlap", () => {
  assert.deepEqual([...places("aaaa", "aa")], [0, 2]);
});
