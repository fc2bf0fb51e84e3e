/**
 * The long proof, for a release: `npm run soak`, or one part of it: `npm run soak -- cuts`. Prints a report; the exit
 * code says whether every figure is as promised.
 */
import { cuts, sends, tabs, clocks } from "./soak-core.js";
import { mounts, reloads } from "./soak-pages.js";
import type { Report } from "./report.js";

const PARTS: Readonly<Record<string, () => Promise<Report>>> = { cuts, sends, clocks, tabs, reloads, mounts };

let uncaught = 0;
const onStray = (error: unknown) => {
  uncaught += 1;
  console.error(error);
};
process.on("uncaughtException", onStray);
process.on("unhandledRejection", onStray);

const wanted = process.argv.slice(2);
const reports: Report[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  const report = await part();
  reports.push(report);
  console.log(`${name}: ${report.did}, in ${Math.round((performance.now() - started) / 1000)} s`);
  for (const complaint of report.complaints) console.log(`  ${complaint}`);
}

const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
const [lost, doubled, reordered] = [sum((r) => r.lost), sum((r) => r.doubled), sum((r) => r.reordered)];
const complaints = sum((report) => report.complaints.length);
console.log(`Lost ${lost}, doubled ${doubled}, reordered ${reordered}, uncaught exceptions ${uncaught}`);
process.exit(lost + doubled + reordered + uncaught + complaints === 0 ? 0 : 1);
