/**
 * Makes the same files as other workers do, each in the same moment as they. `arrived` counts, for each file, how many
 * of the `makers` have come to it.
 */
import { join } from "node:path";
import { workerData } from "node:worker_threads";
import { tsImport } from "tsx/esm/api";

const { readOrCreate } = await tsImport("../../src/private-file.ts", import.meta.url);
const { folder, count, makers, arrived } = workerData;
const at = new Int32Array(arrived);
for (let n = 0; n < count; n++) {
  Atomics.add(at, n, 1);
  while (Atomics.load(at, n) < makers);
  const made = readOrCreate(join(folder, `${n}`), () => "whole".repeat(20)).toString();
  if (made !== "whole".repeat(20)) throw new Error(`File ${n} was read as "${made}".`);
}
