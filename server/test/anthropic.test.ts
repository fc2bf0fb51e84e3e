import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { AnthropicAgent } from "../src/runtimes/anthropic.js";
import type { TurnContext } from "../src/runtimes/runtime.js";
import { StoreUnavailable } from "../src/store/errors.js";
import { Api, type MadeSession } from "./support/api.js";
import type { Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { ANTHROPIC_KEY as KEY, AnthropicStandIn, refuse, streamText } from "./support/anthropic.js";

let api: Api;
let provider: AnthropicStandIn;

before(async () => {
  provider = await AnthropicStandIn.start();
  api = await Api.start({ anthropicUrl: provider.url });
  const agent = { name: "claude", prompt: "You are terse.", model: "anthropic/claude-opus-4-8", key: KEY };
  await api.post("/agents", agent);
});

after(async () => {
  await api.close();
  await provider.close();
});

beforeEach(() => {
  provider.requests.length = 0;
  provider.answer = (response) => streamText(response, ["Hello!"]);
});

async function session(settings: Record<string, unknown> = {}): Promise<MadeSession> {
  const { body } = await api.post("/sessions", { agent: "claude", input: "Who are you?", ...settings });
  return { id: body.session.id, token: body.client_token };
}

/** Posts a message and resolves with the events from there to the turn's end. */
async function say(made: MadeSession, text: string): Promise<Json[]> {
  const { body } = await api.post(`/sessions/${made.id}/messages`, { text }, made.token);
  return api.untilTurnEnds(made, body.event.seq);
}

test("a streamed answer becomes one whole message, and its tokens are counted", async () => {
  provider.answer = (response) =>
    streamText(response, ["I am ", "**Claude**", "."], { input: 12, output: 7 });
  const made = await session();
  const events = await api.untilTurnEnds(made);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["user.message", "turn.started", "agent.message", "turn.completed"],
  );
  assert.deepEqual(events[2].body, { text: "I am **Claude**." });
  assert.equal(events[2].actor.display, "claude");
  assert.equal(events[3].body.outcome, "completed");
  assert.deepEqual(events[3].body.usage, { input_tokens: 12, output_tokens: 7 });
  assert.equal(events[3].body.result_event_id, events[2].id);
  const [request] = provider.requests;
  assert.deepEqual([request!.path, request!.key], ["/v1/messages", `Bearer ${KEY}`]);
  assert.deepEqual([request!.body.model, request!.body.system], ["claude-opus-4-8", "You are terse."]);
});

test("the conversation goes along, whole bodies too; what was narrated does not", async () => {
  const long = "x".repeat(40_000);
  provider.answer = (response) => streamText(response, [long]);
  const made = await session();
  await api.untilTurnEnds(made);
  await api.server.appendEvents(made.id, [
    { type: "agent.message", level: "progress", body: { text: "Thinking…" } },
  ]);
  await say(made, "Go on");
  assert.deepEqual(provider.requests[1]!.body.messages, [
    { role: "user", content: "Who are you?" },
    { role: "assistant", content: long },
    { role: "user", content: "Go on" },
  ]);
});

test("the provider's refusal is an event and an honest end; the next message goes on", async () => {
  provider.answer = (response) => refuse(response, 401, "authentication_error", `invalid x-api-key ${KEY}`);
  const made = await session();
  const events = await api.untilTurnEnds(made);
  const error = events.find(({ type }) => type === "error.model");
  const told = { code: "authentication_error", message: "invalid x-api-key …" };
  assert.deepEqual([error.level, error.body], ["user", { ...told, retriable: false }]);
  assert.deepEqual([events.at(-1).body.outcome, events.at(-1).body.error], ["error", told]);
  assert.equal((await api.get(`/sessions/${made.id}`)).body.status, "failed");
  provider.answer = (response) => streamText(response, ["Back again."]);
  assert.equal((await say(made, "Again?")).at(-1).body.outcome, "completed");
});

test("faults that may pass are tried again first, then told as such", async () => {
  provider.answer = (response) => refuse(response, 529, "overloaded_error", "Overloaded");
  const made = await session();
  const error = (await api.untilTurnEnds(made)).find(({ type }) => type === "error.model");
  assert.deepEqual(error.body, { code: "overloaded_error", message: "Overloaded", retriable: true });
  assert.equal(provider.requests.length, 3);
});

test("an answer that breaks off, or is no answer, is an error and not a message", async () => {
  const answers: ((response: Parameters<typeof refuse>[0]) => void)[] = [
    (response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write('event: message_start\ndata: {"type":"message_start"');
      response.destroy();
    },
    (response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.end(
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Busy"}}\n\n',
      );
    },
    (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>proxy</h1>"),
  ];
  for (const answer of answers) {
    provider.answer = answer;
    const events = await api.untilTurnEnds(await session());
    assert.deepEqual(
      events.slice(2).map(({ type }) => type),
      ["error.model", "turn.completed"],
    );
    assert.doesNotMatch(events[2].body.message, /<h1>/);
  }
});

test("a database that does not answer is no fault of the model", async () => {
  const emitted: string[] = [];
  const turn = {
    agent: { name: "claude", prompt: "", model: "anthropic/claude-opus-4-8" },
    apiKey: KEY,
    inputs: ["Hi"],
    tokensLeft: null,
    signal: new AbortController().signal,
    history: async () => [],
    emit: async ({ type }: { type: string }) => {
      emitted.push(type);
      throw new StoreUnavailable("The database does not answer.");
    },
  } as unknown as TurnContext;
  await assert.rejects(new AnthropicAgent(provider.url).run(turn), StoreUnavailable);
  assert.deepEqual(emitted, ["agent.message"]);
});

test("a limit of tokens bounds the answer, and then the session", async () => {
  provider.answer = (response) =>
    streamText(response, ["Cut o"], { stop: "max_tokens", input: 20, output: 30 });
  const made = await session({ limits: { tokens: 50 } });
  assert.equal((await api.untilTurnEnds(made)).at(-1).body.outcome, "budget_exceeded");
  assert.equal(provider.requests[0]!.body.max_tokens, 50);
  assert.equal((await say(made, "More")).at(-1).body.outcome, "budget_exceeded");
  assert.equal(provider.requests.length, 1);
});

test("a cancelled turn hangs up on the provider", async () => {
  let isGone = false;
  const asked = new Promise<void>((resolve) => {
    provider.answer = (response) => {
      response.on("close", () => (isGone = true));
      resolve();
    };
  });
  const made = await session();
  await asked;
  await api.post(`/sessions/${made.id}/cancel`);
  assert.equal((await api.untilTurnEnds(made)).at(-1).body.outcome, "canceled");
  await eventually(() => isGone, "the provider to be hung up on");
});

test("a placeholder for a key, and managed models, are played offline", async () => {
  await api.post("/agents", {
    name: "seed",
    prompt: "",
    model: "anthropic/claude-opus-4-8",
    key: "sk-ant-…",
  });
  await api.post("/agents", {
    name: "managed",
    prompt: "",
    model: "anthropic/claude",
    credential: "managed",
  });
  for (const agent of ["seed", "managed"]) {
    const { body } = await api.post("/sessions", { agent, input: "hello" });
    const events = await api.untilTurnEnds({ id: body.session.id, token: body.client_token });
    assert.match(events.find(({ type }) => type === "agent.message").body.text, /needs no model/);
  }
  assert.equal(provider.requests.length, 0);
});
