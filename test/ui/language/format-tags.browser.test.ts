import { expect } from "chai";
import { durationWords } from "../../../src/ui/activity/durations.js";
import { sizeWords } from "../../../src/ui/attachments/file-words.js";
import { dayOf, formatDay, formatTime } from "../../../src/ui/language/dates.js";
import { filled } from "../../../src/ui/language/strings.js";
import { strings } from "../../../src/locales/nn.js";

/** Nynorsk, which Chromium has texts of a page in, and no dates and numbers. */

const DATE = new Date(2026, 10, 22, 17, 4);

it("has the dates of a Norwegian, and not those of the browser's language", () => {
  expect(formatTime(DATE, "nn")).to.match(/^17[.:]04$/);
  expect(formatTime(DATE, "nn-NO")).to.match(/^17[.:]04$/);
  expect(formatDay(DATE, "nn", strings, dayOf(DATE) + 30)).to.match(/^(sun|søn)dag 22\. november$/);
});

it("has the numbers of a Norwegian", () => {
  expect(sizeWords(2_300_000, "nn")).to.match(/^2,3\sMB$/);
  expect(durationWords(400, "nn")).to.match(/^0,4\ss/);
  expect(filled("{count}", "nn", { count: 12_345 })).to.match(/^12\s345$/);
});
