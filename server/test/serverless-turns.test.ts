import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Json } from "./support/json.js";
import { ServerlessApi, told } from "./support/serverless.js";

let api: ServerlessApi;
before(async () => void (api = await ServerlessApi.start()));
after(() => api.close());

const ofType = (events: readonly Json[], type: string) => events.filter((event) => event.type === type);

describe("one turn", () => {
  test("is told from its message to its end, in one order", async () => {
    const session = await api.session("helper");
    const { status, body } = await api.turn(session, "Hello");
    assert.equal(status, 202);
    assert.deepEqual(Object.keys(body), ["turnId", "status", "duplicate"]);
    assert.equal(body.status, "running");
    assert.equal(body.duplicate, false);
    const events = await api.untilIdle(session);
    assert.deepEqual(told(events), [
      ...["session.created", "session.status_changed"],
      ...["message.received", "turn.queued", "turn.started", "session.status_changed"],
      ...["message.delta", "message.completed", "turn.completed", "session.status_changed"],
    ]);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    for (const event of events) {
      assert.equal(event.sessionId, session);
      assert.match(event.timestamp, /^\d{4}-.*Z$/);
      assert.equal(typeof event.id, "string");
    }
  });

  test("has a reply in fragments, which joined are the whole", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Show me a table");
    const events = await api.untilIdle(session);
    const fragments = ofType(events, "message.delta").map(({ data }) => data.text as string);
    assert.ok(fragments.length > 5);
    assert.equal(fragments.join(""), ofType(events, "message.completed")[0].data.text);
  });

  test("shows its tools by call, with progress, and an output that is JSON in a string", async () => {
    const session = await api.session("helper");
    await api.turn(session, "The first 20 primes, please");
    const events = await api.untilIdle(session);
    const [started] = events.filter(
      ({ type, data }) => type === "tool.started" && data.tool === "sandbox_exec",
    );
    const call = events.filter(({ data }) => data.callId === started.data.callId);
    assert.deepEqual(
      call.map(({ type, data }) => [type, data.stage]),
      [
        ["tool.started", undefined],
        ["tool.progress", "running"],
        ["tool.progress", "finished"],
        ["tool.completed", undefined],
      ],
    );
    const output = JSON.parse(call.at(-1)!.data.output) as { exitCode: number; stdout: string };
    assert.equal(output.exitCode, 0);
    assert.match(output.stdout, /2, 3, 5, 7/);
    assert.equal(ofType(events, "reasoning.completed").length, 1);
    assert.equal(ofType(events, "message.completed").length, 1);
  });

  test("reports a result, which the session then has", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Build a web page");
    const events = await api.untilIdle(session);
    const reported = events.find(({ data }) => data.result === true);
    const { body } = await api.get(`/sessions/${session}`);
    assert.equal(body.result.callId, reported.data.callId);
    assert.equal(body.result.turnId, reported.turnId);
    assert.match(body.result.data.url, /^http:.*\/documents\/doc_/);
  });

  test("fails with a code and its one sentence, and the session goes on", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Fail, please");
    const events = await api.untilIdle(session);
    assert.deepEqual(ofType(events, "turn.failed")[0].data, {
      code: "model_unavailable",
      message: "The model is not available right now.",
      model: "offline/helper",
    });
    const { body } = await api.turn(session, "Hello");
    await api.untilIdle(session);
    assert.equal((await api.get(`/sessions/${session}`)).body.turns[1].status, "completed");
    assert.equal(body.duplicate, false);
  });

  test("leaves in the log what no browser may be given: a host has to strip it", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Hello");
    const events = await api.untilIdle(session);
    assert.match(ofType(events, "agent.rendered")[0].data.instructions, /swordfish/);
    for (const type of ["runtime.log", "usage.recorded", "egress.allowed", "model.route_resolved"]) {
      assert.ok(ofType(events, type).length > 0, type);
    }
  });

  test("knows what was said before", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Hello");
    await api.untilIdle(session);
    await api.turn(session, "What did I say so far?");
    const events = await api.untilIdle(session);
    assert.match(ofType(events, "message.completed").at(-1)!.data.text, /1\. “Hello”/);
  });

  test("has another service's report taken up by a turn of its own", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Open a pull request");
    const events = await api.until(
      session,
      ({ type, data }) => type === "message.received" && data.input.startsWith("GitHub reports"),
      "the report",
    );
    assert.equal(ofType(events, "message.received").length, 2);
    await api.untilIdle(session);
  });
});

