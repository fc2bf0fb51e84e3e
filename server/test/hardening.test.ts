import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { checkTarget } from "../src/webhooks/target.js";
import { Api } from "./support/api.js";

test("no form of an IPv6 address that stands for an IPv4 one passes as public", () => {
  for (const host of [
    "::127.0.0.1",
    "::10.0.0.1",
    "::a9fe:a9fe",
    "::2",
    "::ffff:0:127.0.0.1",
    "::ffff:0:a9fe:a9fe",
    "::ffff:0:808:808",
    "::ffff:169.254.169.254",
  ]) {
    for (const allowLoopback of [false, true])
      assert.throws(() => checkTarget(`https://[${host}]/`, allowLoopback), { name: "TargetError" }, host);
  }
  for (const host of ["8.8.8.8", "[::ffff:8.8.8.8]", "[2606:4700::1111]"])
    checkTarget(`https://${host}/`, false);
});

test("what is kept can be read by its owner alone, also in a folder and a file that were there before", async (t) => {
  const data = mkdtempSync(path.join(tmpdir(), "oc-server-"));
  t.after(() => rmSync(data, { recursive: true }));
  writeFileSync(path.join(data, "opencomputer.db"), "", { mode: 0o644 });
  const api = await Api.start({ data });
  await api.session();
  const modes = readdirSync(data).map(
    (file) => [file, statSync(path.join(data, file)).mode & 0o777] as const,
  );
  await api.close();
  assert.ok(modes.length > 1);
  for (const [file, mode] of modes) assert.equal(mode.toString(8), "600", file);
});

test("no refusal repeats what was sent where a key may stand", async () => {
  const api = await Api.start();
  const secret = "sk-ant-very-secret";
  const answers = [
    await api.post("/agents", `${secret}`),
    await api.post("/agents", `{"key":"${secret}`),
    await api.post("/agents", `{"key":"a" ${secret}}`),
    await api.post("/agents", { name: "a", prompt: "", model: "anthropic/a", credential: secret }),
    await api.post("/agents", { name: "a", prompt: "", model: "anthropic/a", key: `${secret}\n` }),
  ];
  for (const { status, body } of answers) {
    assert.ok(status === 400 || status === 422, `${status}`);
    assert.doesNotMatch(JSON.stringify(body), /sk-|secret/);
  }
  await api.close();
});

test("every answer forbids keeping it and guessing its type", async () => {
  const api = await Api.start();
  const { id } = await api.session();
  for (const [method, at] of [
    ["GET", `/sessions/${id}`],
    ["GET", `/sessions/${id}/events`],
    ["GET", `/sessions/${id}/events?stream=sse`],
    ["GET", "/nowhere"],
    ["POST", "/agents"],
    ["POST", `/sessions/${id}/client-tokens`],
  ] as const) {
    const response = await fetch(api.base + at, {
      method,
      headers: { authorization: `Bearer ${api.server.orgKey}` },
    });
    assert.equal(response.headers.get("cache-control"), "no-store", at);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff", at);
    await response.body?.cancel();
  }
  await api.close();
});
