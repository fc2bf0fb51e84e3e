import assert from "node:assert/strict";
import { test } from "node:test";
import { durationWords } from "../../../src/ui/activity/durations.js";
import { LogClock } from "../../../src/ui/activity/log-clock.js";

const ROWS: readonly [ms: number, lang: string, words: string][] = [
  [20, "en", ""],
  [400, "en", "0.4 sec"],
  [9_960, "en", "10 sec"],
  [49_400, "en", "49 sec"],
  [109_000, "en", "1 min 49 sec"],
  [119_700, "en", "2 min"],
  [3_600_000, "en", "1 hr"],
  [3_723_000, "en", "1 hr 2 min 3 sec"],
  [109_000, "fr", "1 min 49 s"],
  [109_000, "de", "1 Min. 49 Sek."],
];

for (const [ms, lang, words] of ROWS) {
  test(`${ms} ms in ${lang} are "${words}"`, () => {
    assert.equal(durationWords(ms, lang).replaceAll(/\s/g, " "), words);
  });
}

test("a clock that runs has whole seconds, from none on", () => {
  assert.equal(durationWords(0, "en", true), "0 sec");
  assert.equal(durationWords(1_999, "en", true), "1 sec");
  assert.equal(durationWords(60_000, "en", true), "1 min");
});

test("the log's clock is ours while nothing tells otherwise, and never behind what it has written", () => {
  const clock = new LogClock();
  assert.equal(clock.now(10_000), 10_000);
  clock.heard(new Date(4_000), false, 10_000);
  assert.equal(clock.now(10_000), 10_000);
  clock.heard(new Date(13_000), false, 10_000);
  assert.equal(clock.now(10_000), 13_000);
});

test("the log's clock is that of what comes while we watch", () => {
  const clock = new LogClock();
  clock.heard(new Date(1_000), false, 400_000);
  clock.heard(new Date(90_000), true, 391_000);
  clock.heard(new Date(100_000), true, 400_000);
  // Ours is five minutes ahead; what came late says less than what came at once.
  assert.equal(clock.now(401_000), 101_000);
});
