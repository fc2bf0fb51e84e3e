import type { SessionError } from "../../wire/errors.js";
import type { Clock } from "./clock.js";

/** For how long an answer is waited for. */
export interface TimeoutOptions {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** Ends the wait; rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Makes the error of an answer that does not come. */
  readonly late: () => SessionError;
}

/**
 * Runs `work`, and rejects when it has not settled in time. Its signal says when nobody waits for it any more;
 * a host's function that ignores it, or never settles, keeps nobody waiting.
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
    // What failed is ended too: Firefox holds the connection of an answer whose body is only cancelled.
    work(abort.signal).then(resolve, end).finally(over);
  });
}
