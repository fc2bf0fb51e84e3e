/** The value, unless a search has found nothing. */
export function found<T extends string | number>(value: T | undefined, what: unknown): T {
  if (value === undefined || value === -1) throw new Error(`A library has changed: no ${what} in it.`);
  return value;
}

/** The code with something else in place of every match of a global pattern, of which there must be one. */
export function replaced(code: string, pattern: RegExp, by: string): string {
  found(code.search(pattern), pattern);
  return code.replace(pattern, by);
}
