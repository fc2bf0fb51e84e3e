import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock, test } from "node:test";
import { getRequestListener } from "@hono/node-server";
import { startServer } from "../src/index.js";
import { createApp } from "../src/http/app.js";
import type { EventStream } from "../src/http/event-stream.js";
import { OpenStreams } from "../src/http/open-streams.js";
import { openServices } from "../src/services.js";
import type { SessionRow } from "../src/store/schema/rows.js";
import { checkTarget } from "../src/webhooks/target.js";
import { Api } from "./support/api.js";
import { eventually } from "./support/waiting.js";
import { OPTIONS } from "./support/services.js";

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
  for (const path of ["/healthz", "/readyz", "/metrics", "/api/managed-agents/sessions", "/nowhere"]) {
    for (const authorization of ["Bearer osb_wrong", `Bearer ${api.server.orgKey}`]) {
      const { headers } = await fetch(api.server.url + path, { headers: { authorization } });
      assert.equal(headers.get("cache-control"), "no-store", path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    }
  }
  await api.close();
});

test("a body that is nested too deeply is refused, on each route, and is no failure of the server", async () => {
  const api = await Api.start();
  const { id, token } = await api.session();
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  for (const [route, body] of [
    [`/sessions/${id}/messages`, `{"envelope":{"text":"x","raw":${deep}}}`],
    [`/sessions/${id}/messages`, `{"envelope":{"text":"x","refs":{"a":${deep}}}}`],
    [`/sessions/${id}/messages`, deep],
  ] as const) {
    const answer = await api.post(route, body, token);
    assert.deepEqual([answer.status, answer.body.error.param], [422, "body"]);
  }
  for (const body of [
    `{"agent":"offline/silent","input":{"a":${deep}}}`,
    `{"agent":"offline/silent","input":"x","metadata":{"a":${deep}}}`,
  ])
    assert.equal((await api.post("/sessions", body)).status, 422);
  const successor = await fetch(`${api.server.url}/api/managed-agents/sessions`, {
    method: "POST",
    headers: { "x-api-key": api.server.orgKey },
    body: `{"agentId":"offline/silent","memory":[${deep}]}`,
  });
  assert.ok(successor.status >= 400 && successor.status < 500, `${successor.status}`);
  const nested = "[".repeat(90) + "]".repeat(90);
  const fine = await api.post(`/sessions/${id}/messages`, `{"envelope":{"text":"x","raw":${nested}}}`, token);
  assert.equal(fine.status, 202);
  const metrics = await fetch(`${api.server.url}/metrics`, {
    headers: { authorization: `Bearer ${api.server.orgKey}` },
  });
  assert.doesNotMatch(await metrics.text(), /^oc_errors_total\{/m);
  await api.close();
});

test("a refusal stays short, and repeats neither a value nor a long name", async () => {
  const api = await Api.start();
  const { id } = await api.session();
  const long = `sk-ant-${"x".repeat(900_000)}`;
  const agent = { name: "a", prompt: "", model: "anthropic/a" };
  for (const [route, body] of [
    ["/sessions", { agent: long, input: "Hi" }],
    ["/sessions", { agent: "sk-ant-x", input: "Hi" }],
    ["/agents", { ...agent, runtime: long }],
    ["/agents", { ...agent, runtime: "sk-ant-x" }],
    ["/agents", { ...agent, credential: long }],
    ["/agents", { ...agent, model: long }],
    ["/agents", { ...agent, key: [long] }],
    ["/credentials/default", { credential: long }],
    [`/sessions/${id}/destinations`, { url: long }],
    [`/sessions/${id}/client-tokens`, { scopes: [long] }],
  ] as const) {
    const method = route.endsWith("default") ? "PUT" : "POST";
    const { status, body: said } = await api.call(method, route, body);
    assert.equal(status, 422, route);
    assert.doesNotMatch(JSON.stringify(said), /sk-ant/, route);
  }
  const { body } = await api.post("/agents", { ...agent, ["n".repeat(900_000)]: 1 });
  assert.ok(JSON.stringify(body).length < 500);
  await api.close();
});

test("no request forges a line of the log, and none leaves a token in it", async () => {
  const lines: string[] = [];
  const api = await Api.start({ onRequest: (line) => lines.push(line) });
  const { id, token } = await api.session();
  lines.length = 0;
  await fetch(`${api.base}/x%0AGET%20/v3/agents%20200%201%20ms%1b[2J%00`);
  await fetch(`${api.base}/sessions/${id}/events?token=${token}`);
  assert.equal(lines.length, 2);
  for (const line of lines) assert.match(line, /^GET \/v3\/[\x21-\x7e]+ 40[14] \d+ ms$/);
  assert.ok(!lines.join("").includes(token));
  await api.close();
});

test("nothing of a request comes back in a header", async () => {
  const api = await Api.start();
  const { id, token } = await api.session();
  const names = [
    "X-Request-Id",
    "Origin",
    "Access-Control-Request-Headers",
    "Host",
    "X-Forwarded-Host",
    "Referer",
  ];
  for (const method of ["GET", "OPTIONS"]) {
    const response = await fetch(`${api.base}/sessions/${id}/events?echo=evil`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...Object.fromEntries(names.map((name) => [name, "https://evil.example"])),
      },
    });
    assert.doesNotMatch(JSON.stringify([...response.headers]), /evil/, method);
    await response.body?.cancel();
  }
  await api.close();
});

