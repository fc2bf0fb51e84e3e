import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./support/api.js";
import type { Json } from "./support/json.js";

let api: Api;

before(async () => {
  api = await Api.start();
  await api.post("/agents", { name: "coder", prompt: "You code.", model: "offline/coder" });
  await api.post("/agents", { name: "still", prompt: "", model: "offline/silent", limits: { turns: 9 } });
});

after(() => api.close());

const create = (settings: Record<string, unknown>, headers = {}) =>
  api.call("POST", "/sessions", { agent: "still", input: "Hello", ...settings }, undefined, headers);

test("a new session is queued with its input", async () => {
  const { status, body } = await create({
    metadata: { tenant: "acme", n: { x: [1] } },
    limits: { tokens: 5 },
  });
  assert.equal(status, 201);
  const { id, created_at, agent_id, ...rest } = body.session;
  assert.match(id, /^ses_\w{20}$/);
  assert.match(agent_id, /^agt_/);
  assert.ok(Date.parse(created_at));
  assert.deepEqual(rest, {
    status: "queued",
    head: 1,
    input_cursor: 0,
    agent_snapshot: {
      prompt_hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      model: "offline/silent",
      runtime: "offline",
      revision: 1,
    },
    credential_id: null,
    limits: { turns: 9, tokens: 5 },
    metadata: { tenant: "acme", n: { x: [1] } },
    key: null,
    last_turn: null,
  });
  assert.deepEqual((await api.get(`/sessions/${id}`)).body, body.session);
});

test("an input that is no message is kept as the request it came in", async () => {
  const { body } = await create({ input: { ticket: 42, text: 7 } });
  const { data } = (await api.get(`/sessions/${body.session.id}/events`)).body;
  assert.deepEqual([data[0].type, data[0].body], ["http.request", { payload: { ticket: 42, text: 7 } }]);
});

test("a key names one session: the same request gets it, a different one is told", async () => {
  const first = await create({ key: "user-7", metadata: { a: 1, b: 2 } });
  const again = await create({ metadata: { b: 2, a: 1 }, key: "user-7" });
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(again.body.session.id, first.body.session.id);
  assert.equal(
    (await api.get(`/sessions/${first.body.session.id}/events`, again.body.client_token)).status,
    200,
  );
  const other = await create({ key: "user-7", input: "Something else" });
  assert.deepEqual([other.status, other.body.error.param], [409, "key"]);
  assert.equal((await api.get(`/sessions/${first.body.session.id}`)).body.head, 1);
});

test("an Idempotency-Key makes one session, also of concurrent requests", async () => {
  const headers = { "Idempotency-Key": "start-1" };
  const answers = await Promise.all(Array.from({ length: 10 }, () => create({}, headers)));
  assert.equal(new Set(answers.map(({ body }) => body.session.id)).size, 1);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array<number>(9).fill(200), 201]);
  assert.equal((await create({ input: "Different" }, headers)).status, 409);
});

test("the list is filtered, newest first, and paged by cursor", async () => {
  await api.post("/agents", { name: "lister", prompt: "", model: "offline/silent" });
  const made: string[] = [];
  for (let n = 0; n < 5; n++) {
    made.unshift((await create({ agent: "lister", key: `list-${n}` })).body.session.id);
  }
  const agent = (await api.get(`/sessions/${made[0]}`)).body.agent_id;
  const ids = async (query: string) => {
    const { body } = await api.get(`/sessions?agent=${agent}${query}`);
    return body.data.map((session: Json) => session.id);
  };
  assert.deepEqual(await ids(""), made);
  assert.deepEqual(await ids("&key=list-4"), made.slice(0, 1));
  assert.deepEqual(await ids("&status=idle"), []);
  await api.post(`/sessions/${made[2]}/archive`);
  assert.deepEqual(await ids("&status=archived"), [made[2]]);
  const { created_at } = (await api.get(`/sessions/${made[1]}`)).body;
  assert.ok((await ids(`&before=${created_at}`)).every((id: string) => id !== made[0]));
  assert.deepEqual(await ids("&after=2100-01-01T00:00:00Z"), []);
  // The hour before the first one was created, as a clock six hours ahead shows it, and without milliseconds.
  const before = new Date(Date.parse(created_at) - 3_600_000);
  const ahead = new Date(before.getTime() + 6 * 3_600_000).toISOString().replace(/\..*/, "%2B06:00");
  assert.deepEqual(await ids(`&after=${ahead}`), made);
  assert.deepEqual(await ids(`&before=${ahead}`), []);

  const walked: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { body }: { body: Json } = await api.get(
      `/sessions?agent=${agent}&limit=2${cursor && `&cursor=${cursor}`}`,
    );
    walked.push(...body.data.map((session: Json) => session.id));
    cursor = body.next_cursor;
  }
  assert.deepEqual(walked, made);
});

