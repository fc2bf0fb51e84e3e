import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, setPriority } from "node:os";
import type { Tally } from "./tally.js";

/** How long a file of tests may take, in milliseconds: one that hangs fails, and the others still run. The longest takes 160 s. */
const FILE_TIMEOUT_MS = 600_000;

/** What Unix calls niceness: the processes that a file starts have it too. */
const BEHIND = 10;

/**
 * Runs test files with Node's own test runner and shows what it prints. A run that fails without a failed
 * test (a crash, nothing executed) counts as one failure.
 * @param files paths from the project's root; they begin in this order
 * @param coverage where to write which lines were run, in the format of lcov
 * @param concurrency files at once; default one less than there are cores
 * @param isHeld what is printed is shown at the end, in one piece: other tests run meanwhile
 * @param isBehind other tests come first where both want a processor
 */
export async function runNodeTests(
  files: readonly string[],
  {
    coverage,
    concurrency = Math.max(1, availableParallelism() - 1),
    isHeld = false,
    isBehind = false,
  }: { coverage?: string; concurrency?: number; isHeld?: boolean; isBehind?: boolean } = {},
): Promise<Tally> {
  const inOrder = ["test/runner/in-order.ts", String(concurrency), String(FILE_TIMEOUT_MS)];
  const args = ["--import", "tsx", ...(coverage === undefined ? inOrder : withCoverage(coverage))];
  const child = spawn(process.execPath, [...args, ...files], { stdio: ["ignore", "pipe", "inherit"] });
  if (isBehind) setPriority(child.pid!, BEHIND);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (!isHeld) process.stdout.write(chunk);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (isHeld) process.stdout.write(output);
  const passed = count(output, "pass");
  const failed = count(output, "fail") + count(output, "cancelled");
  if (failed === 0 && (code !== 0 || passed === 0)) {
    const failure = `No test failed, ${passed} passed, and Node ended with ${String(code)}: ${files.join(" ")}`;
    return { passed, failed: 1, failures: [failure] };
  }
  return { passed, failed, failures: failuresIn(output) };
}

/** Coverage is there only where Node's own command starts the files. */
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

/** Cuts the reporter's last chapter into one text a failure. */
function failuresIn(output: string): string[] {
  const [, chapter] = output.split(/^✖ failing tests:$/m);
  return (chapter ?? "").split(/^(?=test at )/m).filter((text) => text.trim() !== "");
}

/** Reads one of the reporter's closing lines: `ℹ pass 3`. */
function count(output: string, word: "pass" | "fail" | "cancelled"): number {
  const lines = [...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, "gm"))];
  return Number(lines.at(-1)?.[1] ?? 0);
}
