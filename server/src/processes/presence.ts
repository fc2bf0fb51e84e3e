import type { ProcessStore } from "../store/processes.js";

/** Milliseconds that a process counts as alive after a heartbeat; then others take over its work. */
const ALIVE_MS = 6000;

/** Milliseconds between two heartbeats, and between two searches for the work of dead processes. */
const BEAT_MS = 2000;

/** The lifetime of the only process of a store. It exceeds any real run. */
const FOREVER_MS = 1e12;

/** A service that takes over the work of dead processes. */
export interface LeasedService {
  /**
   * Takes over the work of dead processes.
   *
   * @param isStart true for the first call
   */
  takeOver(isStart: boolean): Promise<void>;
}

/**
 * Renews the lease of this process, and lets its services take over the work of dead processes, and their own that
 * could not be stored while the database did not answer.
 */
export class Presence {
  readonly #id: string;
  readonly #processes: ProcessStore;
  readonly #isShared: boolean;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  /** The running renewal and takeover, if any. */
  #beating: Promise<void> | undefined;
  #taking: Promise<void> | undefined;

  /**
   * @param isShared whether other processes may use the store
   * @param onError called with an error that prevents a renewal or a takeover
   */
  constructor(id: string, processes: ProcessStore, isShared: boolean, onError: (error: unknown) => void) {
    this.#id = id;
    this.#processes = processes;
    this.#isShared = isShared;
    this.#onError = onError;
  }

  /** Renews the lease and lets the services take over; repeats the renewal if the store is shared, and the takeover. */
  async start(services: readonly LeasedService[]): Promise<void> {
    await this.#processes.prune();
    await this.#beat();
    // Before the first takeover, because a long one would let this process's lease expire.
    this.#timer = setInterval(() => this.#tick(services), BEAT_MS);
    this.#taking = this.#takeOverFirst(services).finally(() => (this.#taking = undefined));
    await this.#taking;
  }

  /** Ends the process's leases now. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled([this.#beating, this.#taking]);
    await this.#processes.leave(this.#id);
  }

  /** Renewal, if others need it, and takeover run independently, each at most once at a time. */
  #tick(services: readonly LeasedService[]): void {
    if (this.#isShared) {
      this.#beating ??= this.#beat()
        .catch(this.#onError)
        .finally(() => (this.#beating = undefined));
    }
    this.#taking ??= this.#takeOver(services).finally(() => (this.#taking = undefined));
  }

  #beat(): Promise<void> {
    return this.#processes.beat(this.#id, this.#isShared ? ALIVE_MS : FOREVER_MS);
  }

  async #takeOverFirst(services: readonly LeasedService[]): Promise<void> {
    for (const service of services) await service.takeOver(true);
  }

  async #takeOver(services: readonly LeasedService[]): Promise<void> {
    for (const service of services) await service.takeOver(false).catch(this.#onError);
  }
}
