import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { conformance } from "../src/conformance/command.js";
import { CHECKS } from "../src/conformance/run.js";
import { Api } from "./support/api.js";
import { CONFORMING, checkConformance, failing } from "./support/conformance.js";
import { type Fault, FaultyBackend, isTo } from "./support/faulty-backend.js";
import type { Json } from "./support/json.js";

let api: Api;

before(async () => {
  api = await Api.start(CONFORMING);
});

after(() => api.close());

test("our own server keeps every promise", async () => {
  const rows = await checkConformance(api.base, api.server.orgKey);
  assert.deepEqual(
    rows.filter(({ outcome }) => outcome !== "holds"),
    [],
  );
  assert.deepEqual(
    rows.map(({ id }) => id),
    CHECKS.map(({ id }) => id),
  );
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length, "each has a name of its own");
  for (const { expected, seen } of rows) for (const said of [expected, seen]) assert.match(said, /^.+\.$/);
});

test("a backend that cannot be reached fails in every row, and says why", async () => {
  const rows = await checkConformance("http://127.0.0.1:1/v3", api.server.orgKey);
  assert.equal(failing(rows).length, CHECKS.length);
  for (const { outcome, seen } of rows) {
    assert.equal(outcome, "fails");
    assert.match(seen, /The request failed.*ECONNREFUSED|bad port/);
  }
});

test("what a backend says is words on the terminal, whatever it holds", async () => {
  const hostile: Fault = {
    body: (json, _, status) =>
      status === 404
        ? { error: { type: "x", message: `\u001b[2J\u009b31m\u202e${"x".repeat(9000)}` } }
        : json,
    request: (passing) => {
      if (isTo(passing, "GET", "/events")) passing.url.pathname += "/none";
      return undefined;
    },
  };
  const backend = await FaultyBackend.start(api.server.url, hostile, api.server.orgKey);
  const rows = await checkConformance(backend.url, api.server.orgKey);
  await backend.close();
  assert.ok(rows.some(({ seen }) => seen.includes("xxx")));
  for (const { seen } of rows) assert.ok(seen.length < 600 && !/[\p{Cc}\p{Cf}]/u.test(seen), seen);
});

test("webhooks to this machine that are refused are told apart from a failure", async () => {
  const strict = await Api.start({ heartbeatSeconds: 0.2 });
  const rows = await checkConformance(strict.base, strict.server.orgKey);
  const webhooks = rows.filter(({ area, id }) => area === "webhooks" && id !== "webhook-targets");
  for (const { outcome, seen } of webhooks) {
    assert.equal(outcome, "not checked");
    assert.match(seen, /--webhook-url/);
  }
  assert.deepEqual(
    failing(rows),
    webhooks.map(({ id }) => id),
  );
  await strict.close();
});

test("the command prints a table or JSON, and answers with its exit code", async () => {
  const run = async (...args: string[]) => {
    let printed = "";
    const code = await conformance(args, (text) => (printed += `${text}\n`));
    return { code, printed };
  };
  const key = ["--key", api.server.orgKey];
  const table = await run("--url", api.base, ...key);
  assert.equal(table.code, 0);
  assert.match(table.printed, /\nCORS\n {2}✓ preflight +A preflight allows .+\.\n +holds: 204/);
  assert.match(table.printed, new RegExp(`${CHECKS.length} promises: ${CHECKS.length} hold, 0 fail\\.`));
  const html: Fault = { body: (json, _, status) => (status === 404 ? {} : json) };
  const backend = await FaultyBackend.start(api.server.url, html, api.server.orgKey);
  const json = await run("--url", backend.url, ...key, "--json");
  await backend.close();
  const report = JSON.parse(json.printed) as Json;
  assert.deepEqual([json.code, report.holds, failing(report.rows)], [1, false, ["refusals"]]);
  const help = await run("--help");
  assert.equal(help.code, 0);
  for (const option of ["--url", "--key", "--agent", "--model", "--timeout", "--webhook-url", "--json"])
    assert.ok(help.printed.includes(option), option);
  await assert.rejects(run(...key), /--url/);
  await assert.rejects(run("--url", api.base, "--key", ""), /--key/);
  await assert.rejects(run("--url", api.base, ...key, "--timeout", "long"), /--timeout/);
});
