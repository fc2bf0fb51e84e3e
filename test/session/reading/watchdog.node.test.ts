import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Rhythm } from "../../../src/session/reading/rhythm.js";
import { Watchdog } from "../../../src/session/reading/watchdog.js";
import { ManualClock } from "../../support/clock.js";

let clock: ManualClock;
let silences: number;
let rhythm: Rhythm;
let dog: Watchdog;

/** A new connection to a server that is known already. */
function connect(): void {
  silences = 0;
  dog = new Watchdog(clock, rhythm, () => (silences += 1));
  dog.start();
}

beforeEach(() => {
  clock = new ManualClock();
  rhythm = new Rhythm();
  connect();
});

/** Feeds it for `count` times, `milliseconds` apart. */
function feed(count: number, milliseconds: number): void {
  for (let i = 0; i < count; i += 1) {
    clock.advance(milliseconds);
    dog.feed();
  }
}

/** Lets time pass until the watchdog reports a silence. Gives the seconds that this took, in whole seconds. */
function secondsToSilence(): number {
  let waited = 0;
  for (; silences === 0 && waited < 300; waited += 1) clock.advance(1000);
  return waited;
}

const ROWS: readonly [what: string, feed: () => void, seconds: number][] = [
  ["nothing was heard at all", () => {}, 20],
  ["a replay came in a moment", () => feed(100, 5), 20],
  ["heartbeats come every 15 s", () => feed(4, 15_000), 45],
  ["heartbeats come every 2 s", () => feed(4, 2_000), 20],
  ["heartbeats come every 50 s", () => rhythm.heardAfter(50_000), 120],
  ["heartbeats came every 15 s on the connection before", () => (feed(4, 15_000), connect()), 45],
  ["a silence of 20 s was taken for an end before", () => (secondsToSilence(), connect()), 40],
  ["a silence of 40 s was, too", () => (secondsToSilence(), connect(), secondsToSilence(), connect()), 80],
  ["the one that was taken for an end was one", () => (secondsToSilence(), rhythm.wasRight(), connect()), 20],
];
for (const [what, act, seconds] of ROWS) {
  test(`when ${what}, a silence is found after ${seconds} s`, () => {
    act();
    assert.equal(silences, 0);
    const waited = secondsToSilence();
    assert.ok(waited >= seconds && waited <= seconds + 5, `${waited} s`);
  });
}

test("a server whose heart beats every 30 s is cut off once, and never again", () => {
  const beat = () => {
    for (let seconds = 0; seconds < 30 && silences === 0; seconds += 1) clock.advance(1000);
    dog.feed();
  };
  beat();
  assert.equal(silences, 1);
  connect();
  for (let beats = 0; beats < 100; beats += 1) beat();
  assert.equal(silences, 0);
});

test("an answer is waited for 15 s, and for longer after it did not come", () => {
  assert.equal(rhythm.answerLimit, 15_000);
  rhythm.unanswered();
  rhythm.unanswered();
  assert.equal(rhythm.answerLimit, 60_000);
  for (let i = 0; i < 9; i += 1) rhythm.unanswered();
  assert.equal(rhythm.answerLimit, 120_000);
  for (let i = 0; i < 9; i += 1) rhythm.answered();
  assert.equal(rhythm.answerLimit, 15_000);
});

test("anything heard puts it off", () => {
  feed(100, 10_000);
  assert.equal(silences, 0);
});

test("a machine that slept finds out at the first look", () => {
  feed(4, 15_000);
  clock.jump(3_600_000);
  dog.check();
  assert.equal(silences, 1);
});

test("a look at a healthy stream does nothing", () => {
  feed(4, 15_000);
  dog.check();
  assert.equal(silences, 0);
});

test("a clock set back by an hour does not make it deaf for an hour", () => {
  feed(4, 15_000);
  clock.jump(-3_600_000);
  const waited = secondsToSilence();
  assert.ok(waited <= 50, `${waited} s`);
});

test("stopped, it holds no timer", () => {
  dog.stop();
  assert.equal(clock.pending, 0);
});
