import assert from "node:assert/strict";
import { test } from "node:test";
import { nextDelay } from "../../../src/session/time/backoff.js";

const PLAIN = { attempt: 1, retryAfter: null, hidden: false, random: 0.999999 };

const CEILINGS: readonly [attempt: number, hidden: boolean, milliseconds: number][] = [
  [1, false, 500],
  [2, false, 1000],
  [3, false, 2000],
  [7, false, 30_000],
  [1000, false, 30_000],
  [7, true, 32_000],
  [1000, true, 120_000],
];
for (const [attempt, hidden, milliseconds] of CEILINGS) {
  test(`attempt ${attempt}${hidden ? ", hidden," : ""} waits up to ${milliseconds} ms`, () => {
    assert.equal(nextDelay({ ...PLAIN, attempt, hidden }), milliseconds);
    assert.equal(nextDelay({ ...PLAIN, attempt, hidden, random: 0 }), 0, "full jitter");
  });
}

test("what the server asked for is never undercut, and spread a little", () => {
  assert.equal(nextDelay({ ...PLAIN, retryAfter: 60_000, random: 0 }), 60_000);
  assert.equal(nextDelay({ ...PLAIN, retryAfter: 60_000, attempt: 3 }), 62_000);
});

test("with nothing asked for, the jitter alone counts", () => {
  assert.equal(nextDelay({ ...PLAIN, attempt: 3, random: 0.5 }), 1000);
});
