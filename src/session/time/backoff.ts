/** The delay before the first retry may be up to this, in milliseconds; each further one up to twice as long. */
const BASE_MS = 500;
const CAP_MS = 30_000;
/** Nobody watches a hidden tab: its retries may wait longer. */
const HIDDEN_CAP_MS = 120_000;

/** What the next delay depends on. */
export interface BackoffOptions {
  /** Attempts that have failed in a row, at least 1. */
  readonly attempt: number;
  /** What the server asked for, in milliseconds; never undercut. */
  readonly retryAfter: number | null;
  readonly hidden: boolean;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds until the next attempt: capped exponential with full jitter, so that clients cut off together
 * do not come back together.
 */
export function nextDelay({ attempt, retryAfter, hidden, random }: BackoffOptions): number {
  const ceiling = Math.min(hidden ? HIDDEN_CAP_MS : CAP_MS, BASE_MS * 2 ** Math.min(attempt - 1, 20));
  return (retryAfter ?? 0) + Math.round(random * ceiling);
}
