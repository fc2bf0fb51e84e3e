const HOUR_MS = 60 * 60 * 1000;

/**
 * Reads `Retry-After`, which gives seconds or a date. Returns milliseconds, at most an hour; null when the header is
 * absent, hidden by CORS or unreadable.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  const milliseconds = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(HOUR_MS, Math.max(0, milliseconds)) : null;
}

/**
 * How long an answer asks to wait, in milliseconds. The answer's own `date` is the clock where it has one: the clock of
 * this device may be hours off.
 */
export function retryAfterOf({ headers }: Response): number | null {
  const now = Date.parse(headers.get("date") ?? "");
  return parseRetryAfter(headers.get("retry-after"), Number.isNaN(now) ? Date.now() : now);
}
