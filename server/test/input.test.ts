import assert from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { pipeline, Readable } from "node:stream";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { Api, type MadeSession } from "./support/api.js";
import type { Json } from "./support/json.js";

let api: Api;
let session: MadeSession;
let destination: string;

before(async () => {
  api = await Api.start({ webhookAttempts: 1 });
  session = await api.session();
  const { body } = await api.post(`/sessions/${session.id}/destinations`, { url: "https://example.com/" });
  destination = body.id;
});

after(() => api.close());

test("a body that cannot be used is refused by name", async () => {
  const agents = "/agents";
  const sessions = "/sessions";
  const messages = `/sessions/${session.id}/messages`;
  const tokens = `/sessions/${session.id}/client-tokens`;
  const cases: [string, unknown, number, string | undefined][] = [
    [agents, "{", 400, undefined],
    [agents, "nonsense", 400, undefined],
    [agents, "[]", 422, "body"],
    [agents, "null", 422, "body"],
    [agents, '"text"', 422, "body"],
    [agents, {}, 422, "name"],
    [agents, { name: 7, prompt: "", model: "offline/a" }, 422, "name"],
    [agents, { name: "a\u0000b", prompt: "", model: "offline/a" }, 422, "name"],
    [agents, { name: "x".repeat(101), prompt: "", model: "offline/a" }, 422, "name"],
    [agents, { name: "a", prompt: "", model: "offline/a", extra: 1 }, 422, "extra"],
    [agents, { name: "a", prompt: "a\u0000b", model: "offline/a" }, 422, "prompt"],
    [agents, { name: "a", prompt: "a\ud800b", model: "offline/a" }, 422, "prompt"],
    [agents, { name: "a", prompt: "", model: "offline/a", limits: { turns: 0 } }, 422, "limits.turns"],
    [agents, { name: "a", prompt: "", model: "offline/a", limits: { hours: 1 } }, 422, "limits.hours"],
    [sessions, { agent: "offline/silent" }, 422, "input"],
    [sessions, { agent: "offline/silent", input: "" }, 422, "input"],
    [sessions, { agent: "offline/silent", input: " \n" }, 422, "input"],
    [sessions, { agent: "offline/silent", input: [1] }, 422, "input"],
    [sessions, { agent: "nobody", input: "Hi" }, 422, "agent"],
    [sessions, { agent: "offline/silent", input: "Hi", metadata: [] }, 422, "metadata"],
    [
      sessions,
      { agent: "offline/silent", input: "Hi", metadata: { a: "x".repeat(17_000) } },
      422,
      "metadata",
    ],
    [sessions, { agent: "offline/silent", input: "Hi", webhook: "x" }, 422, "webhook"],
    [sessions, { agent: "offline/silent", input: "Hi", model: "anthropic/a" }, 422, "model"],
    [
      sessions,
      { agent: "offline/silent", input: "Hi", destinations: [{ url: "https://a.example", secret: "s" }] },
      422,
      "destinations.0.secret",
    ],
    [messages, {}, 422, "text"],
    [messages, { text: "" }, 422, "text"],
    [messages, { text: 7 }, 422, "text"],
    [messages, { text: "Hi", idempotency_key: "" }, 422, "idempotency_key"],
    [messages, { text: "Hi", idempotency_key: "x".repeat(201) }, 422, "idempotency_key"],
    [messages, { text: "Hi", more: 1 }, 422, "more"],
    [messages, { text: "Hi", envelope: { text: "Hi" } }, 422, "text"],
    [messages, { envelope: { text: " " } }, 422, "envelope.text"],
    [messages, { envelope: { text: "Hi", surprise: 1 } }, 422, "envelope.surprise"],
    [tokens, { scopes: [] }, 422, "scopes"],
    [tokens, { scopes: ["admin"] }, 422, "scopes.0"],
    [tokens, { ttl: 1e9 }, 422, "ttl"],
  ];
  for (const [path, body, status, param] of cases) {
    const answer = await api.post(path, body);
    const { error } = answer.body;
    assert.deepEqual([answer.status, error?.param], [status, param], `${path} ${JSON.stringify(body)}`);
    assert.ok(error.message.length > 3 && error.type && /^req_/.test(error.request_id));
  }
});

