import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** A small value in a file, which stands for a table of your database. */
export class JsonFile<Value> {
  readonly value: Value;
  readonly #path: string;

  /** @param initial the value if the file does not exist or cannot be read */
  constructor(path: string, initial: Value) {
    this.#path = path;
    this.value = readJson(path) ?? initial;
  }

  /** Writes the value atomically: if the process ends during the write, the old file remains. */
  save(): void {
    writeFileSync(`${this.#path}.new`, JSON.stringify(this.value));
    renameSync(`${this.#path}.new`, this.#path);
  }
}

function readJson<Value>(path: string): Value | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Value;
  } catch {
    return null;
  }
}
