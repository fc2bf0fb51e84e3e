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
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();

  /** @param isShared whether others may be using the store */
  constructor(id: string, processes: ProcessStore, isShared: boolean) {
    this.#id = id;
    this.#processes = processes;
    this.#isShared = isShared;
  }

  /** Beats, and has the heirs take over what there is; then goes on, where there are others. */
  async start(heirs: readonly Heir[]): Promise<void> {
    await this.#processes.prune();
    await this.#beat(heirs, true);
    if (this.#isShared) this.#schedule(heirs);
  }

  /** Ends the process's leases now. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#beating;
    clearTimeout(this.#timer);
    await this.#processes.leave(this.#id);
  }

  #schedule(heirs: readonly Heir[]): void {
    this.#timer = setTimeout(() => {
      this.#beating = this.#beat(heirs, false)
        // The next beat may be heard.
        .catch(() => {})
        .finally(() => this.#schedule(heirs));
    }, BEAT_MS);
  }

  async #beat(heirs: readonly Heir[], isStart: boolean): Promise<void> {
    await this.#processes.beat(this.#id, this.#isShared ? ALIVE_MS : FOREVER_MS);
    for (const heir of heirs) await heir.takeOver(isStart);
  }
}