test("a query that cannot be used is refused by name", async () => {
  const events = `/sessions/${session.id}/events`;
  const cases: [string, string][] = [
    [`${events}?after=-1`, "after"],
    [`${events}?after=1.5`, "after"],
    [`${events}?after=9999999999999999999`, "after"],
    [`${events}?limit=0`, "limit"],
    [`${events}?limit=1001`, "limit"],
    [`${events}?limit=x`, "limit"],
    ...["1e1", "0x10", "%205", "5%20", "+5", "%2B5", "5.0", ""].flatMap((text): [string, string][] => [
      [`${events}?limit=${text}`, "limit"],
      [`${events}?after=${text}`, "after"],
      [`/sessions?cursor=${text}`, "cursor"],
    ]),
    [`${events}?level=admin`, "level"],
    [`${events}?stream=websocket`, "stream"],
    [`${events}?type=%00`, "type"],
    ["/agents?cursor=abc", "cursor"],
    ["/sessions?cursor=-1", "cursor"],
    ["/sessions?status=asleep", "status"],
    ["/sessions?after=yesterday", "after"],
    [`/sessions/${session.id}/deliveries?status=lost`, "status"],
  ];
  for (const [path, param] of cases) {
    const { status, body } = await api.get(path);
    assert.deepEqual([status, body.error.param], [422, param], path);
  }
  assert.equal((await api.get(`${events}?unknown=1&after=`)).status, 422);
  assert.equal((await api.get(`${events}?cache=1`)).status, 200, "unknown parameters are ignored");
});

test("a body over the limit is 413, whether or not it says its length", async () => {
  const path = `/sessions/${session.id}/messages`;
  const text = "x".repeat(2_000_000);
  assert.equal((await api.post(path, { text }, session.token)).status, 413);
  // Not by `fetch`: where the server closes the connection, Node's goes on reading an endless body into its memory.
  const endless = new Readable({
    read() {
      this.push("x".repeat(100_000));
    },
  });
  const answered = await new Promise((resolve) => {
    const headers = { Authorization: `Bearer ${session.token}` };
    const sending = request(api.base + path, { method: "POST", headers }, ({ statusCode }) =>
      resolve(statusCode),
    );
    // The connection may be closed before the client has stopped to send.
    sending.on("error", () => resolve("closed"));
    pipeline(endless, sending, () => {});
  });
  endless.destroy();
  assert.ok(answered === 413 || answered === "closed", String(answered));
  assert.equal((await api.post(path, { text: "x".repeat(900_000) }, session.token)).status, 202);
});

test("a body is JSON whatever its label says", async () => {
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=x",
    "nonsense",
  ]) {
    const { status } = await api.call(
      "POST",
      `/sessions/${session.id}/messages`,
      { text: "Hi" },
      session.token,
      {
        "Content-Type": type,
      },
    );
    assert.equal(status, 202, type);
  }
});

test("a body that is no UTF-8, or compressed, is refused and stored nowhere", async () => {
  const path = `/sessions/${session.id}/messages`;
  const { head } = (await api.get(`/sessions/${session.id}`)).body;
  const post = async (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const sent = { Authorization: `Bearer ${session.token}`, ...headers };
    const response = await fetch(api.base + path, { method: "POST", headers: sent, body });
    return { status: response.status, error: ((await response.json()) as Json).error };
  };
  // A byte of Latin-1, half of a character, and half of a surrogate pair.
  for (const bytes of [[0xe9], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80]]) {
    const body = Buffer.concat([Buffer.from('{"text":"caf'), Buffer.from(bytes), Buffer.from('"}')]);
    const { status, error } = await post(body);
    assert.deepEqual([status, error.type], [400, "invalid_json"], String(bytes));
  }
  const json = Buffer.from('{"text":"Hi"}');
  for (const [encoding, body] of [
    ["gzip", gzipSync(json)],
    ["br", json],
  ] as const) {
    const { status, error } = await post(body, { "Content-Encoding": encoding });
    assert.deepEqual([status, error.param], [415, "Content-Encoding"], encoding);
  }
  assert.equal((await api.get(`/sessions/${session.id}`)).body.head, head);
  assert.equal((await post(json, { "Content-Encoding": "identity" })).status, 202);
});

test("unknown routes, methods and paths are answered in the envelope", async () => {
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["DELETE", "/sessions"],
    ["PUT", `/sessions/${session.id}`],
    ["GET", "/sessions/%E0%A4%A"],
    ["GET", "/sessions/%00/events"],
    ["GET", "/../../etc/passwd"],
  ] as const) {
    const { status, body } = await api.call(method, path);
    assert.ok(status === 404 || status === 400, `${method} ${path} is ${status}`);
    assert.ok(body.error.message);
  }
});

