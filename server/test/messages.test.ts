import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ANTHROPIC_KEY, AnthropicStandIn, WAIT } from "./support/anthropic.js";
import { Api } from "./support/api.js";
import type { Json } from "./support/json.js";

let api: Api;

before(async () => {
  api = await Api.start();
});

after(() => api.close());

test("a message is accepted, and the log has it", async () => {
  const { id, token } = await api.session();
  const { status, body } = await api.post(`/sessions/${id}/messages`, { text: "More, please" }, token);
  assert.equal(status, 202);
  assert.deepEqual(body.session, { id, status: "queued", head: 2 });
  assert.equal(body.event.seq, 2);
  const event = await api.get(`/sessions/${id}/events/${body.event.id}`, token);
  assert.deepEqual(event.body.body, { text: "More, please" });
});

test("an envelope's origin lands in refs, its raw form in the body", async () => {
  const { id, token } = await api.session();
  const envelope = {
    id: "m-1",
    source: "slack",
    conversation: "C42",
    text: "Hi",
    refs: { thread: 9 },
    raw: { blocks: [1, { a: null }] },
  };
  const { body } = await api.post(`/sessions/${id}/messages`, { envelope }, token);
  const event = await api.get(`/sessions/${id}/events/${body.event.id}`, token);
  assert.deepEqual(event.body.refs, { thread: 9, id: "m-1", source: "slack", conversation: "C42" });
  assert.deepEqual(event.body.body, { text: "Hi", raw: { blocks: [1, { a: null }] } });
});

test("a key makes one event, however often and however concurrently it is posted", async () => {
  const { id, token } = await api.session();
  const post = () => api.post(`/sessions/${id}/messages`, { text: "Once", idempotency_key: "k-1" }, token);
  const answers = await Promise.all(Array.from({ length: 20 }, post));
  assert.equal(answers.filter(({ status }) => status === 202).length, 1);
  assert.equal(answers.filter(({ status }) => status === 200).length, 19);
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body.event))).size, 1);
  const { data } = (await api.get(`/sessions/${id}/events?type=user.message`, token)).body;
  assert.equal(data.length, 2);
});

test("the key may be a header, and counts per session", async () => {
  const [a, b] = [await api.session(), await api.session()];
  const post = (id: string, token: string) =>
    api.call("POST", `/sessions/${id}/messages`, { text: "Hi" }, token, { "Idempotency-Key": "same" });
  assert.equal((await post(a.id, a.token)).status, 202);
  assert.equal((await post(a.id, a.token)).status, 200);
  assert.equal((await post(b.id, b.token)).status, 202);
});

test("an archived session takes no new message, but still knows the ones it took", async () => {
  const { id, token } = await api.session();
  const message = { text: "Hi", idempotency_key: "k" };
  await api.post(`/sessions/${id}/messages`, message, token);
  await api.post(`/sessions/${id}/archive`);
  assert.equal((await api.post(`/sessions/${id}/messages`, message, token)).status, 200);
  const { status, body } = await api.post(`/sessions/${id}/messages`, { text: "Too late" }, token);
  assert.equal(status, 409);
  assert.equal(body.error.code, "session_archived");
  assert.equal((await api.get(`/sessions/${id}/events`, token)).status, 200);
});

test("messages that come during a turn wait for it, and are taken up together, in order", async () => {
  const provider = await AnthropicStandIn.start();
  const letGo = provider.hold();
  const busy = await Api.start({ anthropicUrl: provider.url });
  try {
    const agent = { name: "claude", prompt: "", model: "anthropic/claude", key: ANTHROPIC_KEY };
    await busy.post("/agents", agent);
    const session = await busy.session({ agent: "claude", input: WAIT });
    const stream = await busy.stream(session);
    await stream.until((event) => event.type === "turn.started");
    for (const text of ["first", "second"]) {
      const { body } = await busy.post(`/sessions/${session.id}/messages`, { text }, session.token);
      assert.equal(body.session.status, "running");
    }
    letGo("Here I am.");
    const isSecondEnd = (event: Json) => event.type === "turn.completed" && event.body.input_to_seq > 1;
    const events = await stream.until(isSecondEnd);
    const starts = events.filter((event) => event.type === "turn.started").map((event) => event.body);
    const inputs = events.filter((event) => event.type === "user.message").map((event) => event.seq);
    assert.equal(starts.length, 2);
    assert.deepEqual([starts[0].input_from_seq, starts[0].input_to_seq], [1, 1]);
    assert.deepEqual([starts[1].input_from_seq, starts[1].input_to_seq], inputs.slice(1));
    assert.deepEqual(
      provider.requests[1]!.body.messages.map(({ content }: Json) => content),
      [WAIT, "first", "second"],
    );
    assert.equal(events.at(-1).body.turn_id, starts[1].turn_id);
    stream.close();
  } finally {
    await busy.close();
    await provider.close();
  }
});
