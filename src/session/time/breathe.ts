/** Resolves in a later task: between two slices of work the browser can paint and handle input. */
export function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return typeof scheduler?.yield === "function"
    ? scheduler.yield()
    : new Promise((resolve) => setTimeout(resolve));
}
