/**
 * Runs the whole suite, or with arguments only what they name: a part (`server`, `node`, `browser`, `package`,
 * `e2e`) or files whose path contains them: `npm test -- e2e`, `npm test -- reduce composer`. How long each part
 * took, what failed and the totals are the last lines. With `IS_BUILT=1` the built files are taken as they are.
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
  const tallies = await Promise.all([runIfAny("server", { isHeld: true }), runIfAny("node")]);
  // WebKit runs alone, and leaves half of two cores to the package's tests, which come behind.
  let packaged: Promise<Tally> | undefined;
  const besideWebkit = () => void (packaged ??= runIfAny("package", { isHeld: true, isBehind: true }));
  tallies.push(await runIfAny("browser", { webkitBegins: besideWebkit }));
  tallies.push(await (packaged ?? runIfAny("package")));
  tallies.push(await runIfAny("e2e"));
  return sum(tallies);
}

/** How a part runs beside another. */
interface Beside {
  /** Its output is shown at the end, in one piece. */
  readonly isHeld?: boolean;
  /** The other comes first where both want a processor. */
  readonly isBehind?: boolean;
  /** Called when WebKit, which comes last of the browsers, is about to start. */
  readonly webkitBegins?: () => void;
}

async function runIfAny(part: Part, beside: Beside = {}): Promise<Tally> {
  const files = suite[part];
  if (files.length === 0) return NONE;
  console.log(`\n── ${part} tests ${"─".repeat(80)}`);
  const begun = Date.now();
  const tally = await runPart(part, files, beside).catch(brokenPart);
  took.push(`${part} tests, files: ${files.length}, seconds: ${Math.round((Date.now() - begun) / 1000)}`);
  return tally;
}

async function runPart(part: Part, files: readonly string[], beside: Beside): Promise<Tally> {
  if (part === "server") return runNodeTests(files, { concurrency: 3, ...beside });
  if (part === "node") return runNodeTests(files);
  if (part === "browser") {
    // Only now, as it brings the whole local server along.
    const { runBrowserTests } = await import("./browser-tests.js");
    return runBrowserTests(files, beside);
  }
  const chromium = await findChromium();
  if (!process.env["IS_BUILT"]) await (built ??= run("tsx", ["scripts/build.ts"]));
  // So that every file starts the browser that was just proved, without a search of its own.
  process.env["CHROME_PATH"] = chromium;
  // End-to-end tests wait half of their time.
  return runNodeTests(files, { concurrency: part === "e2e" ? 2 : 1, ...beside });
}

/** A part that could not run at all counts as one failure, and the others still run. */
function brokenPart(error: unknown): Tally {
  return { passed: 0, failed: 1, failures: [error instanceof Error ? String(error.stack) : String(error)] };
}
