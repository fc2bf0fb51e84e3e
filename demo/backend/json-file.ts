import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** A small value that outlives the process: a demo's stand-in for a table of your database. */
export class JsonFile<Value> {
  readonly value: Value;
  readonly #path: string;

  /** @param initial what there is where the file is not, or is none of ours */
  constructor(path: string, initial: Value) {
    this.#path = path;
    this.value = readJson(path) ?? initial;
  }

  /** Writes the value as it is now; a process that ends halfway leaves the file as it was. */
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
