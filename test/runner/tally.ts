/** The numbers of passed and failed tests of a part of the suite. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** A text for each failure, printed at the end of the run, because often only the end of a log is kept. */
  readonly failures: readonly string[];
}

/** The tally of a part that has not run. */
export const NONE: Tally = { passed: 0, failed: 0, failures: [] };

/** The sum of several parts. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, part) => ({
      passed: total.passed + part.passed,
      failed: total.failed + part.failed,
      failures: [...total.failures, ...part.failures],
    }),
    NONE,
  );
}

/** The last lines of a run. */
export function print({ passed, failed, failures }: Tally): void {
  for (const failure of failures) console.log(`\n── failed ${"─".repeat(80)}\n${failure}`);
  console.log(`\n${passed} passed, ${failed} failed`);
}
