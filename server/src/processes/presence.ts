import type { ProcessStore } from "../store/processes.js";

/** Milliseconds that a process counts as alive after a beat: a dead one's work is taken over after so long at most. */
const ALIVE_MS = 6000;

/** Milliseconds between two beats, and between two looks for what the dead have left. */
const BEAT_MS = 2000;

/** How long the one process that has a store to itself counts as alive: longer than it lives. */
const FOREVER_MS = 1e12;

/** What a process does about the work of those that died. */
export interface Heir {
  /**
   * Takes over what the dead have left.
   *
   * @param isStart true for the first time
   */
  takeOver(isStart: boolean): Promise<void>;
}

/** Keeps a process alive in the eyes of the others, and has it take over what dead ones leave. */
export class Presence {
  readonly #id: string;
  readonly #processes: ProcessStore;
  readonly #isShared: boolean;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  /** What of both is under way. */
  #beating: Promise<void> | undefined;
  #taking: Promise<void> | undefined;

  /**
   * @param isShared whether others may be using the store
   * @param onError called with what keeps the process from being heard, or from taking over
   */
  constructor(id: string, processes: ProcessStore, isShared: boolean, onError: (error: unknown) => void) {
    this.#id = id;
    this.#processes = processes;
    this.#isShared = isShared;
    this.#onError = onError;
  }

  /** Beats, and has the heirs take over what there is; then goes on, where there are others. */
  async start(heirs: readonly Heir[]): Promise<void> {
    await this.#processes.prune();
    await this.#beat();
    // Before the first taking over, so that a long one does not make this process look dead.
    if (this.#isShared) this.#timer = setInterval(() => this.#tick(heirs), BEAT_MS);
    this.#taking = this.#takeOverFirst(heirs).finally(() => (this.#taking = undefined));
    await this.#taking;
  }

  /** Ends the process's leases now. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled([this.#beating, this.#taking]);
    await this.#processes.leave(this.#id);
  }

  /** Each is done once at a time, and waits for nothing else. */
  #tick(heirs: readonly Heir[]): void {
    this.#beating ??= this.#beat()
      .catch(this.#onError)
      .finally(() => (this.#beating = undefined));
    this.#taking ??= this.#takeOver(heirs).finally(() => (this.#taking = undefined));
  }

  #beat(): Promise<void> {
    return this.#processes.beat(this.#id, this.#isShared ? ALIVE_MS : FOREVER_MS);
  }

  async #takeOverFirst(heirs: readonly Heir[]): Promise<void> {
    for (const heir of heirs) await heir.takeOver(true);
  }

  async #takeOver(heirs: readonly Heir[]): Promise<void> {
    for (const heir of heirs) await heir.takeOver(false).catch(this.#onError);
  }
}
