import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dayOf,
  formatDateTime,
  formatDay,
  formatShortDay,
  formatTime,
} from "../../../src/ui/language/dates.js";
import { english } from "../../../src/ui/language/english.js";

const NOW = new Date(2026, 10, 22, 17, 4);
const daysBefore = (days: number) => new Date(2026, 10, 22 - days, 23, 59);

const DAYS: readonly [days: number, words: string][] = [
  [0, "Today"],
  [1, "Yesterday"],
  [2, "Friday"],
  [6, "Monday"],
  [7, "Sunday, November 15"],
  [-1, "Monday, November 23"],
  [400, "October 18, 2025"],
];
for (const [days, words] of DAYS) {
  test(`a day break ${days} days ago says ${words}`, () => {
    assert.equal(formatDay(daysBefore(days), "en", english, dayOf(NOW)), words);
  });
}

test("in narrow places days are short", () => {
  const short = (days: number, locale = "en") =>
    formatShortDay(daysBefore(days), locale, english, dayOf(NOW));
  assert.deepEqual(
    [0, 1, 6, 7, 400].map((days) => short(days)),
    ["Today", "Yesterday", "Monday", "Nov 15", "10/18/2025"],
  );
  assert.equal(short(400, "de"), "18.10.2025");
});

test("a day is the reader's calendar day", () => {
  assert.equal(dayOf(new Date(2026, 2, 29, 0, 0)), dayOf(new Date(2026, 2, 29, 23, 59)));
  assert.equal(dayOf(new Date(2026, 2, 30)) - dayOf(new Date(2026, 2, 29)), 1);
});

test("times follow the device into another time zone", () => {
  const { TZ } = process.env;
  try {
    const words = ["UTC", "Asia/Tokyo"].map((zone) => {
      process.env["TZ"] = zone;
      return formatTime(new Date(Date.UTC(2026, 10, 22, 17, 4)), "de");
    });
    assert.deepEqual(words, ["17:04", "2:04"]);
  } finally {
    if (TZ === undefined) delete process.env["TZ"];
    else process.env["TZ"] = TZ;
  }
});

test("times follow the language", () => {
  assert.match(formatTime(NOW, "en-US"), /^5:04\sPM$/);
  assert.equal(formatTime(NOW, "de"), "17:04");
  assert.match(formatDateTime(NOW, "en-US"), /^November 22, 2026, 5:04\sPM$/);
});
