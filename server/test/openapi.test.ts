import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import { z } from "zod";
import { openApiDocument } from "../src/contract/document.js";
import { OPERATIONS } from "../src/contract/operations.js";
import { createApp } from "../src/http/app.js";
import { openServices } from "../src/services.js";
import { Api } from "./support/api.js";
import { assertSchema, isValid, operationOf, published } from "./support/contract.js";
import { eventually } from "./support/waiting.js";
import { Receiver } from "./support/receiver.js";
import { OPTIONS } from "./support/services.js";

const operations = Object.values(OPERATIONS).flat();

test("the published document is what the server checks by; if it is not, run `npm run openapi -w server`", () => {
  assert.deepEqual(published, JSON.parse(JSON.stringify(openApiDocument())));
});

test("the published document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(published));
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, "3.1");
  const ids = operations.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, "each operation has a name of its own");
});

test("it is served to anyone, from any page", async () => {
  const api = await Api.start();
  const answer = await fetch(`${api.base}/openapi.json`);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(await answer.json(), published);
  await api.close();
});

test("the server's routes are the document's, and no others", async () => {
  const services = await openServices(OPTIONS);
  const served = createApp(services, "osb_test")
    .routes.filter(({ path, method }) => path.startsWith("/v3/") && method !== "ALL")
    .map(({ path, method }) => `${method} ${path.replace("/v3", "").replaceAll(/:(\w+)/g, "{$1}")}`);
  const documented = Object.entries(published.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual([...new Set(served)].sort(), [...documented, "GET /openapi.json"].sort());
  await services.store.close();
});

test("every answer that the document promises is given, in the shape that it says", async () => {
  const receiver = await Receiver.start();
  const api = await Api.start({ allowLoopbackWebhooks: true });
  const seen = new Set<string>();
  const call = async (method: string, path: string, body?: unknown, headers = {}) => {
    const answer = await api.call(method, path, body, undefined, headers);
    seen.add(`${operationOf(method, path)!.id} ${answer.status}`);
    return answer.body;
  };
  const agent = { name: "coder", prompt: "You code.", model: "offline/coder", limits: { turns: 90 } };
  const { id: agentId } = await call("POST", "/agents", agent);
  await call("POST", "/agents", agent);
  await call("GET", "/agents?limit=1");
  await call("GET", `/agents/${agentId}`);
  await call("PATCH", `/agents/${agentId}`, { prompt: "You code well." });
  const { id: credential } = await call("POST", "/credentials", { key: "sk-1234567890abcdef", name: "main" });
  await call("GET", "/credentials");
  await call("GET", `/credentials/${credential}`);
  await call("PATCH", `/credentials/${credential}`, { key: "short" });
  await call("PUT", "/credentials/default", { credential });
  await call("DELETE", `/credentials/${credential}`);

  const started = { agent: "coder", input: "first 20 primes", metadata: { a: 1 }, key: "k" };
  const first = await call("POST", "/sessions", { ...started, webhook: receiver.url });
  await call("POST", "/sessions", { ...started, webhook: receiver.url });
  const at = `/sessions/${first.session.id}`;
  await api.untilTurnEnds({ id: first.session.id, token: first.client_token });
  for (const text of [
    "a report",
    "a huge answer",
    "an error",
    "a limit",
    "make it better",
    "a pull request",
  ]) {
    const { event } = await call("POST", `${at}/messages`, { envelope: { text, raw: 1, refs: { a: [] } } });
    await api.untilTurnEnds({ id: first.session.id, token: first.client_token }, event.seq);
  }
  await call("POST", `${at}/messages`, { text: "hi", idempotency_key: "1" });
  await call("POST", `${at}/messages`, { text: "hi" }, { "Idempotency-Key": "1" });
  const { data } = await call("GET", `${at}/events?limit=1000`);
  await call("GET", `${at}/messages`);
  await call("GET", `${at}/events/${data[0].id}`);
  await call("GET", `${at}/events/${data[0].id}/content`);
  await call("GET", at);
  await call("GET", "/sessions?agent=" + agentId);
  const result = await eventually(async () => (await call("GET", `${at}/result`)).result, "a result");
  assert.equal(typeof result.body.text, "string");
  const turns = await call("GET", `${at}/turns`);
  await call("GET", `${at}/turns/${turns.data[0].id}`);
  await call("POST", `${at}/client-tokens`, { scopes: ["read"] });

  const made = await call("POST", `${at}/destinations`, {
    url: receiver.url,
    types: ["user.*"],
    secret: "s",
  });
  await call("GET", `${at}/destinations`);
  await call("GET", `${at}/destinations/${made.id}`);
  await call("PATCH", `${at}/destinations/${made.id}`, { types: null, enabled: false });
  await call("DELETE", `${at}/destinations/${made.id}`);
  await receiver.count(1);
  const deliveries = await call("GET", `${at}/deliveries?limit=1`);
  await call("GET", `${at}/deliveries/${deliveries.data[0].id}`);
  await call("POST", `${at}/deliveries/${deliveries.data[0].id}/redeliver`);
  for (const { json } of receiver.received) assertSchema("#/components/schemas/Webhook", json, "webhook");
  await call("POST", `${at}/cancel`);
  await call("POST", `${at}/archive`);
  await call("DELETE", at);
  await call("DELETE", `/agents/${agentId}`);

  const promised = operations.flatMap(({ id, answers }) => Object.keys(answers).map((s) => `${id} ${s}`));
  assert.deepEqual(promised.filter((answer) => !seen.has(answer)).sort(), []);
  await api.close();
  await receiver.close();
});

test("a body is acceptable to the document if, and only if, it is to the server", () => {
  const text = fc.oneof(fc.constantFrom("", " ", "a", "a/b", "https://a.example", "\u0000"), fc.string());
  const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.double());
  for (const { id, body } of operations) {
    if (body === undefined) continue;
    const component = z.globalRegistry.get(body)!.id!;
    const names = Object.keys(published.components.schemas[component].properties);
    const key = fc.constantFrom(...names, "surprise");
    const inner = fc.dictionary(fc.constantFrom("text", "url", "tokens", "turns", "id"), scalar, {
      maxKeys: 2,
    });
    const value = fc.oneof(scalar, inner, fc.array(fc.oneof(inner, fc.constantFrom("read", "steer", "a.*"))));
    const likely = fc.record(
      Object.fromEntries(names.map((name) => [name, fc.oneof(fc.constantFrom("a", "a/b", 60), value)])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(likely, fc.dictionary(key, value), fc.jsonValue()), (sent) => {
        const json = JSON.parse(JSON.stringify(sent)) as unknown;
        assert.equal(isValid(`#/components/schemas/${component}`, json), body.safeParse(json).success, id);
      }),
      { numRuns: 400 },
    );
  }
});
