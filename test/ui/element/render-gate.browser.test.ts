import { expect } from "chai";
import { RenderGate } from "../../../src/ui/element/render-gate.js";
import { stateOf } from "../transcript/transcript-fixture.js";

/** Longer than a pause of the network that lets what has come be drawn, in milliseconds. */
const PAUSE_MS = 60;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

it("draws a replay when the network first pauses, then ever more rarely, and at once when it has ended", async () => {
  let drawings = 0;
  const gate = new RenderGate(() => (drawings += 1));
  const replaying = stateOf(100, { caughtUp: false });
  gate.request(replaying);
  await pause();
  expect(drawings).to.equal(1);
  const began = performance.now();
  while (performance.now() - began < 2_000) {
    gate.request(replaying);
    await pause();
  }
  // After one second and after two more at the earliest.
  expect(drawings).to.be.within(2, 3);
  gate.request(stateOf(100));
  expect(drawings).to.be.within(3, 4);
  gate.cancel();
});

it("does not take what was drawn of an empty log for a drawing of the replay", async () => {
  let drawings = 0;
  const gate = new RenderGate(() => (drawings += 1));
  for (const count of [0, 0, 100]) {
    gate.request(stateOf(count, { caughtUp: false }));
    await pause();
  }
  expect(drawings).to.equal(3);
  gate.cancel();
});
