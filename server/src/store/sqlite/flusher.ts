import { open, type FileHandle } from "node:fs/promises";

/** Syncs a file to the disk, once for all callers that wait at the same time, without blocking other work. */
export class Flusher {
  readonly #file: string;
  #handle: FileHandle | undefined;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param file may not exist yet; until then there is nothing to sync */
  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves when everything that was written before this call is on the disk. Rejects if the sync fails. */
  flush(): Promise<void> {
    // A running sync may have begun before the last write, so every caller waits for the next one.
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return (this.#running = this.#sync());
      });
    return this.#next;
  }

  /** Closes the file when no caller waits. */
  async close(): Promise<void> {
    await this.#next?.catch(() => {});
    await this.#running.catch(() => {});
    await this.#handle?.close();
  }

  async #sync(): Promise<void> {
    try {
      this.#handle ??= await open(this.#file, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    await this.#handle.datasync();
  }
}