describe("idempotency", () => {
  test("the same key, text, payload, mode and answers are the same turn, in its state by now", async () => {
    const session = await api.session("helper");
    const payload = { a: 1, b: { c: 2 } };
    const first = await api.turn(session, "Hello", { idempotencyKey: "k", payload });
    await api.untilIdle(session);
    const again = await api.turn(session, "Hello", {
      idempotencyKey: "k",
      payload: { b: { c: 2 }, a: 1 },
      mode: "queue",
    });
    assert.equal(again.status, 200);
    assert.deepEqual(again.body, { turnId: first.body.turnId, status: "completed", duplicate: true });
    assert.equal(ofType(await api.events(session), "message.received").length, 1);
  });

  const others: Record<string, Record<string, unknown>> = {
    "another text": { input: "Hello " },
    "another payload": { payload: { a: 2 } },
    "no payload": { payload: undefined },
    "another mode": { mode: "steer" },
  };
  for (const [name, other] of Object.entries(others)) {
    test(`the same key with ${name} is a conflict, and nothing is admitted`, async () => {
      const session = await api.session();
      const body = { input: "Hello", idempotencyKey: "k", payload: { a: 1 } };
      assert.equal((await api.post(`/sessions/${session}/turns`, body)).status, 202);
      const before = await api.events(session);
      const { status, body: refused } = await api.post(`/sessions/${session}/turns`, { ...body, ...other });
      assert.equal(status, 409);
      assert.equal(refused.error.code, "idempotency_conflict");
      assert.deepEqual(await api.events(session), before);
    });
  }

  test("a key may come by header, and must not come twice differently", async () => {
    const session = await api.session();
    const path = `/sessions/${session}/turns`;
    const first = await api.post(path, { input: "Hi" }, { "Idempotency-Key": "k" });
    const again = await api.post(path, { input: "Hi", idempotencyKey: "k" });
    assert.equal(again.body.turnId, first.body.turnId);
    const both = await api.post(path, { input: "Hi", idempotencyKey: "k" }, { "Idempotency-Key": "l" });
    assert.equal(both.status, 400);
    assert.equal(both.body.error.code, "invalid_turn");
  });

  test("keys are a session's own, and without one every request is a turn", async () => {
    const [one, other] = [await api.session(), await api.session()];
    const first = await api.turn(one, "Hi", { idempotencyKey: "k" });
    assert.equal((await api.turn(other, "Ho", { idempotencyKey: "k" })).status, 202);
    const second = await api.turn(one, "Hi");
    assert.notEqual(second.body.turnId, first.body.turnId);
  });
});

describe("several turns", () => {
  test("are worked on one after the other", async () => {
    const session = await api.session("helper");
    const sent = [
      await api.turn(session, "Hello"),
      await api.turn(session, "A table"),
      await api.turn(session, "Thanks"),
    ];
    const events = await api.untilIdle(session);
    const ends = events.filter(({ type }) => type === "turn.started" || type === "turn.completed");
    assert.deepEqual(
      ends.map(({ turnId, type }) => [turnId, type]),
      sent.flatMap(({ body }) => [
        [body.turnId, "turn.started"],
        [body.turnId, "turn.completed"],
      ]),
    );
  });

  test("queued behind nobody who works, they stay queued", async () => {
    const session = await api.session();
    assert.equal((await api.turn(session, "Hello")).body.status, "queued");
    const { body } = await api.get(`/sessions/${session}`);
    assert.equal(body.turns[0].status, "queued");
    assert.equal(body.status, "idle");
  });
});

describe("bad turns", () => {
  const bad: Record<string, [body: unknown, code: string]> = {
    "no input": [{}, "invalid_turn"],
    "an empty input": [{ input: "" }, "invalid_turn"],
    "an input that is no text": [{ input: 7 }, "invalid_turn"],
    "an unknown mode": [{ input: "Hi", mode: "now" }, "invalid_turn"],
    "an unknown field": [{ input: "Hi", attachments: [] }, "invalid_turn"],
    "a payload over 32 KB": [{ input: "Hi", payload: "x".repeat(33_000) }, "invalid_payload"],
    "a key over 256 characters": [{ input: "Hi", idempotencyKey: "k".repeat(257) }, "invalid_turn"],
    "no JSON": ["{", "invalid_turn"],
    "an answer to no question": [{ input: "Hi", answers: "q" }, "question_stale"],
  };
  for (const [name, [body, code]] of Object.entries(bad)) {
    test(name, async () => {
      const session = await api.session();
      const { status, body: refused } = await api.post(`/sessions/${session}/turns`, body);
      assert.equal(status, code === "question_stale" ? 409 : 400);
      assert.equal(refused.error.code, code);
      assert.equal(ofType(await api.events(session), "message.received").length, 0);
    });
  }

  test("a body over the limit", async () => {
    const session = await api.session();
    const { status } = await api.post(`/sessions/${session}/turns`, { input: "x".repeat(1_100_000) });
    assert.equal(status, 413);
  });
});
