import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { WIRES } from "../support/wires.js";
import { runScenarios, type Outcome } from "./scenario.js";

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

for (const wire of WIRES) {
  describe(`on the wire ${wire}`, () => {
    let outcomes: Outcome[];
    before(async () => void (outcomes = await runScenarios(wire, SEEDS)));

    for (const seed of SEEDS) {
      test(`under the faults of seed ${seed} no message is lost or doubled`, () => {
        assert.deepEqual(outcomes.find((outcome) => outcome.seed === seed)?.violations, []);
      });
    }

    test("the scenarios had many faults, messages and events", () => {
      const total = (of: (outcome: Outcome) => number) =>
        outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
      assert.ok(total(({ faults }) => faults) > 50, `${total(({ faults }) => faults)} faults`);
      assert.ok(total(({ sends }) => sends) > 100 && total(({ events }) => events) > 300);
    });
  });
}
