/** The time after which a wait fails; long, because a machine can be busy. */
const TIMEOUT_MS = 30_000;

/**
 * Resolves with the first truthy result of `condition`, which is called once in each turn of the event loop; fails after
 * {@link TIMEOUT_MS}.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  what = "a condition of the test",
): Promise<NonNullable<T>> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (performance.now() > deadline) throw new Error(`never became true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
