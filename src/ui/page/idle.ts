/** A page that never comes to rest is not waited for longer than this, in milliseconds. */
const IDLE_TIMEOUT_MS = 1_000;

/**
 * Runs `work` once the page has nothing better to do; soon, where the platform cannot tell.
 *
 * @param duration what the work takes in one piece, in milliseconds: it waits for a rest that long.
 */
export function whenIdle(work: () => void, duration = 0): void {
  if (typeof requestIdleCallback !== "function") return void setTimeout(work);
  const end = performance.now() + IDLE_TIMEOUT_MS;
  const ask = () =>
    requestIdleCallback(
      (rest) => (rest.timeRemaining() >= duration || performance.now() >= end ? work() : ask()),
      { timeout: IDLE_TIMEOUT_MS },
    );
  ask();
}
