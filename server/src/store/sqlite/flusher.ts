import { open, type FileHandle } from "node:fs/promises";

/** Brings what was written to a file onto the disk, for all who wait at once, without blocking anyone else. */
export class Flusher {
  readonly #file: string;
  #handle: FileHandle | undefined;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param file may be made later; until then there is nothing to bring */
  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves when all that was written before this call is on the disk. Rejects when the disk fails. */
  flush(): Promise<void> {
    // One that is under way may have begun before the last write, so everyone waits for the one after it.
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return (this.#running = this.#sync());
      });
    return this.#next;
  }

  /** Closes the file, once nobody waits. */
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
