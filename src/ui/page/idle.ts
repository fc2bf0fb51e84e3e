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

/** Runs `work` when the page is idle and has painted what was drawn until now; a page that paints nothing waits 1 s. */
export function whenPainted(work: () => void): void {
  const end = setTimeout(run, IDLE_TIMEOUT_MS);
  requestAnimationFrame(() => requestAnimationFrame(run));
  let isDone = false;
  function run(): void {
    if (isDone) return;
    isDone = true;
    clearTimeout(end);
    whenIdle(work);
  }
}
