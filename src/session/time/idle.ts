/** A function that some browsers have, and Node has not. */
interface Idle {
  readonly requestIdleCallback?: (work: () => void, options: { readonly timeout: number }) => unknown;
}

/**
 * Resolves when the page is idle, at the latest after `timeoutMs` or when `signal` is aborted; undefined where the
 * platform cannot tell, or `signal` is aborted already.
 *
 * @param timeoutMs default 1 s, for work that comes after the next drawing
 */
export function idle(signal?: AbortSignal, timeoutMs = 1_000): Promise<void> | void {
  const { requestIdleCallback: whenIdle } = globalThis as typeof globalThis & Idle;
  // In a browser without the function, an element of the page may have its name.
  if (typeof whenIdle === "function" && !signal?.aborted)
    return new Promise((rest) => {
      whenIdle(rest as () => void, { timeout: timeoutMs });
      signal?.addEventListener("abort", rest as () => void);
    });
}
