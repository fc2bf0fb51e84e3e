import assert from "node:assert/strict";
import { test } from "node:test";
import { withTimeout } from "../../../src/session/time/timeout.js";
import { SessionError } from "../../../src/wire/errors.js";
import { ManualClock } from "../../support/clock.js";

const late = () => new SessionError("network", "late");

test("what does not settle in time is rejected, and told that nobody waits", async () => {
  const clock = new ManualClock();
  let given!: AbortSignal;
  const work = (signal: AbortSignal) => new Promise<void>(() => (given = signal));
  const waiting = withTimeout({ clock, milliseconds: 1000, late }, work);
  clock.advance(1000);
  await assert.rejects(waiting, /late/);
  assert.equal(given.aborted, true);
});

test("what failed is ended, and what succeeded goes on: its answer may still be read", async () => {
  const clock = new ManualClock();
  const signals: AbortSignal[] = [];
  const outcome = (answer: Promise<string>) =>
    withTimeout({ clock, milliseconds: 1000, late }, (signal) => (signals.push(signal), answer));
  await assert.rejects(outcome(Promise.reject(new Error("no JSON"))), /no JSON/);
  assert.equal(await outcome(Promise.resolve("a stream")), "a stream");
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  );
});
