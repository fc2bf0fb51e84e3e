import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Watchdog } from "../../../src/session/reading/watchdog.js";
import { ManualClock } from "../../support/clock.js";

let clock: ManualClock;
let silences: number;
let dog: Watchdog;

beforeEach(() => {
  clock = new ManualClock();
  silences = 0;
  dog = new Watchdog(clock, () => (silences += 1));
  dog.start();
});

/** Feeds it for `count` times, `milliseconds` apart. */
function feed(count: number, milliseconds: number): void {
  for (let i = 0; i < count; i += 1) {
    clock.advance(milliseconds);
    dog.feed();
  }
}

/** How long it then takes to find a silence, to its tick. */
function patience(): number {
  let waited = 0;
  for (; silences === 0 && waited < 300; waited += 1) clock.advance(1000);
  return waited;
}

const ROWS: readonly [what: string, feed: () => void, seconds: number][] = [
  ["nothing was heard at all", () => {}, 60],
  ["a replay came in a moment", () => feed(100, 5), 60],
  ["heartbeats come every 15 s", () => feed(4, 15_000), 45],
  ["heartbeats come every 2 s", () => feed(4, 2_000), 20],
  ["heartbeats come every 50 s", () => feed(4, 50_000), 120],
];
for (const [what, act, seconds] of ROWS) {
  test(`when ${what}, a silence is found after ${seconds} s`, () => {
    act();
    assert.equal(silences, 0);
    const waited = patience();
    assert.ok(waited >= seconds && waited <= seconds + 5, `${waited} s`);
  });
}

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
  const waited = patience();
  assert.ok(waited <= 50, `${waited} s`);
});

test("stopped, it holds no timer", () => {
  dog.stop();
  assert.equal(clock.pending, 0);
});
