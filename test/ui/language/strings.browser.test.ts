import { expect } from "chai";
import { errorWords, failureWords, noticeWords } from "../../../src/ui/presentation/error-words.js";
import { ENGLISH as actionsEnglish } from "../../../src/ui/actions/words.js";
import { ENGLISH as activityEnglish } from "../../../src/ui/activity/words.js";
import { ENGLISH as fileEnglish } from "../../../src/ui/attachments/words.js";
import { ENGLISH as drawnEnglish } from "../../../src/ui/drawn/words.js";
import { ENGLISH as cardEnglish } from "../../../src/ui/presentation/card-words.js";
import { ENGLISH as featuresEnglish } from "../../../src/ui/features/words.js";
import { ENGLISH as findEnglish } from "../../../src/ui/find/words.js";
import { ENGLISH as linksEnglish } from "../../../src/ui/links/words.js";
import { ENGLISH as markupEnglish } from "../../../src/ui/markup/words.js";
import { ENGLISH as menuEnglish } from "../../../src/ui/menu/words.js";
import { ENGLISH as listEnglish } from "../../../src/ui/list/words.js";
import { ENGLISH as notifyEnglish } from "../../../src/ui/notify/words.js";
import { english } from "../../../src/ui/language/english.js";
import { format, type StringKey, type Strings, type Text } from "../../../src/ui/language/strings.js";
import { type ErrorCode, SessionError } from "../../../src/wire/errors.js";
import * as ar from "../../../src/locales/ar.js";
import * as da from "../../../src/locales/da.js";
import * as de from "../../../src/locales/de.js";
import * as es from "../../../src/locales/es.js";
import * as fr from "../../../src/locales/fr.js";
import * as he from "../../../src/locales/he.js";
import * as hi from "../../../src/locales/hi.js";
import * as it_ from "../../../src/locales/it.js";
import * as ja from "../../../src/locales/ja.js";
import * as ko from "../../../src/locales/ko.js";
import * as nb from "../../../src/locales/nb.js";
import * as nl from "../../../src/locales/nl.js";
import * as nn from "../../../src/locales/nn.js";
import * as pl from "../../../src/locales/pl.js";
import * as pt from "../../../src/locales/pt.js";
import * as ptPT from "../../../src/locales/pt-PT.js";
import * as ru from "../../../src/locales/ru.js";
import * as sv from "../../../src/locales/sv.js";
import * as tr from "../../../src/locales/tr.js";
import * as uk from "../../../src/locales/uk.js";
import * as zh from "../../../src/locales/zh.js";
import * as zhHant from "../../../src/locales/zh-Hant.js";

const LOCALES = {
  ar,
  da,
  de,
  es,
  fr,
  he,
  hi,
  it: it_,
  ja,
  ko,
  nb,
  nl,
  nn,
  pl,
  pt,
  "pt-PT": ptPT,
  ru,
  sv,
  tr,
  uk,
  zh,
  "zh-Hant": zhHant,
};
/** The built-in table, with the words that come with the files that speak them. */
const whole: Strings = {
  ...english,
  ...actionsEnglish,
  ...activityEnglish,
  ...cardEnglish,
  ...drawnEnglish,
  ...fileEnglish,
  ...featuresEnglish,
  ...findEnglish,
  ...linksEnglish,
  ...listEnglish,
  ...menuEnglish,
  ...markupEnglish,
  ...notifyEnglish,
};
const textOf = (strings: Strings, key: string) => strings[key as StringKey];
const KEYS = Object.keys(whole).filter((key) => key !== "lang");

/** One table with the given text under a key whose values are free. */
const table = (text: Text, lang = "en"): Strings => ({ ...english, lang, "transcript.unread": text });
const unread = (text: Text, values: Record<string, string | number>, lang?: string) =>
  format(table(text, lang), "transcript.unread", values);

describe("format", () => {
  it("puts values in place of their names, and leaves names without a value", () => {
    expect(unread("{a} and {b} and {a}", { a: "x" })).to.equal("x and {b} and x");
    expect(unread("{constructor} {toString}", {})).to.equal("{constructor} {toString}");
  });

  it("takes no value for a text of its own", () => {
    expect(unread("{a}{b}", { a: "{b}", b: "$&$1" })).to.equal("{b}$&$1");
  });

  it("chooses the plural of the table's language, else `other`", () => {
    const polish = { one: "one", few: "few", many: "many", other: "other" };
    expect([1, 2, 5, 22, 1.5].map((count) => unread(polish, { count }, "pl"))).to.deep.equal([
      "one",
      "few",
      "many",
      "few",
      "other",
    ]);
    expect(unread({ other: "some" }, { count: 1 })).to.equal("some");
    expect(unread({ one: "one", other: "some" }, {})).to.equal("some");
  });

  it("writes numbers as the table's language does", () => {
    expect(unread("{count}", { count: 1234 }, "de")).to.equal("1.234");
    expect(unread("{count}", { count: 1234 })).to.equal("1,234");
  });
});

