import { expect } from "chai";
import { RenderGate } from "../../../src/ui/element/render-gate.js";
import { ManualClock } from "../../support/clock.js";
import { stateOf } from "../transcript/transcript-fixture.js";

/** Longer than a pause of the network that lets what has come be drawn, in milliseconds. */
const PAUSE_MS = 60;

const { setTimeout: later, clearTimeout: cancel } = window;
const { now } = performance;
let clock: ManualClock;

beforeEach(() => {
  clock = new ManualClock();
  window.setTimeout = clock.setTimeout.bind(clock) as typeof setTimeout;
  window.clearTimeout = clock.clearTimeout.bind(clock);
  performance.now = () => clock.now();
});
afterEach(() => {
  Object.assign(window, { setTimeout: later, clearTimeout: cancel });
  performance.now = now;
});

it("draws a replay when the network first pauses, then ever more rarely, and at once when it has ended", () => {
  const drawings: number[] = [];
  const began = clock.now();
  const gate = new RenderGate(() => drawings.push(clock.now() - began));
  const replaying = stateOf(100, { caughtUp: false });
  gate.request(replaying);
  clock.advance(PAUSE_MS);
  expect(drawings).to.deep.equal([40]);
  while (clock.now() - began < 4_000) {
    gate.request(replaying);
    clock.advance(PAUSE_MS);
  }
  // A second, and then two seconds, after what came next.
  expect(drawings).to.deep.equal([40, PAUSE_MS + 1_000, 18 * PAUSE_MS + 2_000]);
  gate.request(replaying);
  gate.request(stateOf(100));
  expect(drawings.length).to.equal(4);
  gate.cancel();
});

it("does not take what was drawn of an empty log for a drawing of the replay", () => {
  let drawings = 0;
  const gate = new RenderGate(() => (drawings += 1));
  for (const count of [0, 0, 100]) {
    gate.request(stateOf(count, { caughtUp: false }));
    clock.advance(PAUSE_MS);
  }
  expect(drawings).to.equal(3);
  gate.cancel();
});