test("turns and result tell how it went", async () => {
  const session = await api.session({ input: "a table, please" }, "offline/coder");
  const events = await api.untilTurnEnds(session);
  const completed = events.at(-1);
  assert.equal(completed.level, "user");
  assert.deepEqual([completed.body.outcome, completed.body.input_to_seq], ["completed", 1]);
  const { body } = await api.get(`/sessions/${session.id}/result`);
  assert.equal(body.result.id, completed.body.result_event_id);
  assert.match(body.result.body.text, /\| Merge sort \|/);
  assert.equal(body.last_turn.id, completed.turn_id);
  assert.equal(body.last_turn.state, "ok");
  assert.ok(body.last_turn.usage.output_tokens > 0);
  const { data } = (await api.get(`/sessions/${session.id}/turns`)).body;
  assert.deepEqual(data, [body.last_turn]);
  assert.deepEqual(
    (await api.get(`/sessions/${session.id}/turns/${completed.turn_id}`)).body,
    body.last_turn,
  );
  assert.equal((await api.get(`/sessions/${session.id}`)).body.status, "idle");
});

test("a cancelled turn ends at once, says so, and the session goes on", async () => {
  const slow = await Api.start({ agentPace: 1000 });
  try {
    const session = await slow.session({ input: "hello" }, "offline/coder");
    const stream = await slow.stream(session);
    await stream.until((event) => event.type === "turn.started");
    const { body } = await slow.post(`/sessions/${session.id}/cancel`);
    assert.equal(body.status, "idle");
    const events = await stream.until((event) => event.type === "turn.completed");
    assert.equal(events.at(-1).body.outcome, "canceled");
    assert.equal(
      (await slow.post(`/sessions/${session.id}/cancel`)).status,
      200,
      "nothing runs: nothing to do",
    );
    await slow.post(`/sessions/${session.id}/messages`, { text: "go on" }, session.token);
    await stream.until((event) => event.type === "turn.started" && event.body.input_to_seq > 1);
    await slow.post(`/sessions/${session.id}/archive`);
    await stream.until((event) => event.type === "turn.completed" && event.body.input_to_seq > 1);
    assert.equal((await slow.get(`/sessions/${session.id}`)).body.status, "archived");
    stream.close();
  } finally {
    await slow.close();
  }
});

test("limits end a turn, each by its name", async () => {
  const slow = await Api.start({ agentPace: 1000 });
  try {
    const late = await slow.session({ input: "hello", limits: { turn_seconds: 0.05 } }, "offline/coder");
    assert.equal((await slow.untilTurnEnds(late)).at(-1).body.outcome, "deadline_exceeded");
  } finally {
    await slow.close();
  }

  const poor = await api.session({ input: "a long answer", limits: { tokens: 30 } }, "offline/coder");
  const events = await api.untilTurnEnds(poor);
  assert.equal(events.at(-1).body.outcome, "budget_exceeded");
  assert.ok(!events.some((event) => event.type === "agent.message" && event.level === "user"));
  const { body } = await api.post(`/sessions/${poor.id}/messages`, { text: "hello" }, poor.token);
  assert.equal((await api.untilTurnEnds(poor, body.event.seq)).at(-1).body.outcome, "budget_exceeded");

  const brief = await api.session({ input: "hello", limits: { turns: 1 } }, "offline/coder");
  assert.equal((await api.untilTurnEnds(brief)).at(-1).body.outcome, "completed");
  const second = await api.post(`/sessions/${brief.id}/messages`, { text: "hello" }, brief.token);
  const after = await api.untilTurnEnds(brief, second.body.event.seq);
  assert.equal(after.at(-1).body.outcome, "max_turns");
  assert.ok(!after.some((event) => event.type === "agent.message"));
});
