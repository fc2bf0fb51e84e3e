/** The longest wait for an idle page, in milliseconds. */
const IDLE_TIMEOUT_MS = 1_000;

/**
 * Runs `work` when the page is idle, in the next task where the browser has no `requestIdleCallback`.
 *
 * @param duration how long the work takes, in milliseconds: it waits for an idle period with as much left.
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
