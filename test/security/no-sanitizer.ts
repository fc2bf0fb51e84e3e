/** Stands in for `sanitize.ts` where the first wall is tried alone. */
export function sanitize(): void {}
