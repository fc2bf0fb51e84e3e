import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { withFolder } from "./support/process.js";

test("a file that several make in the same moment is made once, and nobody reads a part of it", () =>
  withFolder(async (folder) => {
    const [count, makers] = [50, 3];
    const arrived = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * count);
    const maker = new URL("./support/file-maker.mjs", import.meta.url);
    const workers = Array.from(
      { length: makers },
      () => new Worker(maker, { workerData: { folder, count, makers, arrived } }),
    );
    try {
      // Rejects with the error of the first that has one; the others would wait for it.
      await Promise.all(workers.map((worker) => once(worker, "exit")));
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    const files = await readdir(folder);
    assert.equal(files.length, count, "nothing else is left");
    for (const file of files) assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600);
  }));
