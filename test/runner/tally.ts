/** How many tests of a part of the suite passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What failed and how, a text a failure, for the end of the run: a log is often kept from its end. */
  readonly failures: readonly string[];
}

/** The tally of a part of which nothing has run. */
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
