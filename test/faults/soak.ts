/**
 * The long proof, for a release: `npm run soak`, or some of its parts: `npm run soak -- cuts reloads`, on both wires
 * or one: `--wire serverless`; the part `texts` takes `--minutes 30` and `--seed 123`. Prints a table; the exit code says
 * whether every figure is as promised.
 */
import { parseArgs } from "node:util";
import { texts } from "../security/soak.js";
import { alone, clocks, cuts, sends } from "./soak-core.js";
import { mounts, reloads, tabs } from "./soak-pages.js";
import { WIRES, type WireName } from "../support/wires.js";
import type { Report } from "./report.js";

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string" },
    wire: { type: "string" },
  },
});
const wires = WIRES.filter((wire) => values.wire === undefined || values.wire === wire);
const PARTS: Readonly<Record<string, (wire: WireName) => Promise<Report>>> = {
  cuts,
  sends,
  clocks,
  alone,
  tabs,
  reloads,
  mounts,
  texts: () => texts(Number(values.minutes), Number(values.seed ?? Date.now() % 1e6)),
};

const uncaught: unknown[] = [];
process.on("uncaughtException", (error) => uncaught.push(error));
process.on("unhandledRejection", (error) => uncaught.push(error));

const rows: string[][] = [
  ["part", "wire", "lost", "doubled", "reordered", "uncaught", "other", "seconds", "what"],
];
let wrong = 0;
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  // Hostile texts are of no wire.
  for (const wire of name === "texts" ? wires.slice(0, 1) : wires) await run(name, wire, part);
}
console.log();
for (const [name, ...cells] of rows) {
  const what = cells.pop() ?? "";
  console.log(`${name?.padEnd(8)}${cells.map((cell) => cell.padStart(11)).join("")}  ${what}`);
}
console.log(wrong === 0 ? "\nEverything is as promised." : `\n${wrong} figures are not as promised.`);
process.exit(wrong === 0 && rows.length > 1 ? 0 : 1);

async function run(name: string, wire: WireName, part: (wire: WireName) => Promise<Report>): Promise<void> {
  console.log(`${name}, ${wire} …`);
  const started = performance.now();
  const { did, lost, doubled, reordered, complaints } = await part(wire);
  const figures = [lost, doubled, reordered, uncaught.length, complaints.length];
  wrong += figures.reduce((sum, figure) => sum + figure);
  for (const complaint of [...complaints, ...uncaught.splice(0)]) console.log("  ", complaint);
  const seconds = String(Math.round((performance.now() - started) / 1000));
  rows.push([name, wire, ...figures.map(String), seconds, did]);
}
