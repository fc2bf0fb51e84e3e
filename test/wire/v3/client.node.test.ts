import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { parseRetryAfter } from "../../../src/wire/retry-after.js";
import { Client } from "../../../src/wire/v3/client.js";
import { post, whole } from "../../../src/wire/v3/messages.js";
import { SessionError } from "../../../src/wire/errors.js";
import { ScriptedHttpServer } from "../../runner/scripted-server.js";
import type { ScriptedAnswer } from "../../support/scripted-server.js";
import { userMessage } from "../../support/log.js";

const TOKEN = "ct_secret-token";
const EVENTS = "GET /v3/sessions/ses_1/events";
const MESSAGES = "POST /v3/sessions/ses_1/messages";
const JSON_TYPE = { "content-type": "application/json" };

let server: ScriptedHttpServer;
let client: Client;
const to = { session: "ses_1", token: TOKEN, signal: new AbortController().signal };
const read = { ...to, after: 7, level: "user" as const };
const message = { ...to, text: "hi", refs: null, key: "key-1" };

before(async () => void (server = await ScriptedHttpServer.start()));
after(() => server.close());
beforeEach(async () => {
  await server.close();
  server = await ScriptedHttpServer.start();
  client = new Client(`${server.url}/v3`, fetch);
});

const answerJson = (value: unknown, status = 200): ScriptedAnswer => ({
  status,
  headers: JSON_TYPE,
  chunks: [JSON.stringify(value)],
});

async function failure(promise: Promise<unknown>): Promise<SessionError> {
  const error = await promise.then(
    () => assert.fail("It did not fail."),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof SessionError, String(error));
  assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, /secret-token/);
  return error;
}

