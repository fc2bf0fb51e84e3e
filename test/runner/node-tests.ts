import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, setPriority } from "node:os";
import { bundleForNode } from "./node-bundles.js";
import type { Tally } from "./tally.js";

/** Time limit of a test file: one that hangs fails, and the others still run. The longest takes 400 s beside others. */
const FILE_TIMEOUT_MS = 1_200_000;

/** A folder that Git ignores. Bundles are in the project, because packages are found from there. */
const RESULTS = "test-results";

/** The niceness of low-priority runs; child processes inherit it. */
const LOW_PRIORITY = 10;

/** How test files are run. */
export interface NodeRunOptions {
  /** Where to write line coverage, in lcov format. */
  readonly coverage?: string;
  /** Simultaneous files; by default one less than there are cores. */
  readonly concurrency?: number;
  /** Output is shown when this has settled, because other tests show theirs until then. */
  readonly silentUntil?: Promise<unknown>;
  /** Gives other tests priority for the processors. */
  readonly isLowPriority?: boolean;
}

/**
 * Runs test files with Node's test runner and shows its output. A run that fails without a failed test (a crash, or
 * nothing executed) counts as one failure.
 * @param files paths from the project's root; they begin in this order
 */
export async function runNodeTests(
  files: readonly string[],
  {
    coverage,
    concurrency = Math.max(1, availableParallelism() - 1),
    silentUntil = Promise.resolve(),
    isLowPriority = false,
  }: NodeRunOptions = {},
): Promise<Tally> {
  await mkdir(RESULTS, { recursive: true });
  const folder = await mkdtemp(`${RESULTS}/bundles-`);
  const args =
    coverage === undefined ? await inOrder(files, folder, concurrency) : withCoverage(files, coverage);
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (isLowPriority) setPriority(child.pid!, LOW_PRIORITY);
  let output = "";
  let isSilent = true;
  void silentUntil.then(() => {
    isSilent = false;
    process.stdout.write(output);
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (!isSilent) process.stdout.write(text);
  });
  const [code] = (await once(child, "close")) as [number | null];
  await rm(folder, { recursive: true });
  const passed = count(output, "pass");
  const failed = count(output, "fail") + count(output, "cancelled");
  if (failed === 0 && (code !== 0 || passed === 0)) {
    const failure = `No test failed, ${passed} passed, and Node ended with ${String(code)}: ${files.join(" ")}`;
    return { passed, failed: 1, failures: [failure] };
  }
  return { passed, failed, failures: failuresIn(output) };
}

/** The arguments that run bundles of the files, which are written to `folder`. */
async function inOrder(files: readonly string[], folder: string, concurrency: number): Promise<string[]> {
  const [script = "", ...tests] = await bundleForNode(["test/runner/in-order.ts", ...files], folder);
  return ["--enable-source-maps", script, String(concurrency), String(FILE_TIMEOUT_MS), ...tests];
}

/** Only Node's own command supports coverage, which is of the source files. */
function withCoverage(files: readonly string[], file: string): string[] {
  return [
    "--import",
    "tsx",
    "--test",
    `--test-timeout=${FILE_TIMEOUT_MS}`,
    "--experimental-test-coverage",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=lcov",
    `--test-reporter-destination=${file}`,
    ...files,
  ];
}

/** Splits the reporter's last section into one text for each failure. */
function failuresIn(output: string): string[] {
  const [, section] = output.split(/^✖ failing tests:$/m);
  return (section ?? "").split(/^(?=test at )/m).filter((text) => text.trim() !== "");
}

/** Reads one of the reporter's closing lines: `ℹ pass 3`. */
function count(output: string, word: "pass" | "fail" | "cancelled"): number {
  const lines = [...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, "gm"))];
  return Number(lines.at(-1)?.[1] ?? 0);
}
