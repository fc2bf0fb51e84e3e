/**
 * Runs the whole suite, or with arguments only what they name: a part (`server`, `node`, `browser`, `package`,
 * `e2e`) or files whose path contains them: `npm test -- e2e`, `npm test -- reduce composer`. How long each part
 * took, what failed and the totals are the last lines.
 */
import { fileURLToPath } from "node:url";
import { run } from "../../scripts/run.js";
import { findChromium } from "./find-browser.js";
import { runNodeTests } from "./node-tests.js";
import { type Part, selectFiles } from "./test-files.js";
import { NONE, type Tally, print, sum } from "./tally.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

process.chdir(ROOT);
const took: string[] = [];
let built: Promise<void> | undefined;
const suite = selectFiles(process.argv.slice(2));
const total = await runSuite();
if (total.passed + total.failed === 0) console.error("No test file matches.");
else {
  console.log(`\n${took.join("\n")}`);
  print(total);
}
// Not left to the event loop: a browser or server that will not go away must not keep a finished run open.
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

async function runSuite(): Promise<Tally> {
  // The server's tests mostly wait: for heartbeats, for leases to end, for a killed process to be back.
  const tallies = await Promise.all([runIfAny("server", true), runIfAny("node")]);
  for (const part of ["browser", "package", "e2e"] as const) tallies.push(await runIfAny(part));
  return sum(tallies);
}

/** @param isHeld the output is shown at the end, in one piece: other tests run meanwhile */
async function runIfAny(part: Part, isHeld = false): Promise<Tally> {
  const files = suite[part];
  if (files.length === 0) return NONE;
  console.log(`\n── ${part} tests ${"─".repeat(80)}`);
  const begun = Date.now();
  const tally = await runPart(part, files, isHeld).catch(brokenPart);
  took.push(`${part} tests, files: ${files.length}, seconds: ${Math.round((Date.now() - begun) / 1000)}`);
  return tally;
}

async function runPart(part: Part, files: readonly string[], isHeld: boolean): Promise<Tally> {
  if (part === "server") return runNodeTests(files, { concurrency: 3, isHeld });
  if (part === "node") return runNodeTests(files);
  if (part === "browser") {
    // Only now, as it brings the whole local server along.
    const { runBrowserTests } = await import("./browser-tests.js");
    return runBrowserTests(files);
  }
  const chromium = await findChromium();
  await (built ??= run("tsx", ["scripts/build.ts"]));
  // So that every file starts the browser that was just proved, without a search of its own.
  process.env["CHROME_PATH"] = chromium;
  // End-to-end tests wait half of their time.
  return runNodeTests(files, { concurrency: part === "e2e" ? 2 : 1 });
}

/** A part that could not run at all counts as one failure, and the others still run. */
function brokenPart(error: unknown): Tally {
  return { passed: 0, failed: 1, failures: [error instanceof Error ? String(error.stack) : String(error)] };
}
