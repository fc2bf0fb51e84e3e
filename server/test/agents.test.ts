import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./support/api.js";
import type { Json } from "./support/json.js";

let api: Api;

before(async () => {
  api = await Api.start();
});

after(() => api.close());

const CODER = { name: "coder", prompt: "You code.", model: "anthropic/claude-opus-4-8", key: "sk-ant-one" };

test("an agent is made once by its name: the same again is 200, a different one 409", async () => {
  const first = await api.post("/agents", CODER);
  assert.equal(first.status, 201);
  assert.equal(first.body.runtime, "claude");
  const again = await api.post("/agents", { ...CODER, runtime: "claude", limits: {} });
  assert.deepEqual([again.status, again.body], [200, first.body]);
  const differences = [
    { prompt: "You don't." },
    { model: "anthropic/claude-haiku" },
    { key: "sk-ant-two" },
    { limits: { turns: 1 } },
    { key: undefined },
    { key: undefined, credential: "managed" },
  ];
  for (const difference of differences) {
    const other = await api.post("/agents", { ...CODER, ...difference });
    assert.deepEqual([other.status, other.body.error?.param], [409, "name"], JSON.stringify(difference));
  }
  assert.deepEqual((await api.get(`/agents/${first.body.id}`)).body, first.body);
});

test("provider and runtime agree, and the model runs on one thing", async () => {
  const cases: [Record<string, unknown>, number, string?][] = [
    [{ model: "anthropic/a" }, 201],
    [{ model: "anthropic/a", runtime: "codex" }, 422, "model"],
    [{ model: "openai/gpt" }, 422, "model"],
    [{ model: "openai/gpt", runtime: "codex" }, 201],
    [{ model: "mistral/large", runtime: "pi" }, 201],
    [{ model: "offline/coder" }, 201],
    [{ model: "offline/coder", runtime: "claude" }, 422, "model"],
    [{ model: "anthropic/a", runtime: "constructor" }, 422, "runtime"],
    [{ model: "claude" }, 422, "model"],
    [{ model: "anthropic/a", key: "k", credential: "managed" }, 422, "key"],
    [{ model: "anthropic/a", credential: "cred_none" }, 422, "credential"],
    [{ model: "anthropic/a", credential: "managed" }, 201],
  ];
  for (const [index, [config, status, param]] of cases.entries()) {
    const answer = await api.post("/agents", { name: `agreeing ${index}`, prompt: "", ...config });
    assert.deepEqual([answer.status, answer.body.error?.param], [status, param], JSON.stringify(config));
  }
});

test("an agent is changed and deleted; its sessions keep what they began with", async () => {
  const { body } = await api.post("/agents", { name: "changing", prompt: "One.", model: "offline/silent" });
  const session = await api.post("/sessions", { agent: body.id, input: "Hello" });
  const changed = await api.call("PATCH", `/agents/${body.id}`, { prompt: "Two.", limits: { turns: 2 } });
  assert.equal(changed.status, 200);
  assert.deepEqual(
    [changed.body.prompt, changed.body.revision, changed.body.limits],
    ["Two.", 2, { turns: 2 }],
  );
  assert.equal(
    (await api.call("PATCH", `/agents/${body.id}`, { runtime: "claude" })).body.error.param,
    "runtime",
  );
  assert.equal((await api.call("PATCH", `/agents/${body.id}`, { model: "anthropic/a" })).status, 422);
  assert.equal((await api.call("DELETE", `/agents/${body.id}`)).status, 204);
  assert.equal((await api.get(`/agents/${body.id}`)).status, 404);
  assert.equal((await api.post("/sessions", { agent: body.id, input: "Hello" })).body.error.param, "agent");
  const kept = await api.get(`/sessions/${session.body.session.id}`);
  assert.deepEqual(kept.body.agent_snapshot, session.body.session.agent_snapshot);
});

test("agents are listed newest first, by pages", async () => {
  for (let n = 0; n < 3; n++) {
    await api.post("/agents", { name: `listed ${n}`, prompt: "", model: "offline/silent" });
  }
  const names = (body: Json) => body.data.map((agent: Json) => agent.name);
  const first = await api.get("/agents?limit=2");
  assert.deepEqual(names(first.body), ["listed 2", "listed 1"]);
  const second = await api.get(`/agents?limit=1&cursor=${first.body.next_cursor}`);
  assert.deepEqual(names(second.body), ["listed 0"]);
});

test("a session without a usable key is refused; a default credential of the provider is enough", async () => {
  await api.post("/agents", { name: "keyless", prompt: "", model: "anthropic/a" });
  const create = () => api.post("/sessions", { agent: "keyless", input: "Hello" });
  const refused = await create();
  assert.deepEqual([refused.status, refused.body.error.type], [422, "no_credential"]);

  const made = await api.post("/credentials", {
    provider: "anthropic",
    key: "sk-ant-default-key",
    name: "ours",
  });
  assert.equal(made.status, 201);
  assert.match(made.body.id, /^cred_/);
  assert.deepEqual([made.body.last4, made.body.is_default], ["-key", false]);
  assert.equal((await create()).status, 422);
  const preferred = await api.call("PUT", "/credentials/default", { credential: made.body.id });
  assert.equal(preferred.body.is_default, true);
  const session = await create();
  assert.equal(session.status, 201);

  const next = await api.post("/credentials", { key: "sk-ant-the-next-one", is_default: true });
  const { data } = (await api.get("/credentials")).body;
  const defaults = data.filter((credential: Json) => credential.is_default);
  assert.deepEqual(
    defaults.map((credential: Json) => credential.id),
    [next.body.id],
  );
  const rotated = await api.call("PATCH", `/credentials/${next.body.id}`, { key: "sk-ant-rotated-1234" });
  assert.equal(rotated.body.last4, "1234");
  assert.equal((await api.call("DELETE", `/credentials/${next.body.id}`)).status, 204);
  assert.equal((await api.get(`/credentials/${next.body.id}`)).status, 404);

  // The session goes on by the default, which is gone now: it says so instead of hanging.
  const { id } = session.body.session;
  const { client_token: token } = session.body;
  await api.untilTurnEnds({ id, token });
  const { body } = await api.post(`/sessions/${id}/messages`, { text: "And now?" }, token);
  const events = await api.untilTurnEnds({ id, token }, body.event.seq);
  assert.deepEqual([events.at(-1).body.outcome, events.at(-1).body.error.code], ["error", "no_credential"]);
});
