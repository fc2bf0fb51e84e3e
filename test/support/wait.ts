/** Resolves once `condition` gives something, looking again at every turn of the event loop. */
export async function until<T>(condition: () => T, what = String(condition)): Promise<NonNullable<T>> {
  const deadline = performance.now() + 8000;
  for (;;) {
    const result = condition();
    if (result) return result as NonNullable<T>;
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