describe("error words", () => {
  it("tell the end user what happened, never the developer's message", () => {
    const codes = KEYS.filter((key) => key.startsWith("error."));
    const words = codes.map((key) => {
      const error = new SessionError(
        key.slice("error.".length) as ErrorCode,
        "GET https://api.example failed",
      );
      return errorWords(english, error);
    });
    expect(words.join()).not.to.contain("api.example");
    expect(words.every(Boolean)).to.equal(true);
  });

  it("say of a message whether it was refused, or may have arrived", () => {
    const refused = new SessionError("too-large", "");
    expect(failureWords(english, { error: refused })).to.equal("Not sent. The message is too long.");
    expect(failureWords(english, { error: null })).to.equal("This may not have been sent.");
    const stale = new SessionError("question-stale", "");
    expect(failureWords(english, { error: stale })).to.equal("Not sent. The question is no longer open.");
    expect(failureWords(english, { error: stale, heldId: "h1" })).to.equal(
      "Not delivered: the question was closed",
    );
  });

  it("name known notices, and leave unknown events to their own text", () => {
    const words = (code: string) => noticeWords(english, { code, tone: "warning" }, "Ada");
    expect(words("needs_input")).to.equal("Ada is waiting for your answer.");
    expect(words("cancelled")).to.equal(words("canceled"));
    expect(words("event")).to.equal("");
    expect(words("constructor")).to.equal("Please note");
    expect(noticeWords(english, { code: "failed", tone: "error" }, "")).to.equal(
      "Agent could not finish this.",
    );
  });
});

/** Every wording of a text: itself, or one for each plural. */
const wordings = (text: Text) => (typeof text === "string" ? [text] : Object.values(text));
const names = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted().join();

for (const [lang, { strings }] of Object.entries(LOCALES)) {
  describe(`locale ${lang}`, () => {
    it("says everything, in plain text, and calls itself by its tag", () => {
      expect(strings.lang).to.equal(lang);
      expect(Object.keys(strings).toSorted()).to.deep.equal(Object.keys(whole).toSorted());
      for (const key of KEYS) {
        for (const words of wordings(textOf(strings, key))) {
          expect(words.trim(), key).to.equal(words).and.not.equal("");
          expect(words, key).not.to.match(/[<>&]/);
        }
      }
    });

    it("uses the names that English uses", () => {
      for (const key of KEYS) {
        const [expected] = new Set(wordings(textOf(whole, key)).map(names));
        for (const words of wordings(textOf(strings, key))) {
          // "One", "two" and "none" may be words.
          const used = names(words);
          if (expected === "{count}" && used === "") continue;
          expect(used, key).to.equal(expected);
        }
      }
    });

    it("never wraps before a punctuation mark, and spaces every ellipsis alike", () => {
      const all = KEYS.flatMap((key) => wordings(textOf(strings, key)));
      expect(all.filter((words) => / [:;?!…]/.test(words))).to.deep.equal([]);
      const ellipses = all.filter((words) => words.includes("…"));
      const spaced = ellipses.filter((words) => words.includes("\u00a0…"));
      expect(spaced.length).to.be.oneOf([0, ellipses.length]);
    });

    it("has a plural for every number there is likely to be", () => {
      const rules = new Intl.PluralRules(lang);
      const forms = new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)));
      for (const key of KEYS) {
        const text = textOf(strings, key);
        if (typeof text === "string") continue;
        for (const form of forms) expect(text, key).to.have.property(form);
      }
    });
  });
}

/** The words by which a language would choose how familiar it is with the reader. */
const FORMS_OF_ADDRESS = { es: /^(te|ti|tú|tus?|usted|sus?)$/, it: /^(te|ti|tu|tuoi?|tua|suoi?|sua|lei)$/ };

for (const [lang, forms] of Object.entries(FORMS_OF_ADDRESS)) {
  it(`locale ${lang} chooses no form of address`, () => {
    const { strings } = LOCALES[lang as keyof typeof FORMS_OF_ADDRESS];
    const all = KEYS.flatMap((key) => wordings(textOf(strings, key)));
    const words = all.flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []);
    expect(words.filter((word) => forms.test(word))).to.deep.equal([]);
  });
}