test("a document is found by its id, and no path leads out of the documents", async () => {
  const api = await Api.start();
  for (const id of [
    "..",
    "../vault.key",
    "%2e%2e%2fvault.key",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "doc_none",
    "__proto__",
  ]) {
    const response = await fetch(`${api.server.url}/documents/${id}`);
    assert.ok(response.status === 404 || response.status === 400, id);
    assert.equal(response.headers.get("content-type"), "application/json");
  }
  await api.close();
});

test("names that objects have by themselves are names like others", async () => {
  const api = await Api.start();
  const { id, token } = await api.session();
  const odd = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const { status } = await api.post(
    `/sessions/${id}/messages`,
    `{"envelope":{"text":"x","refs":${odd},"raw":${odd}}}`,
    token,
  );
  assert.equal(status, 202);
  assert.equal(
    (await api.post("/agents", '{"name":"b","prompt":"","model":"offline/b","__proto__":1}')).status,
    422,
  );
  for (const name of ["__proto__", "constructor", "toString"]) {
    assert.equal((await api.get(`/agents/${name}`)).status, 404);
    assert.equal((await api.post("/agents", { name, prompt: "", model: "a/b", runtime: name })).status, 422);
  }
  for (const name of ["__proto__", "constructor", "toString", "valueOf"]) {
    for (const [method, path] of [
      ["POST", "/sessions/none/turns"],
      ["PATCH", "/sessions/none/labels"],
    ] as const) {
      const response = await fetch(`${api.server.url}/api/managed-agents${path}`, {
        method,
        headers: { "x-api-key": api.server.orgKey },
        body: `{"${name}":1${method === "POST" ? ',"input":"Hi"' : ""}}`,
      });
      assert.equal(response.status, 400, `${path} with ${name}`);
    }
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  await api.close();
});

test("no spelling of an address that is not public passes as one", () => {
  for (const host of [
    ...["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "%31%32%37.0.0.1"],
    ...[
      "0",
      "0.0.0.0",
      "[::]",
      "[0:0:0:0:0:0:0:1]",
      "[::ffff:7f00:1]",
      "[64:ff9b::7f00:1]",
      "[2002:7f00:1::]",
    ],
    ...["169.254.169.254", "0xa9fea9fe", "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192"],
    ...["[5f00::1]", "[3fff::1]"],
    ...["localhost", "LOCALHOST", "localhost.", "a.localhost", "ｌｏｃａｌｈｏｓｔ"],
  ]) {
    assert.throws(() => checkTarget(`https://${host}/`, false), { name: "TargetError" }, host);
  }
  for (const url of [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "https://a:b@example.com/",
  ])
    assert.throws(() => checkTarget(url, true), { name: "TargetError" }, url);
});

test("a reader that leaves before it is known who it is leaves nothing behind", async () => {
  const services = await openServices(OPTIONS);
  let answer = () => {};
  const isAsked = new Promise<void>((asked) => {
    services.tokens.grantWithSession = async () => {
      asked();
      await new Promise<void>((resolve) => (answer = resolve));
      const grant = {
        hash: "h",
        session: "ses_any",
        scopes: ["read" as const],
        expiresAt: Date.now() + 60_000,
      };
      return { grant, session: { id: "ses_any", head: 0 } as SessionRow };
    };
  });
  const app = createApp(services, "osb_test");
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const left = once(server, "request").then(([, response]) => once(response, "close"));
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("GET /v3/sessions/ses_any/events?stream=sse&token=ct_any HTTP/1.1\r\nHost: a\r\n\r\n");
  await isAsked;
  socket.destroy();
  await left;
  answer();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(services.streams.drop(), 0);
  server.close();
  await services.store.close();
});

test("an org key that anybody could send, or nobody, is refused", async () => {
  for (const key of ["", " ", "osb a", "osb_ключ", "osb_é", "osb_\x7f"])
    await assert.rejects(startServer({ key }), /The org key must/);
});

test(
  "streams are closed over a period also if the clock is set back meanwhile",
  { timeout: 20_000 },
  async () => {
    mock.timers.enable({ apis: ["Date"], now: Date.now() });
    try {
      const streams = new OpenStreams();
      let ended = 0;
      const endWithRetry = () => {
        ended++;
        mock.timers.setTime(Date.now() - 3_600_000);
      };
      for (let n = 0; n < 3; n++) streams.add({ endWithRetry } as unknown as EventStream);
      await streams.closeGradually(30);
      assert.equal(ended, 3);
    } finally {
      mock.timers.reset();
    }
  },
);

test("who sends a request's headers too slowly is cut off", { timeout: 300_000 }, async () => {
  const api = await Api.start();
  const socket = connect(Number(new URL(api.base).port), "127.0.0.1");
  const closed = once(socket, "close");
  socket.on("error", () => {});
  socket.write("GET /v3/agents HTTP/1.1\r\nHost: a\r\n");
  let answer = "";
  socket.on("data", (piece: Buffer) => (answer += piece.toString()));
  const began = Date.now();
  const drip = setInterval(() => socket.write("X-Slow: 1\r\n"), 500);
  await closed;
  clearInterval(drip);
  assert.match(answer, /^HTTP\/1.1 408 [^]*\r\n\r\n\{"error":\{/);
  assert.ok(Date.now() - began < 30_000);
  await api.close();
});

test("who goes away in the middle of a body is no failure of the server", async () => {
  const api = await Api.start();
  const { id, token } = await api.session();
  const port = Number(new URL(api.base).port);
  const headers = `Host: a\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100`;
  const request = `POST /v3/sessions/${id}/messages HTTP/1.1\r\n${headers}\r\n\r\n{"text":`;
  for (let n = 0; n < 10; n++) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    await new Promise((resolve) => socket.write(request, resolve));
    // Half of them go while the body is read, half while the server still asks its store who they are.
    if (n % 2 === 0) await api.get(`/sessions/${id}`);
    socket.destroy();
  }
  const figures = await eventually(async () => {
    const metrics = await fetch(`${api.server.url}/metrics`, {
      headers: { authorization: `Bearer ${api.server.orgKey}` },
    });
    const text = await metrics.text();
    const [, count] =
      /request_duration_seconds_count\{method="POST",status="(?:400|500)"\} (\d+)/.exec(text) ?? [];
    return count === "10" ? text : null;
  }, "the requests to have ended");
  assert.doesNotMatch(figures, /^oc_errors_total\{/m);
  assert.equal((await api.get(`/sessions/${id}`)).body.head, 1);
  await api.close();
});
