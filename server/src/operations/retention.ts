import type { Store } from "../store/store.js";
import type { Logger } from "./logger.js";

/** Milliseconds between two searches for what has expired. */
const CHECK_EVERY_MS = 10 * 60 * 1000;

/** Sessions that one query finds. */
const SESSIONS_AT_ONCE = 100;

const UNIT_MS = { d: 86_400_000, h: 3_600_000 } as const;

/** The milliseconds of a duration such as `90d` or `12h`; null for another text. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Deletes expired client tokens, and sessions in which nothing has happened for a time, with all their data. */
export class Retention {
  readonly #store: Store;
  readonly #keepFor: number | null;
  readonly #onDeleted: () => void;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /**
   * @param keepFor milliseconds; null keeps all sessions
   * @param onDeleted called after sessions were deleted
   */
  constructor(store: Store, keepFor: number | null, onDeleted: () => void, log: Logger) {
    this.#store = store;
    this.#keepFor = keepFor;
    this.#onDeleted = onDeleted;
    this.#log = log;
  }

  /** Deletes what has expired now and at intervals, until {@link stop}. Never rejects. */
  async start(): Promise<void> {
    try {
      await this.#store.tokens.prune();
      if (this.#keepFor !== null) {
        await this.#deleteExpired("sessions", this.#keepFor);
        await this.#deleteExpired("serverless", this.#keepFor);
      }
    } catch (err) {
      // The store may be closed after a stop.
      if (!this.#isStopped) this.#log.error({ err }, "What has expired could not be deleted");
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.start(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #deleteExpired(of: "sessions" | "serverless", keepFor: number): Promise<void> {
    for (;;) {
      const ids = await this.#store[of].inactive(keepFor, SESSIONS_AT_ONCE);
      for (const id of ids) {
        if (this.#isStopped) return;
        await this.#store.transaction((tx) => tx[of].deleteInactive(id, keepFor));
      }
      if (ids.length > 0) {
        this.#onDeleted();
        this.#log.info({ count: ids.length }, "Deleted expired sessions");
      }
      if (ids.length < SESSIONS_AT_ONCE) return;
    }
  }
}
