/** The longest delay before the first retry. The delay doubles with each further retry, up to `CAP_MS`. */
const BASE_MS = 500;
const CAP_MS = 30_000;
/** The cap for a hidden tab. */
const HIDDEN_CAP_MS = 120_000;

/** What the next delay depends on. */
export interface BackoffOptions {
  /** Attempts that have failed in a row, at least 1. */
  readonly attempt: number;
  /** How long the server asked to wait, in milliseconds; null when it did not. The delay is never shorter. */
  readonly retryAfter?: number | null;
  /** Whether the tab is hidden. Default: false. */
  readonly hidden?: boolean;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds until the next attempt: capped exponential backoff with full jitter. The jitter keeps clients that were
 * cut off at the same moment from returning at the same moment.
 */
export function nextDelay({ attempt, retryAfter, hidden, random }: BackoffOptions): number {
  const ceiling = Math.min(hidden ? HIDDEN_CAP_MS : CAP_MS, BASE_MS * 2 ** Math.min(attempt - 1, 20));
  return (retryAfter ?? 0) + Math.round(random * ceiling);
}
