/**
 * Prints the line coverage of `src` by the parts `node` and `browser`, the latter in Chromium: for each folder the
 * percentage of its lines of code that Node runs, that Chromium runs, and that either runs. `coverage/` has the
 * details in lcov format. With arguments only these tests run: `npm run coverage -- composer`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { runBrowserTests } from "./browser-tests.js";
import { runNodeTests } from "./node-tests.js";
import { print as printTally, sum } from "./tally.js";
import { selectFiles } from "./test-files.js";

/** The numbers of the covered lines, by file. */
type Lines = ReadonlyMap<string, ReadonlySet<number>>;

const OUT = "coverage";
const NODE_REPORT = path.join(OUT, "node.info");
const BROWSER_REPORT = path.join(OUT, "lcov.info");

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
process.env["TEST_BROWSERS"] = "chromium";
const { node, browser } = selectFiles(process.argv.slice(2));
const tallies = [];
if (node.length > 0) tallies.push(await runNodeTests(node, { coverage: NODE_REPORT }));
if (browser.length > 0) tallies.push(await runBrowserTests(browser, { coverage: OUT }));
const tally = sum(tallies);
print(linesRun(NODE_REPORT), linesRun(BROWSER_REPORT));
printTally(tally);
// A browser or server that does not exit must not keep the process alive.
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);

/** Reads a report: `SF:` names a file, `DA:` a line and its number of runs. */
function linesRun(report: string): Lines {
  const files = new Map<string, Set<number>>();
  let lines = new Set<number>();
  for (const record of existsSync(report) ? readFileSync(report, "utf8").split("\n") : []) {
    const [, file] = /^SF:(.+)$/.exec(record) ?? [];
    const [, line, count] = /^DA:(\d+),(\d+)/.exec(record) ?? [];
    if (file !== undefined) files.set(path.relative(".", file), (lines = new Set()));
    else if (count !== undefined && count !== "0") lines.add(Number(line));
  }
  return files;
}

function print(byNode: Lines, byBrowser: Lines): void {
  const rows = new Map<string, { code: number; node: number; browser: number; both: number }>();
  for (const file of sources()) {
    const ran = [byNode.get(file), byBrowser.get(file)];
    const lines = linesOfCode(file);
    for (const name of [path.dirname(file), "all of src"]) {
      const row = rows.get(name) ?? { code: 0, node: 0, browser: 0, both: 0 };
      row.code += lines.length;
      row.node += lines.filter((line) => ran[0]?.has(line)).length;
      row.browser += lines.filter((line) => ran[1]?.has(line)).length;
      row.both += lines.filter((line) => ran.some((set) => set?.has(line))).length;
      rows.set(name, row);
    }
  }
  const all = rows.get("all of src");
  rows.delete("all of src");
  if (all) rows.set("all of src", all);
  console.log(`\n${"lines of code run, %".padEnd(28)}  lines    node  browser  either`);
  for (const [name, { code, node, browser, both }] of rows) {
    const percent = (part: number) => ((100 * part) / code).toFixed(1);
    console.log(
      name.padEnd(28),
      String(code).padStart(6),
      percent(node).padStart(7),
      percent(browser).padStart(8),
      percent(both).padStart(7),
    );
  }
}

/** The files of `src` with code to run: not those with only types or strings. */
function sources(): string[] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith(`locales${path.sep}`))
    .map((file) => path.join("src", file))
    .filter((file) => transformSync(readFileSync(file, "utf8"), { loader: "ts" }).code.trim() !== "")
    .sort();
}

/** The numbers of the lines that are neither blank nor a comment. */
function linesOfCode(file: string): number[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, i) => (/^\s*(?:\/[/*]|\*|$)/.test(line) ? [] : [i + 1]));
}