test("HEAD answers what GET would, without a body and without staying open", async () => {
  for (const path of [
    "/agents",
    `/sessions/${session.id}/events`,
    `/sessions/${session.id}/events?stream=sse`,
  ]) {
    const headers = { Authorization: `Bearer ${api.server.orgKey}` };
    const response = await fetch(api.base + path, { method: "HEAD", headers });
    assert.deepEqual([response.status, await response.text()], [200, ""], path);
  }
});

test("bytes that are no HTTP are turned away, and the server lives", async () => {
  for (const bytes of [
    "\x00\x01\x02\r\n\r\n",
    "GET\r\n\r\n",
    `GET /${"x".repeat(100_000)} HTTP/1.1\r\n\r\n`,
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(api.base).port), "127.0.0.1", () => socket.write(bytes));
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
      socket.resume();
    });
  }
  assert.equal((await api.get("/agents")).status, 200);
});

test("a health check by HTTP/1.0, which names no host, is answered", async () => {
  const socket = connect(Number(new URL(api.base).port), "127.0.0.1");
  socket.write("GET /readyz HTTP/1.0\r\n\r\n");
  let answer = "";
  for await (const piece of socket) answer += String(piece);
  assert.match(answer, /^HTTP\/1\.1 200 [^]*\r\n\r\nready\n$/);
});

test("an idle connection outlives those of proxies, so that none sends a request while it is closed", async () => {
  const { headers } = await fetch(`${api.server.url}/healthz`);
  const [, seconds] = /timeout=(\d+)/.exec(headers.get("keep-alive") ?? "") ?? [];
  assert.ok(Number(seconds) > 120, seconds);
});

test("no input of any kind makes the server fail", { timeout: 500_000 }, async () => {
  const errors: unknown[] = [];
  const print = console.error;
  console.error = (...values) => errors.push(values);
  const ids = ["", "/", session.id, "ses_none", destination, "evt_x", "%00", "..", "default", "constructor"];
  const path = fc
    .tuple(
      fc.constantFrom("agents", "credentials", "sessions", "documents", "__proto__"),
      fc.constantFrom(...ids),
      fc.constantFrom(
        ...[
          "",
          "events",
          "messages",
          "destinations",
          "deliveries",
          "turns",
          "client-tokens",
          "cancel",
          "result",
        ],
      ),
      fc.constantFrom("", ...ids),
      fc.constantFrom(
        "",
        "?limit=1",
        "?after=0&level=user",
        "?cursor=1",
        "?type=a.*",
        "?%=&&=",
        "?stream=sse2",
      ),
    )
    .map(([a, b, c, d, query]) => `/${[a, b, c, d].filter((part) => part !== "").join("/")}${query}`);
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      "offline/silent",
      "Hi",
      "anthropic/a",
      "https://example.com",
      1e308,
      -0,
      "\ud800",
      "__proto__",
    ),
  );
  const names = [
    "name",
    "prompt",
    "model",
    "key",
    "agent",
    "input",
    "text",
    "envelope",
    "url",
    "types",
    "limits",
  ];
  const body = fc.oneof(
    fc.dictionary(fc.constantFrom(...names, "metadata", "credential", "scopes", "ttl", "__proto__"), value),
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
  );
  const method = fc.constantFrom("GET", "POST", "PATCH", "PUT", "DELETE");
  try {
    await fc.assert(
      fc.asyncProperty(method, path, body, fc.boolean(), async (verb, route, sent, asOrg) => {
        const response = await fetch(api.base + route, {
          method: verb,
          headers: { Authorization: `Bearer ${asOrg ? api.server.orgKey : session.token}` },
          ...(verb !== "GET" && { body: typeof sent === "string" ? sent : JSON.stringify(sent) }),
        });
        const text = await response.text();
        assert.ok(response.status < 500, `${verb} ${route} is ${response.status}`);
        assert.doesNotMatch(text, /\bat \S+ \(|node_modules|SQLITE/);
        if (response.status >= 400)
          assert.ok((JSON.parse(text) as { error: { message: string } }).error.message);
      }),
      { numRuns: 1500 },
    );
  } finally {
    console.error = print;
  }
  assert.deepEqual(errors, []);
});
