import type { SessionError } from "../../wire/errors.js";
import type { Clock } from "./clock.js";

/** How long {@link withTimeout} waits, and what ends the wait. */
export interface TimeoutOptions {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** The abort of this signal ends the wait, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Makes the error with which a wait that takes too long rejects. */
  readonly late: () => SessionError;
}

/**
 * Runs `work`, and rejects if it has not settled in time. The signal given to `work` is aborted when the wait ends. A
 * function of the host may ignore that signal or never settle: the wait ends all the same.
 */
export function withTimeout<T>(
  { clock, milliseconds, signal, late }: TimeoutOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const leave = () => end(signal?.reason);
    const timer = clock.setTimeout(() => end(late()), milliseconds);
    const over = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
    };
    const end = (reason: unknown) => {
      over();
      reject(reason as Error);
      abort.abort();
    };
    if (signal?.aborted) return leave();
    signal?.addEventListener("abort", leave);
    // Work that failed is aborted too: Firefox keeps a connection open when a response's body is only cancelled.
    work(abort.signal).then(resolve, end).finally(over);
  });
}