test("a stream asks for what follows, with the token in a header and nowhere else", async () => {
  await server.answer(EVENTS, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
  await (await client.stream(read)).cancel();
  const [request] = await server.requests(1);
  assert.equal(request?.url, "/v3/sessions/ses_1/events?after=7&level=user&stream=sse");
  assert.equal(request?.headers["authorization"], `Bearer ${TOKEN}`);
  assert.equal(request?.headers["accept"], "text/event-stream");
});

test("a session's name is escaped", async () => {
  await failure(client.stream({ ...read, session: "../agents?x=1#" }));
  const [request] = await server.requests(1);
  assert.match(request?.url ?? "", /^\/v3\/sessions\/..%2Fagents%3Fx%3D1%23\/events\?/);
});

test("a post carries its key, and its refs in an envelope", async () => {
  await server.answer(
    MESSAGES,
    answerJson({ event: { id: "evt_9", seq: "9" }, session: { head: "9" } }, 202),
  );
  const accepted = { id: "evt_9", seq: 9, turnId: null, heldId: null, head: 9 };
  assert.deepEqual(await post(client, message), accepted);
  await post(client, { ...message, refs: { page: "/cart" } });
  const bodies = (await server.requests(2)).map(({ body }) => JSON.parse(body) as unknown);
  assert.deepEqual(bodies, [
    { text: "hi", idempotency_key: "key-1" },
    { envelope: { id: "key-1", text: "hi", refs: { page: "/cart" } }, idempotency_key: "key-1" },
  ]);
});

const STATUSES: readonly [status: number, code: string, retryable: boolean][] = [
  [400, "invalid", false],
  [401, "unauthorized", false],
  [402, "insufficient-credits", true],
  [403, "forbidden", false],
  [404, "not-found", false],
  [408, "server", true],
  [409, "closed", false],
  [410, "not-found", false],
  [413, "too-large", false],
  [415, "invalid", false],
  [418, "invalid", false],
  [422, "invalid", false],
  [425, "server", true],
  [429, "rate-limited", true],
  [500, "server", true],
  [502, "server", true],
  [503, "server", true],
];
for (const [status, code, retryable] of STATUSES) {
  test(`${status} is ${code}`, async () => {
    const body = { error: { type: "t", message: `No, ${TOKEN}.` } };
    await server.answer(MESSAGES, answerJson(body, status));
    const error = await failure(post(client, message));
    assert.deepEqual([error.code, error.retryable, error.status], [code, retryable, status]);
    assert.equal(error.message, `The API answered ${status}: No, ….`);
  });
}

for (const [what, body] of [
  [
    "in the envelope",
    { error: { type: "gone", code: "v3_retired", migration_guide: "https://example.com/v4" } },
  ],
  ["bare", { code: "v3_retired", migration_guide: "https://example.com/v4" }],
  ["beside a string", { error: "Gone.", code: "v3_retired", migration_guide: "https://example.com/v4" }],
] as const) {
  test(`410 with a code that says "retired", ${what}, is an API that ended, not a conversation`, async () => {
    await server.answer(MESSAGES, answerJson(body, 410));
    const error = await failure(post(client, message));
    assert.deepEqual([error.code, error.retryable], ["retired", false]);
    assert.match(error.message, /https:\/\/example\.com\/v4/);
  });
}

const FOREIGN_BODIES: readonly [what: string, body: string][] = [
  ["HTML", "<!doctype html><title>Sign in</title>"],
  ["nothing", ""],
  ["JSON of somebody else", '{"message":"Forbidden","code":"WAF_17"}'],
  ["a list", '[{"error":{"type":"t"}}]'],
];
for (const status of [300, 400, 402, 403, 404, 405, 409, 410, 413, 415, 422, 451]) {
  for (const [what, body] of FOREIGN_BODIES) {
    test(`${status} with ${what} is nothing that the API says: it may be tried again`, async () => {
      await server.answer(MESSAGES, { status, chunks: [body] });
      const error = await failure(post(client, message));
      assert.deepEqual([error.code, error.retryable, error.status], ["protocol", true, status]);
    });
  }
}

test("an error that quotes another token, or an org key, is not quoted", async () => {
  await server.answer(MESSAGES, answerJson({ error: { message: "ct_old and osb_key-1 are no good." } }, 400));
  assert.equal((await failure(post(client, message))).message, "The API answered 400: … and … are no good.");
});

const BODIES: readonly [what: string, body: string, message: string][] = [
  ["a string", '{"error":"<b>bad</b>"}', "The API answered 500."],
  ["HTML", "<html><h1>Bad gateway</h1>", "The API answered 500."],
  ["nothing", "", "The API answered 500."],
  ["null", "null", "The API answered 500."],
  ["a type alone", '{"error":{"type":"overloaded"}}', "The API answered 500: overloaded"],
  ["an array", "[]", "The API answered 500."],
];
for (const [what, body, expected] of BODIES) {
  test(`an error that is ${what} says "${expected}"`, async () => {
    await server.answer(MESSAGES, { status: 500, chunks: [body] });
    assert.equal((await failure(post(client, message))).message, expected);
  });
}

test("a refusal that is not the API's names the setting that may be wrong", async () => {
  await server.answer(MESSAGES, { status: 404, chunks: ["<h1>Not found</h1>"] });
  const error = await failure(post(client, message));
  assert.equal(error.code, "protocol");
  assert.equal(error.message, "The API answered 404: is base-url right?");
});

test("where nobody answers, the error names what may keep a browser from it", async () => {
  const lost = new Client("https://api.test/v3", () => Promise.reject(new TypeError("Failed to fetch ct_1")));
  const error = await failure(post(lost, message));
  assert.equal(error.code, "network");
  const advice = "Check its URL, CORS, CSP.";
  assert.equal(error.message, `The API could not be reached (TypeError). ${advice}`);
});

test("a very long reason is cut", async () => {
  await server.answer(MESSAGES, answerJson({ error: { message: "x".repeat(9999) } }, 400));
  assert.ok((await failure(post(client, message))).message.length < 400);
});

const ODD_ANSWERS: readonly [what: string, answer: ScriptedAnswer][] = [
  ["HTML", { headers: { "content-type": "text/html" }, chunks: ["<html>login</html>"] }],
  ["an empty body", { status: 202 }],
  ["null", answerJson(null)],
  ["no event", answerJson({})],
  ["an event without seq", answerJson({ event: { id: "e" } })],
];
for (const [what, answer] of ODD_ANSWERS) {
  test(`a post answered with ${what} may be tried again`, async () => {
    await server.answer(MESSAGES, answer);
    const error = await failure(post(client, message));
    assert.deepEqual([error.code, error.retryable], ["protocol", true]);
  });
}

for (const [what, answer] of [
  ["HTML", { headers: { "content-type": "text/html" }, chunks: ["<html>login</html>"] }],
  ["JSON", answerJson({ data: [], next_cursor: null })],
  ["204", { status: 204 }],
] as const) {
  test(`a stream answered with ${what} may be tried again`, async () => {
    await server.answer(EVENTS, answer);
    const error = await failure(client.stream(read));
    assert.deepEqual([error.code, error.retryable], ["protocol", true]);
  });
}

test("an answer torn off is a network error", async () => {
  await server.answer(MESSAGES, { headers: { "content-length": "100" }, chunks: ['{"event"'], then: "cut" });
  assert.equal((await failure(post(client, message))).code, "network");
});

test("an unreachable host is a network error", async () => {
  await server.close();
  const error = await failure(post(client, message));
  assert.deepEqual([error.code, error.retryable, error.status], ["network", true, null]);
});

test("a redirect is not followed", async () => {
  await server.answer(MESSAGES, { status: 307, headers: { location: `${server.url}/elsewhere` } });
  const error = await failure(post(client, message));
  assert.deepEqual([error.code, error.retryable], ["protocol", true]);
  assert.equal(error.message, "The API answered 307: is base-url right?");
  assert.equal((await server.requests(1)).length, 1);
});

test("a redirect in a browser, which gives it no status, may be gone the next time", async () => {
  // As a redirect is in a browser, this response has the status 0.
  const redirected = new Client(server.url, async () => Response.error());
  const error = await failure(post(redirected, message));
  assert.deepEqual([error.code, error.retryable], ["protocol", true]);
  assert.equal(error.message, "The API answered 0: is base-url right?");
});

test("requests use nothing that the fetch of Cloudflare Workers throws for", async () => {
  const used: (string | undefined)[] = [];
  const noting: typeof fetch = async (_, init) => {
    used.push(init?.redirect);
    return new Response("{}");
  };
  await failure(post(new Client(server.url, noting), message));
  // They have "follow" and "manual".
  assert.deepEqual(used, ["manual"]);
});

test("a fetch that quotes the token in its error is not quoted", async () => {
  const quoting: typeof fetch = (_, init) => Promise.reject(new TypeError(JSON.stringify(init?.headers)));
  await failure(post(new Client(server.url, quoting), message));
});

test("an abort is rejected with its reason", async () => {
  await server.answer(EVENTS, { headers: { "content-type": "text/event-stream" }, then: "open" });
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  await assert.rejects(client.stream({ ...read, signal: abort.signal }), /enough/);
});

test("a page skips what cannot be read, and says where the next one begins", async () => {
  await server.answer(
    EVENTS,
    answerJson({ data: [userMessage(8, "a"), { broken: true }, userMessage(10, "b")], next_cursor: "10" }),
    answerJson({ data: [{ broken: true, seq: "12" }], next_cursor: "opaque" }),
    answerJson({ data: [], next_cursor: null }),
  );
  const first = await client.page(read);
  assert.deepEqual(
    [first.events.map(({ seq }) => seq), first.errors.map(({ code }) => code), first.next],
    [[8, 10], ["protocol"], 10],
  );
  assert.equal((await client.page(read)).next, 12, "from the events, where the cursor is no seq");
  assert.equal((await client.page(read)).next, null);
  assert.equal((await server.requests(1))[0]?.url, "/v3/sessions/ses_1/events?after=7&level=user&limit=500");
});

test("a page may have more events than a call can have arguments", async () => {
  const data = Array.from({ length: 150_000 }, (_, i) => ({ seq: i + 1 }));
  const whole = new Client("https://api.example", async () => Response.json({ data, next_cursor: "opaque" }));
  assert.equal((await whole.page(read)).next, 150_000);
});

test("a body answered with nothing may be tried again", async () => {
  const route = "GET /v3/sessions/ses_1/events/evt_1/content";
  await server.answer(route, { headers: { "content-type": "text/plain" }, chunks: [] });
  const event = { ...userMessage(1, ""), id: "evt_1" };
  const error = await failure(whole(client, { ...to, event }));
  assert.deepEqual([error.code, error.retryable], ["protocol", true]);
});

test("a body answered with a web page may be tried again", async () => {
  const route = "GET /v3/sessions/ses_1/events/evt_1/content";
  await server.answer(
    route,
    { headers: { "content-type": "text/html" }, chunks: ["<h1>It works!</h1>"] },
    { headers: { "content-type": "text/plain" }, chunks: ["<h1>the real one</h1>"] },
  );
  const event = { ...userMessage(1, "<h1>the re"), id: "evt_1" };
  const error = await failure(whole(client, { ...to, event }));
  assert.deepEqual([error.code, error.retryable], ["protocol", true]);
  assert.equal((await whole(client, { ...to, event })).body["text"], "<h1>the real one</h1>");
});

test("a page without data is no page", async () => {
  await server.answer(EVENTS, answerJson({ events: [] }));
  assert.equal((await failure(client.page(read))).code, "protocol");
});

const RETRY_AFTER: readonly [value: string | null, milliseconds: number | null][] = [
  [null, null],
  ["0", 0],
  ["2", 2000],
  [" 120 ", 120_000],
  ["99999999999", 3_600_000],
  ["Sun, 22 Nov 2026 10:00:05 GMT", 5000],
  ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
  ["Sun, 22 Nov 2037 09:00:00 GMT", 3_600_000],
  ["soon", null],
];
for (const [value, milliseconds] of RETRY_AFTER) {
  test(`Retry-After ${JSON.stringify(value)} is ${milliseconds} ms`, () => {
    assert.equal(parseRetryAfter(value, Date.parse("2026-11-22T10:00:00Z")), milliseconds);
  });
}

test("a Retry-After that is a date is measured by the server's own clock", async () => {
  const date = "Sun, 22 Nov 2026 10:00:00 GMT";
  const headers = { date, "retry-after": "Sun, 22 Nov 2026 10:00:05 GMT" };
  await server.answer(MESSAGES, { status: 503, headers });
  assert.equal((await failure(post(client, message))).retryAfter, 5000);
});

test("Retry-After reaches the error", async () => {
  await server.answer(MESSAGES, { ...answerJson({}, 429), headers: { ...JSON_TYPE, "retry-after": "3" } });
  assert.equal((await failure(post(client, message))).retryAfter, 3000);
});
