/** Milliseconds after which a condition counts as never true; long, because a machine can be busy. */
const TIMEOUT_MS = 30_000;

/**
 * Resolves when `condition` returns something, which is checked at every turn of the event loop; fails after 30 s.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what = "what a test waits for",
): Promise<NonNullable<T>> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
