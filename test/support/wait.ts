/** Resolves once `condition` gives something, looking again at every turn of the event loop; fails after 8 s. */
export async function until<T>(
  condition: () => T | Promise<T>,
  what = "what a test waits for",
): Promise<NonNullable<T>> {
  const deadline = performance.now() + 8000;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
