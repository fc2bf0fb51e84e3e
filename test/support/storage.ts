import type { KeyValueStorage } from "../../src/session/sending/storages.js";

/** A replacement of a browser's `Storage`; can be set to refuse writes. */
export class MemoryStorage implements KeyValueStorage {
  readonly #items = new Map<string, string>();
  isFull = false;

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isFull) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  /** The whole content as text, to search for what must not be stored. */
  dump(): string {
    return JSON.stringify([...this.#items]);
  }
}
