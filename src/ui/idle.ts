/** A page that never comes to rest is not waited for longer than this, in milliseconds. */
const PATIENCE = 1_000;

/** Runs `work` once the page has nothing better to do; soon, where the platform cannot tell. */
export function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: PATIENCE });
  else setTimeout(work);
}
