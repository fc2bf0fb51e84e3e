const HOUR_MS = 60 * 60 * 1000;

/**
 * `Retry-After`, seconds or a date, in milliseconds, an hour at most; null when absent (or hidden by CORS) or
 * unreadable.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  const milliseconds = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(HOUR_MS, Math.max(0, milliseconds)) : null;
}

/** How long an answer asks to wait, by its own clock where it tells it: the one here may be hours off. */
export function retryAfterOf({ headers }: Response): number | null {
  const now = Date.parse(headers.get("date") ?? "");
  return parseRetryAfter(headers.get("retry-after"), Number.isNaN(now) ? Date.now() : now);
}
