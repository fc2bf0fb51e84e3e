import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, setPriority } from "node:os";
import type { Tally } from "./tally.js";

/** Time limit of a test file: one that hangs fails, and the others still run. The longest takes 400 s beside others. */
const FILE_TIMEOUT_MS = 1_200_000;

/** The niceness of low-priority runs; child processes inherit it. */
const LOW_PRIORITY = 10;

/**
 * Runs test files with Node's test runner and shows its output. A run that fails without a failed test (a crash, or
 * nothing executed) counts as one failure.
 * @param files paths from the project's root; they begin in this order
 * @param coverage where to write line coverage, in lcov format
 * @param concurrency simultaneous files; by default one less than there are cores
 * @param isBuffered shows the output at the end, in one piece, because other tests run meanwhile
 * @param isLowPriority gives other tests priority for the processors
 */
export async function runNodeTests(
  files: readonly string[],
  {
    coverage,
    concurrency = Math.max(1, availableParallelism() - 1),
    isBuffered = false,
    isLowPriority = false,
  }: { coverage?: string; concurrency?: number; isBuffered?: boolean; isLowPriority?: boolean } = {},
): Promise<Tally> {
  const inOrder = ["test/runner/in-order.ts", String(concurrency), String(FILE_TIMEOUT_MS)];
  const args = ["--import", "tsx", ...(coverage === undefined ? inOrder : withCoverage(coverage))];
  const child = spawn(process.execPath, [...args, ...files], { stdio: ["ignore", "pipe", "inherit"] });
  if (isLowPriority) setPriority(child.pid!, LOW_PRIORITY);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (!isBuffered) process.stdout.write(chunk);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (isBuffered) process.stdout.write(output);
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
