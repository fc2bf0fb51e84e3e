import type { Store } from "../store/store.js";
import type { Logger } from "./logger.js";

/** Milliseconds between two searches for expired sessions. */
const CHECK_EVERY_MS = 10 * 60 * 1000;

/** Sessions that one query finds. */
const SESSIONS_AT_ONCE = 100;

const UNIT_MS = { d: 86_400_000, h: 3_600_000 } as const;

/** The milliseconds of a duration such as `90d` or `12h`; null for another text. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Deletes sessions in which nothing has happened for a time, with all their data. */
export class Retention {
  readonly #store: Store;
  readonly #keepFor: number;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** @param keepFor milliseconds */
  constructor(store: Store, keepFor: number, log: Logger) {
    this.#store = store;
    this.#keepFor = keepFor;
    this.#log = log;
  }

  /** Deletes expired sessions now and at intervals, until {@link stop}. Never rejects. */
  async start(): Promise<void> {
    try {
      await this.#deleteExpired("sessions");
      await this.#deleteExpired("serverless");
    } catch (err) {
      this.#log.error({ err }, "Expired sessions could not be deleted");
    }
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.start(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #deleteExpired(of: "sessions" | "serverless"): Promise<void> {
    for (;;) {
      const ids = await this.#store[of].inactive(this.#keepFor, SESSIONS_AT_ONCE);
      for (const id of ids) {
        if (this.#isStopped) return;
        await this.#store.transaction((tx) => tx[of].delete(id));
      }
      if (ids.length > 0) this.#log.info({ count: ids.length }, "Deleted expired sessions");
      if (ids.length < SESSIONS_AT_ONCE) return;
    }
  }
}
