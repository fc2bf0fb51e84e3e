import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Client } from "pg";
import { durationMs } from "../src/operations/retention.js";
import { Api, messages } from "./support/api.js";
import type { Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { testDatabase, WITHOUT_POSTGRES } from "./support/postgres.js";
import { ServerProcess, withFolder } from "./support/process.js";
import { openStream } from "./support/stream.js";

const KEY = "osb_operations";

async function text(url: string, key?: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url, key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } });
  return { status: response.status, body: await response.text() };
}

/** Calls a server's API; resolves with the answer's body. */
async function call(server: ServerProcess, method: string, path: string, body?: unknown): Promise<Json> {
  const response = await fetch(`${server.url}/v3${path}`, {
    method,
    headers: { Authorization: `Bearer ${KEY}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.json();
}

test("it says whether it lives and takes requests, and its figures to the org alone", async () => {
  const api = await Api.start();
  try {
    const { url, orgKey } = api.server;
    assert.equal((await text(`${url}/healthz`)).status, 200);
    assert.equal((await text(`${url}/readyz`)).status, 200);
    const session = await api.session({ input: "hello" }, "offline/coder");
    const stream = await api.stream(session);
    await stream.until(({ type }) => type === "turn.completed");
    // The turn may be over before the stream is open: this event certainly comes by it.
    await api.server.appendEvents(session.id, [{ type: "agent.message", body: { text: "one more" } }]);
    await stream.until(({ body }) => body.text === "one more");
    assert.equal((await text(`${url}/metrics`)).status, 401);
    assert.equal((await text(`${url}/metrics`, session.token)).status, 403);
    const { status, body } = await text(`${url}/metrics`, orgKey);
    assert.equal(status, 200);
    assert.match(body, /^oc_open_streams 1$/m);
    assert.match(body, /^oc_events_appended_total [3-9]$/m);
    assert.match(body, /^oc_turn_duration_seconds_count\{outcome="completed"\} 1$/m);
    assert.match(body, /^oc_event_delivery_lag_seconds_count [1-9]/m);
    assert.match(body, /^oc_http_request_duration_seconds_count\{method="POST",status="201"\} 2$/m);
    assert.ok(!body.includes(session.id));
    stream.close();
  } finally {
    await api.close();
  }
});

test("the log is JSON with request ids, and tells no key, token, query or text", () =>
  withFolder(async (folder) => {
    const server = await ServerProcess.start([
      "--port",
      "0",
      "--data",
      folder,
      "--key",
      KEY,
      "--log",
      "info",
    ]);
    await call(server, "POST", "/agents", { name: "a", prompt: "Prompt-secret", model: "offline/silent" });
    const made = await call(server, "POST", "/sessions", { agent: "a", input: "Input-secret" });
    const token = made.client_token as string;
    const url = `${server.url}/v3/sessions/${made.session.id}/events?stream=sse&token=${token}`;
    const stream = await openStream(url);
    await stream.count(1);
    stream.close();
    const refused = await fetch(`${server.url}/v3/agents`, {
      headers: { Authorization: "Bearer osb_wrong" },
    });
    const id = refused.headers.get("x-request-id")!;
    await server.end("SIGTERM");
    const lines = server.output
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => JSON.parse(line));
    const found = lines.find(({ request_id }) => request_id === id);
    assert.deepEqual([found.method, found.path, found.status], ["GET", "/v3/agents", 401]);
    for (const secret of [KEY, token, "osb_wrong", "-secret", "stream=sse"]) {
      assert.ok(!server.output.includes(secret), `${secret} is in the log`);
    }
  }));

test("a deleted session is gone with all its data, and its readers are told by the end of their streams", async () => {
  const api = await Api.start();
  try {
    const { id, token } = await api.session({ key: "k", webhook: "https://example.com/hook" });
    await api.server.appendEvents(id, messages(5));
    const stream = await api.stream({ id, token });
    await stream.comments(1);
    const other = await api.session();
    assert.equal((await api.call("DELETE", `/sessions/${id}`, undefined, token)).status, 403);
    assert.equal((await api.call("DELETE", `/sessions/${id}`)).status, 204);
    await stream.end();
    assert.equal((await api.get(`/sessions/${id}`)).status, 404);
    assert.equal((await api.get(`/sessions/${id}/events`, token)).status, 401);
    assert.equal((await api.call("DELETE", `/sessions/${id}`)).status, 404);
    assert.equal((await api.get(`/sessions/${other.id}`)).status, 200);
    assert.equal((await api.session({ key: "k" })).id === id, false, "its key may be used again");
  } finally {
    await api.close();
  }
});

test("sessions past their time are deleted, others stay", async () => {
  assert.deepEqual(
    [durationMs("90d"), durationMs("12h"), durationMs("0d"), durationMs("1 day")],
    [90 * 86_400_000, 12 * 3_600_000, null, null],
  );
  await withFolder(async (data) => {
    const first = await Api.start({ data });
    const old = await first.session();
    const successor = (server: Api, method: string, path: string, body?: object) =>
      fetch(`${server.server.url}/api/managed-agents${path}`, {
        method,
        headers: { "x-api-key": server.server.orgKey },
        ...(body && { body: JSON.stringify(body) }),
      });
    const made = async (server: Api) => {
      const response = await successor(server, "POST", "/sessions", { agentId: "offline/silent" });
      return ((await response.json()) as Json).session.id as string;
    };
    const [oldSuccessor, deleted] = [await made(first), await made(first)];
    await successor(first, "POST", `/sessions/${deleted}/turns`, { input: "Hi", idempotencyKey: "k" });
    assert.equal((await successor(first, "DELETE", `/sessions/${deleted}`)).status, 204);
    assert.equal((await successor(first, "GET", `/sessions/${deleted}`)).status, 404);
    assert.equal((await successor(first, "DELETE", `/sessions/${deleted}`)).status, 404);
    assert.equal((await successor(first, "GET", `/sessions/${oldSuccessor}`)).status, 200);
    await first.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await Api.start({ data, retain: 20, key: first.server.orgKey });
    await eventually(
      async () => (await second.get(`/sessions/${old.id}`)).status === 404,
      "the old one's end",
    );
    await eventually(
      async () => (await successor(second, "GET", `/sessions/${oldSuccessor}`)).status === 404,
      "the end of the old one of the successor's API",
    );
    assert.equal((await successor(second, "GET", `/sessions/${await made(second)}`)).status, 200);
    assert.equal((await second.get(`/sessions/${(await second.session()).id}`)).status, 200);
    await second.close();
  });
});

test("the vault's key is rotated; a database sealed with another is refused", () =>
  withFolder(async (folder) => {
    const args = ["--port", "0", "--data", folder, "--key", KEY];
    const rotate = (env = {}) => ServerProcess.start(["rotate-vault-key", "--data", folder], env);
    const first = await ServerProcess.start(args);
    await call(first, "POST", "/credentials", { key: "sk-ant-abcdefghijkl", is_default: true });
    const refused = await rotate();
    assert.match(refused.output, /another server uses it/);
    await first.end("SIGTERM");
    await cp(join(folder, "vault.key"), join(folder, "old"));
    const rotated = await rotate();
    assert.equal(rotated.output.trim(), "1 secrets are sealed under a new vault.key.");
    const second = await ServerProcess.start(args);
    const same = { name: "b", prompt: "", model: "anthropic/m" };
    assert.equal((await call(second, "POST", "/agents", same)).name, "b");
    await second.end("SIGTERM");
    await cp(join(folder, "old"), join(folder, "vault.key"));
    const stranger = await ServerProcess.start(args);
    assert.match(stranger.output, /not the one with which this database was encrypted/);
  }));

test("what a stopped server's folder holds is a backup", () =>
  withFolder(async (folder) => {
    const args = (data: string) => ["--port", "0", "--data", join(folder, data), "--key", KEY];
    const first = await ServerProcess.start(args("a"));
    await call(first, "POST", "/agents", { name: "a", prompt: "", model: "offline/silent" });
    const { session } = await call(first, "POST", "/sessions", { agent: "a", input: "hello" });
    await first.end("SIGTERM");
    await cp(join(folder, "a"), join(folder, "b"), { recursive: true });
    const second = await ServerProcess.start(args("b"));
    assert.equal((await call(second, "GET", `/sessions/${session.id}`)).head, 1);
    await second.end("SIGTERM");
  }));

test(
  "a PostgreSQL database is backed up and restored by its own tools, while servers run",
  { skip: WITHOUT_POSTGRES },
  () =>
    withFolder(async (folder) => {
      const [from, to] = [await testDatabase(), await testDatabase()];
      const args = ["--port", "0", "--data", folder, "--key", KEY];
      const first = await ServerProcess.start(args, { DATABASE_URL: from });
      await call(first, "POST", "/agents", { name: "a", prompt: "", model: "offline/silent" });
      const { session } = await call(first, "POST", "/sessions", { agent: "a", input: "hello" });
      const dump = join(folder, "backup");
      execFileSync("pg_dump", ["--format=custom", `--file=${dump}`, from]);
      execFileSync("pg_restore", ["--no-owner", `--dbname=${to}`, dump]);
      const second = await ServerProcess.start(args, { DATABASE_URL: to });
      assert.equal((await call(second, "GET", `/sessions/${session.id}`)).head, 1);
      const posted = await call(second, "POST", `/sessions/${session.id}/messages`, { text: "on" });
      assert.equal(posted.event.seq, 2);
      await Promise.all([first.end("SIGTERM"), second.end("SIGTERM")]);
    }),
);

test("a draining server sends its readers away and lets its turns end", { skip: WITHOUT_POSTGRES }, () =>
  withFolder(async (folder) => {
    const env = { DATABASE_URL: await testDatabase() };
    const args = ["--port", "0", "--data", folder, "--key", KEY];
    const [first, second] = [await ServerProcess.start(args, env), await ServerProcess.start(args, env)];
    await call(first, "POST", "/agents", { name: "a", prompt: "", model: "offline/coder" });
    const { session } = await call(first, "POST", "/sessions", { agent: "a", input: "hello" });
    const path = `/v3/sessions/${session.id}/events?stream=sse`;
    const headers = { Authorization: `Bearer ${KEY}` };
    const stream = await openStream(first.url + path, headers);
    await stream.until(({ type }) => type === "turn.started");
    const ended = first.end("SIGTERM");
    await stream.end();
    assert.match(stream.blocks.at(-1)!, /^retry: \d+$/, "when to come back is the last it is told");
    const elsewhere = await openStream(second.url + path, headers);
    const events = await elsewhere.until(({ type }) => type === "turn.completed");
    assert.equal(events.at(-1).body.outcome, "completed");
    elsewhere.close();
    assert.equal(await ended, 0);
    await second.end("SIGTERM");
  }),
);

test("a server that ends asks its readers to come back at moments apart", async () => {
  const api = await Api.start();
  const session = await api.session();
  const streams = await Promise.all(Array.from({ length: 40 }, () => api.stream(session)));
  await Promise.all(streams.map((stream) => stream.comments(1)));
  await api.close();
  await Promise.all(streams.map((stream) => stream.end()));
  const waits = streams.map(({ blocks }) => Number(/^retry: (\d+)$/.exec(blocks.at(-1)!)?.[1]));
  assert.ok(
    waits.every((wait) => wait >= 1000 && wait <= 1200),
    waits.join(),
  );
  assert.ok(new Set(waits).size > 10, waits.join());
});

test("a schema of a newer version is refused", { skip: WITHOUT_POSTGRES }, () =>
  withFolder(async (folder) => {
    const database = await testDatabase();
    const args = ["--port", "0", "--data", folder, "--key", KEY, "--database", database];
    await (await ServerProcess.start(args)).end("SIGTERM");
    const client = new Client({ connectionString: database });
    await client.connect();
    await client.query("INSERT INTO kysely_migration VALUES ('9999-later', now()::text)");
    await client.end();
    const older = await ServerProcess.start(args);
    assert.equal(older.child.exitCode, 1);
    assert.match(older.output, /9999-later/);
  }),
);
