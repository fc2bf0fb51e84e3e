/**
 * Runs seeded fault scenarios: `npm run test:faults -- --seed 1 --runs 100 --wire serverless`; the default wire is `v3`.
 * Prints the violations of each seed. The same seed runs the same scenario.
 */
import { parseArgs } from "node:util";
import { runScenarios, type Outcome } from "./scenario.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "50" },
    wire: { type: "string", default: "v3" },
  },
});
if (values.wire !== "v3" && values.wire !== "serverless") throw new Error(`There is no wire ${values.wire}.`);
const first = Number(values.seed);
const outcomes = await runScenarios(
  values.wire,
  Array.from({ length: Number(values.runs) }, (_, i) => first + i),
  {
    onOutcome: ({ seed, violations }) => violations.forEach((text) => console.error(`seed ${seed}: ${text}`)),
  },
);

const total = (of: (outcome: Outcome) => number) => outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
const failed = outcomes.filter(({ violations }) => violations.length > 0).length;
console.log(
  `${total(({ events }) => events)} events, ${total(({ sends }) => sends)} messages, ` +
    `${total(({ requests }) => requests)} requests, ${total(({ faults }) => faults)} of them with a fault`,
);
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
