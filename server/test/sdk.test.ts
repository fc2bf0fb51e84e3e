import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AuthError,
  ConflictError,
  connectSession,
  NotFoundError,
  OpenComputer,
  ValidationError,
  type Event,
} from "@opencomputer/sdk";
import { Api } from "./support/api.js";
import { eventually } from "./support/waiting.js";
import { Receiver } from "./support/receiver.js";

let api: Api;
let receiver: Receiver;
let oc: OpenComputer;

before(async () => {
  api = await Api.start({ allowLoopbackWebhooks: true, webhookRetrySeconds: 0.01 });
  receiver = await Receiver.start();
  oc = new OpenComputer({ apiKey: api.server.orgKey, baseUrl: api.base });
});

after(async () => {
  await api.close();
  await receiver.close();
});

/** The text of a message. */
const textOf = (event: Event | undefined): string => (event?.body as { text: string }).text;

test("agents", async () => {
  const params = { name: "sdk", prompt: "You code.", model: "anthropic/claude-opus-4-8", key: "sk-ant-…" };
  const agent = await oc.agents.create(params);
  assert.equal(agent.runtime, "claude");
  assert.deepEqual(await oc.agents.create(params), agent);
  assert.deepEqual(await oc.agents.get(agent.id), agent);
  assert.equal((await oc.agents.list({ limit: 1 })).data[0]!.id, agent.id);
  const changed = await oc.agents.update(agent.id, { prompt: "You review.", limits: { turnSeconds: 60 } });
  assert.deepEqual([changed.revision, changed.limits], [2, { turnSeconds: 60 }]);
  assert.notEqual(changed.promptHash, agent.promptHash);
  await assert.rejects(oc.agents.create({ ...params, prompt: "Other." }), ConflictError);
  await assert.rejects(oc.agents.get("agt_none"), NotFoundError);
});

test("credentials", async () => {
  const made = await oc.credentials.create({ key: "sk-ant-0123456789", name: "shared", isDefault: true });
  assert.deepEqual([made.provider, made.last4, made.isDefault], ["anthropic", "6789", true]);
  const other = await oc.credentials.create({ provider: "openai", key: "sk-openai-9876543210" });
  await oc.credentials.setDefault({ credential: other.id, provider: "openai" });
  assert.equal((await oc.credentials.rotate(other.id, "sk-openai-0000001111")).last4, "1111");
  const listed = await oc.credentials.list();
  assert.ok(listed.some(({ id, isDefault }) => id === other.id && isDefault));
  await oc.credentials.delete(other.id);
  await assert.rejects(oc.credentials.delete(other.id), NotFoundError);
});

test("sessions: create, stream, steer, page, result, turns, list, cancel, archive", async () => {
  await oc.agents.create({ name: "offline", prompt: "", model: "offline/coder" });
  const input = "Print the first 20 primes";
  const session = await oc.sessions.create({
    agent: "offline",
    input,
    key: "sdk-session",
    metadata: { keepThis_as: { it_Is: 1 } },
    limits: { turns: 5, turnSeconds: 30 },
  });
  assert.equal(session.status, "queued");
  assert.deepEqual(session.metadata, { keepThis_as: { it_Is: 1 } });

  const client = await connectSession({
    sessionId: session.id,
    clientToken: session.clientToken!,
    baseUrl: api.base,
  });
  const abort = new AbortController();
  const seen: Event[] = [];
  let steered = false;
  for await (const event of client.events({ signal: abort.signal, level: "progress" })) {
    seen.push(event);
    if (event.type !== "turn.completed") continue;
    if (steered) break;
    steered = true;
    const posted = await client.steer("also check the CI config", { idempotencyKey: "nudge-1" });
    assert.deepEqual(await client.steer("also check the CI config", { idempotencyKey: "nudge-1" }), posted);
  }
  abort.abort();
  assert.equal(textOf(seen[0]), input);
  assert.ok(seen.some(({ type, body }) => type === "exec.completed" && body.exitCode === 0));
  assert.match(textOf(seen.findLast(({ type }) => type === "agent.message")), /first 20 primes.*CI config/);

  const page = await client.listEvents({ type: "turn.*", limit: 2 });
  assert.deepEqual(
    page.data.map(({ type }) => type),
    ["turn.started", "turn.completed"],
  );
  const rest = await client.listEvents({ type: "turn.*", after: Number(page.nextCursor) });
  assert.equal(rest.data.length, 2);
  assert.deepEqual(await client.event(seen[0]!.id), seen[0]);
  assert.deepEqual(JSON.parse(await client.eventContent(seen[0]!.id)), { text: input });
  assert.equal(textOf((await client.messages()).data[0]), input);

  await session.refresh();
  assert.equal(session.status, "idle");
  assert.equal(session.lastTurn!.yieldReason, "completed");
  const { result, lastTurn } = await session.result();
  assert.equal(result!.id, lastTurn!.resultEventId);
  const turns = await session.turns();
  assert.equal(turns.data.length, 2);
  assert.deepEqual(await session.turn(turns.data[0]!.id), turns.data[0]);
  assert.equal((await oc.sessions.list({ key: "sdk-session" })).data[0]!.id, session.id);
  assert.equal((await oc.sessions.get(session.id)).snapshot.inputCursor, session.snapshot.inputCursor);
  await session.cancel();
  await session.archive();
  await assert.rejects(client.steer("Too late"), ConflictError);
});

test("client tokens: minted, and refused where they do not reach", async () => {
  const session = await oc.sessions.create({ agent: "offline", input: "hello", idempotencyKey: "sdk-once" });
  const same = await oc.sessions.create({ agent: "offline", input: "hello", idempotencyKey: "sdk-once" });
  assert.equal(same.id, session.id);
  const token = await session.mintClientToken({ scopes: ["read"], ttlSeconds: 60 });
  const reader = await connectSession({ sessionId: session.id, clientToken: token, baseUrl: api.base });
  assert.ok((await reader.listEvents()).data.length > 0);
  await assert.rejects(reader.steer("No"), AuthError);
  const stranger = new OpenComputer({ apiKey: token, baseUrl: api.base });
  await assert.rejects(stranger.agents.list(), AuthError);
  await assert.rejects(oc.sessions.create({ agent: "nobody", input: "x" }), ValidationError);
});

test("destinations and deliveries", async () => {
  const session = await oc.sessions.create({
    agent: "offline",
    input: "hello",
    webhook: receiver.url,
    destinations: [
      { url: receiver.url, level: "progress", types: ["turn.*"], includeRaw: true, enabled: false },
    ],
  });
  assert.equal((await session.destinations.list()).length, 2);
  const made = await session.destinations.create({ url: receiver.url, secret: "s3cret", types: ["user.*"] });
  assert.deepEqual([made.hasSecret, made.level, made.includeRaw], [true, "user", false]);
  const changed = await session.destinations.update(made.id, {
    level: "internal",
    types: null,
    includeRaw: true,
  });
  assert.deepEqual([changed.level, changed.types, changed.includeRaw], ["internal", null, true]);
  assert.deepEqual(await session.destinations.get(made.id), changed);
  await receiver.count(1);
  const list = () => session.deliveries.list({ status: "delivered" });
  const delivery = await eventually(async () => (await list())[0], "a delivery");
  assert.deepEqual([delivery.attempts, delivery.responseCode, delivery.eventSeq], [1, 200, 1]);
  assert.equal((await session.deliveries.get(delivery.id)).id, delivery.id);
  await session.deliveries.redeliver(delivery.id);
  await session.destinations.delete(made.id);
  await assert.rejects(session.destinations.get(made.id), NotFoundError);
});
