import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitting, writingDirection } from "../../../src/ui/language/language-tag.js";

describe("what a language tag stands for", () => {
  const LANGUAGES = ["da", "de", "en", "es", "fr", "it", "nb", "nl", "nn", "pl", "pt", "sv", "tr"];
  const REGIONS = ["AT", "BR", "CH", "CN", "CY", "EG", "GB", "IL", "IN", "JP", "MX", "RU", "US"];

  test("is the same without asking the browser, in every region", () => {
    for (const language of LANGUAGES) {
      for (const tag of [language, ...REGIONS.map((region) => `${language}-${region}`)]) {
        const likely = new Intl.Locale(tag).maximize();
        assert.deepEqual([likely.language, likely.script], [language, "Latn"], tag);
        assert.deepEqual(fitting(tag).slice(-2), [`${language}-Latn`, language], tag);
        assert.equal(writingDirection(tag), "ltr");
      }
    }
  });

  test("is asked for where the letters depend on the region", () => {
    assert.deepEqual(fitting("zh-TW"), ["zh-TW", "zh-Hant"]);
    assert.deepEqual(fitting("zh-CN"), ["zh-CN", "zh-Hans", "zh"]);
    assert.equal(writingDirection("az-IR"), "rtl");
    assert.equal(writingDirection("de-Arab"), "rtl");
  });
});
