import { SessionError } from "../../wire/errors.js";
import type { Page, ReadOptions, Wire } from "../../wire/wire.js";
import type { Access } from "../access/access.js";
import type { SessionStore } from "../fold/store.js";
import { nextDelay } from "../time/backoff.js";
import { delay, type Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";

/** A request for a page that has no answer after this long has failed. */
const PAGE_TIMEOUT_MS = 30_000;
/** Work that requests pages is tried at most this many times. */
const MAX_ATTEMPTS = 4;

/** What {@link LatePages} works with. */
export interface HistoryOptions {
  readonly store: SessionStore;
  readonly wire: Wire;
  readonly access: Access;
  readonly clock: Clock;
}

/** Reads pages of the log that come before what was read first. */
export class LatePages {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /**
   * Reads one page; null where there is no access to the log. Events that cannot be read are reported.
   *
   * @throws {SessionError} code `network` after 30 s, or the error of the wire; the signal's reason.
   */
  async page(of: Pick<ReadOptions, "after" | "limit" | "level" | "signal">): Promise<Page | null> {
    const { access, clock, store, wire } = this.#options;
    const grant = await access.obtain();
    of.signal.throwIfAborted();
    if (!grant) return null;
    const late = () => new SessionError("network", "A request for a page had no answer in 30 s.");
    try {
      const page = await withTimeout(
        { clock, milliseconds: PAGE_TIMEOUT_MS, signal: of.signal, late },
        (signal) => wire.page({ ...grant, ...of, signal }),
      );
      for (const error of page.errors) store.report(error);
      return page;
    } catch (error) {
      if (error instanceof SessionError && error.status === 401) access.refuse(grant.token);
      throw error;
    }
  }

  /**
   * Runs work that requests pages, and runs it again after a failure that may be temporary: {@link MAX_ATTEMPTS} times at
   * most.
   *
   * @throws {SessionError} the failure of the last attempt; the signal's reason.
   */
  async persist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof SessionError) || signal.aborted) throw error;
        const isWorthAnother = error.retryable || error.code === "unauthorized";
        if (!isWorthAnother || attempt === MAX_ATTEMPTS) throw error;
        const { retryAfter } = error;
        await delay(clock, nextDelay({ attempt, retryAfter, random: clock.random() }), signal);
      }
    }
  }
}
