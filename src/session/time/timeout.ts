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
    const end = (reason: unknown) => {
      clock.clearTimeout(timer);
      reject(reason as Error);
      abort.abort();
    };
    const timer = clock.setTimeout(() => end(late()), milliseconds);
    if (signal?.aborted) return end(signal.reason);
    // It stays: the signal also ends what is read of an answer after its beginning.
    signal?.addEventListener("abort", () => end(signal.reason), { once: true });
    work(abort.signal)
      .then(resolve, reject)
      .finally(() => clock.clearTimeout(timer));
  });
}
