import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ServerProcess, withFolder } from "./support/process.js";

const status = async (url: string, key: string) =>
  (await fetch(`${url}/v3/agents`, { headers: { Authorization: `Bearer ${key}` } })).status;

test("it says in one line that it is ready, with a key that it keeps", () =>
  withFolder(async (folder) => {
    const args = ["--port", "0", "--data", join(folder, "new")];
    const first = await ServerProcess.start(args);
    const key = /org key: (osb_\w+)/.exec(first.output)![1]!;
    assert.equal(first.output.trim().split("\n").length, 1, first.output);
    assert.match(first.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(await status(first.url, key), 200);
    assert.equal(await status(first.url, "osb_other"), 401);
    assert.equal(await first.end("SIGTERM"), 0);
    const file = join(folder, "new", "org-key");
    assert.equal((await readFile(file, "utf8")).trim(), key);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const second = await ServerProcess.start([...args, "--verbose"]);
    assert.equal(await status(second.url, key), 200);
    assert.equal(await second.end("SIGINT"), 0);
    assert.match(second.output, /GET \/v3\/agents 200 \d+ ms/);
  }));

test("the key given wins over the environment's, and is not repeated", () =>
  withFolder(async (folder) => {
    const args = ["--port", "0", "--data", folder];
    const given = await ServerProcess.start([...args, "--key", "osb_given"], {
      OPENCOMPUTER_API_KEY: "osb_env",
    });
    assert.deepEqual([await status(given.url, "osb_given"), await status(given.url, "osb_env")], [200, 401]);
    assert.ok(!given.output.includes("osb_given"));
    await given.end("SIGTERM");
    const fromEnvironment = await ServerProcess.start(args, { OPENCOMPUTER_API_KEY: "osb_env" });
    assert.equal(await status(fromEnvironment.url, "osb_env"), 200);
    assert.ok(!fromEnvironment.output.includes("osb_env"));
    await fromEnvironment.end("SIGTERM");
  }));

test("what it cannot do it says in a line, and ends with 1", () =>
  withFolder(async (folder) => {
    const running = await ServerProcess.start(["--port", "0", "--data", folder]);
    const { port } = new URL(running.url);
    const cases: [string[], RegExp][] = [
      [["--port", port, "--data", join(folder, "b")], /in use/],
      [["--port", "many"], /--port must be a number/],
      [["--unknown"], /--unknown/],
      [["--host", "192.0.2.1"], /Choose another with --host/],
      [["--database", "mysql://db/oc"], /--database, .*must be .*postgres:\/\//],
      [["--database", "postgres://127.0.0.1:1/oc"], /database does not answer/],
      [["--port", "0", "--data", folder], /another server uses it/],
      [["--database", ""], /--database, .*must be .*postgres:\/\//],
      [["--host", "", "--data", join(folder, "c")], /host must not be empty/],
      [["--public-url", "localhost:8787"], /--public-url must be/],
      [["--public-url", "https://a.example/chat"], /--public-url must be/],
      // The system denies that /proc exists, if a folder is to be created in it.
      [["--data", "/proc/oc/data"], /folder "\/proc\/oc\/data" cannot be created/],
    ];
    for (const [args, said] of cases) {
      const failed = await ServerProcess.start(args);
      assert.equal(failed.child.exitCode, 1);
      assert.match(failed.output, said);
      assert.doesNotMatch(failed.output, /^ +at /m);
    }
    await running.end("SIGTERM");
    const help = await ServerProcess.start(["--help"]);
    assert.equal(help.child.exitCode, 0);
    assert.match(help.output, /--allow-loopback-webhooks/);
  }));

test("the command conformance has help of its own, and says in a line what it lacks", async () => {
  const help = await ServerProcess.start(["conformance", "--help"]);
  assert.equal(help.child.exitCode, 0);
  assert.match(help.output, /--webhook-url/);
  const lacking = await ServerProcess.start(["conformance"]);
  assert.equal(lacking.child.exitCode, 1);
  assert.match(lacking.output, /^--url must be .+\n$/);
});
