/**
 * The long test before a release: `npm run soak`, or some of its parts, `npm run soak -- cuts reloads`, on both wires or
 * on one, `--wire serverless`. The part `texts` has the options `--minutes 30` and `--seed 123`. Prints a table; the
 * exit code is 0 if every figure is 0.
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
  ["part", "wire", "lost", "doubled", "reordered", "uncaught", "other", "seconds", "size"],
];
let failures = 0;
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  // Hostile texts are independent of the wire.
  for (const wire of name === "texts" ? wires.slice(0, 1) : wires) await run(name, wire, part);
}
console.log();
for (const [name, ...cells] of rows) {
  const size = cells.pop() ?? "";
  console.log(`${name?.padEnd(8)}${cells.map((cell) => cell.padStart(11)).join("")}  ${size}`);
}
console.log(failures === 0 ? "\nNo violations." : `\n${failures} violations.`);
process.exit(failures === 0 && rows.length > 1 ? 0 : 1);

async function run(name: string, wire: WireName, part: (wire: WireName) => Promise<Report>): Promise<void> {
  console.log(`${name}, ${wire} …`);
  const started = performance.now();
  const { size, lost, doubled, reordered, violations } = await part(wire);
  const figures = [lost, doubled, reordered, uncaught.length, violations.length];
  failures += figures.reduce((sum, figure) => sum + figure);
  for (const violation of [...violations, ...uncaught.splice(0)]) console.log("  ", violation);
  const seconds = String(Math.round((performance.now() - started) / 1000));
  rows.push([name, wire, ...figures.map(String), seconds, size]);
}
