import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { OnDemand } from "../src/on-demand.js";

/** A file whose loads are answered by the test. */
function pendingFile() {
  const loads: { resolve(module: string): void; reject(error: Error): void }[] = [];
  const file = new OnDemand<string>(() => new Promise((resolve, reject) => loads.push({ resolve, reject })));
  return { file, loads };
}

test("a file is loaded once, however many ask for it before it is here and afterwards", async () => {
  const { file, loads } = pendingFile();
  const asked = [file.load(), file.attempt(), file.load()];
  assert.equal(file.loaded, null);
  loads[0]?.resolve("code");
  assert.deepEqual(await Promise.all(asked), ["code", "code", "code"]);
  assert.equal(file.loaded, "code");
  assert.equal(await file.attempt(), "code");
  assert.equal(loads.length, 1);
});

test("what is to be done with a file is done once, before anybody is told that it is here", async () => {
  const done: string[] = [];
  const file: OnDemand<string> = new OnDemand(
    async () => "code",
    (module) => done.push(`${module}, loaded: ${file.loaded}`),
  );
  await Promise.all([file.load(), file.attempt()]);
  assert.deepEqual(done, ["code, loaded: null"]);
});

test("a load that failed is tried again with the next call", async () => {
  const { file, loads } = pendingFile();
  const first = file.load();
  loads[0]?.reject(new Error("blocked"));
  await assert.rejects(first, /blocked/);
  const second = file.load();
  loads[1]?.resolve("code");
  assert.equal(await second, "code");
});

test("those who can do without get null, and ask for the file again only after five seconds", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { file, loads } = pendingFile();
    const first = file.attempt();
    loads[0]?.reject(new Error("offline"));
    assert.equal(await first, null);
    assert.equal(await file.attempt(), null);
    mock.timers.tick(4_999);
    assert.equal(await file.attempt(), null);
    assert.equal(loads.length, 1);
    mock.timers.tick(1);
    const again = file.attempt();
    loads[1]?.resolve("code");
    assert.equal(await again, "code");
  } finally {
    mock.timers.reset();
  }
});

test("a load that failed keeps no program from its end", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const file = new OnDemand<string>(() => Promise.reject(new Error("offline")));
  assert.equal(await file.attempt(), null);
  assert.equal(timers(), before);
});

test("another source is asked in place of the first", async () => {
  const file = new OnDemand<string>(async () => "bundled");
  file.from(async () => "pinned");
  assert.equal(await file.load(), "pinned");
});
