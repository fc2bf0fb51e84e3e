const HOUR_MS = 60 * 60 * 1000;

/**
 * Reads the header `Retry-After`, which gives seconds or a date: RFC 9110, section 10.2.3.
 *
 * @param now epoch milliseconds, with which a date is compared.
 * @returns milliseconds, at most an hour; null when the header is absent, hidden by CORS or unreadable.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  const milliseconds = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(milliseconds) ? Math.min(HOUR_MS, Math.max(0, milliseconds)) : null;
}

/**
 * How long an answer asks to wait, in milliseconds; null when it does not ask. The time is taken from the header `date`
 * where the answer has one, because the clock of this device may be hours off.
 */
export function retryAfterOf({ headers }: Response): number | null {
  const now = Date.parse(headers.get("date") ?? "");
  return parseRetryAfter(headers.get("retry-after"), Number.isNaN(now) ? Date.now() : now);
}
