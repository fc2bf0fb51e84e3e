/** The longest wait for an idle page, in milliseconds. */
const IDLE_TIMEOUT_MS = 1_000;

/**
 * Runs `work` when the page is idle; in the next task if the browser has no `requestIdleCallback`.
 *
 * @param duration how long the work takes, in milliseconds. It waits for an idle period that is at least as long.
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

/**
 * Runs `work` when the page has painted what is drawn now, and is idle. A page that does not paint runs it after 1 s.
 */
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
