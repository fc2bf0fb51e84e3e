/** How many tests of a part of the suite passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The sum of several parts. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, part) => ({ passed: total.passed + part.passed, failed: total.failed + part.failed }),
    { passed: 0, failed: 0 },
  );
}
