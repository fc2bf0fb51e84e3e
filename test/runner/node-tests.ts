import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, setPriority } from "node:os";
import type { Tally } from "./tally.js";

/** Time limit of a test file: one that hangs fails, and the others still run. The longest takes 400 s beside others. */
const FILE_TIMEOUT_MS = 1_200_000;

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
  const inOrder = ["test/runner/in-order.ts", String(concurrency), String(FILE_TIMEOUT_MS)];
  const args = ["--import", "tsx", ...(coverage === undefined ? inOrder : withCoverage(coverage))];
  const child = spawn(process.execPath, [...args, ...files], { stdio: ["ignore", "pipe", "inherit"] });
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
  const passed = count(output, "pass");
  const failed = count(output, "fail") + count(output, "cancelled");
  if (failed === 0 && (code !== 0 || passed === 0)) {
    const failure = `No test failed, ${passed} passed, and Node ended with ${String(code)}: ${files.join(" ")}`;
    return { passed, failed: 1, failures: [failure] };
  }
  return { passed, failed, failures: failuresIn(output) };
}

/** Only Node's own command supports coverage. */
function withCoverage(file: string): string[] {
  return [
    "--test",
    `--test-timeout=${FILE_TIMEOUT_MS}`,
    "--experimental-test-coverage",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=lcov",
    `--test-reporter-destination=${file}`,
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
