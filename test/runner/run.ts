/**
 * Runs the whole suite or, with arguments, only what they name: a part (`server`, `node`, `browser`, `security`,
 * `package`, `e2e`) or files whose path contains them: `npm test -- e2e`, `npm test -- reduce composer`. The last lines have the
 * time of each part, the failures and the totals. With `IS_BUILT=1` the built files are used as they are.
 */
import { fileURLToPath } from "node:url";
import { run } from "../../scripts/run.js";
import { findChromium, findHeadlessShell } from "./find-browser.js";
import { type NodeRunOptions, runNodeTests } from "./node-tests.js";
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
// Exits explicitly, because a browser or server that does not exit would keep the process alive.
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

async function runSuite(): Promise<Tally> {
  // The server's tests run at the same time, because they mostly wait for heartbeats, leases and restarted processes.
  const inNode = runIfAny("node");
  const first = await Promise.all([inNode, runIfAny("server", { silentUntil: inNode })]);
  // The tests in browsers leave a third of two processors unused, and those in WebKitGTK, which run alone at the end,
  // half of them. The other parts use it, with lower priority.
  const inBrowsers = runIfAny("browser");
  const beside = await runInTurn(["security", "package", "e2e"], inBrowsers);
  return sum([...first, await inBrowsers, ...beside]);
}

/** Runs parts one after the other, with lower priority than those that run until `others`. */
async function runInTurn(parts: readonly Part[], others: Promise<unknown>): Promise<Tally[]> {
  const tallies: Tally[] = [];
  // If only these parts were asked for, nothing else has priority.
  const isLowPriority = suite.browser.length > 0;
  for (const part of parts) tallies.push(await runIfAny(part, { silentUntil: others, isLowPriority }));
  return tallies;
}

/** The options of a part that runs at the same time as another. */
type RunOptions = Pick<NodeRunOptions, "silentUntil" | "isLowPriority">;

async function runIfAny(part: Part, options: RunOptions = {}): Promise<Tally> {
  const files = suite[part];
  if (files.length === 0) return NONE;
  console.log(`\n── ${part} tests ${"─".repeat(80)}`);
  const begun = Date.now();
  const tally = await runPart(part, files, options).catch(brokenPart);
  took.push(`${part} tests, files: ${files.length}, seconds: ${Math.round((Date.now() - begun) / 1000)}`);
  return tally;
}

async function runPart(part: Part, files: readonly string[], options: RunOptions): Promise<Tally> {
  if (part === "server") return runNodeTests(files, { concurrency: 4, ...options });
  if (part === "node") return runNodeTests(files);
  if (part === "browser") {
    // Imported here because it loads the whole local server.
    const { runBrowserTests } = await import("./browser-tests.js");
    return runBrowserTests(files);
  }
  // A Chromium that was asked for is used for everything.
  const shell = process.env["CHROME_PATH"] === undefined ? await findHeadlessShell() : null;
  const chromium = await findChromium();
  if (!process.env["IS_BUILT"]) await (built ??= run("tsx", ["scripts/build.ts"]));
  // Every file starts the browser that was just tested, without another search.
  process.env["CHROME_PATH"] = chromium;
  process.env["HEADLESS_SHELL_PATH"] ??= shell ?? chromium;
  // End-to-end tests wait half of their time.
  return runNodeTests(files, { concurrency: part === "e2e" ? 2 : 1, ...options });
}

/** A part that could not run counts as one failure, and the others still run. */
function brokenPart(error: unknown): Tally {
  return { passed: 0, failed: 1, failures: [error instanceof Error ? String(error.stack) : String(error)] };
}
