import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { ServerlessApi, told } from "./support/serverless.js";

let api: ServerlessApi;
before(async () => void (api = await ServerlessApi.start()));
after(() => api.close());

const ofType = (events: readonly Json[], type: string) => events.filter((event) => event.type === type);

/** A session whose agent has asked. */
async function asking(): Promise<{ session: string; turnId: string; question: Json }> {
  const session = await api.session("helper");
  const { body } = await api.turn(session, "Make it better");
  const question = await eventually(
    async () => (await api.get(`/sessions/${session}`)).body.question,
    "the question",
  );
  return { session, turnId: body.turnId, question };
}

describe("a question", () => {
  test("ends its turn, with options, and is the session's until it is settled", async () => {
    const { session, turnId, question } = await asking();
    assert.deepEqual(Object.keys(question), ["id", "text", "options", "askedAt"]);
    assert.equal(question.options.length, 3);
    const events = await api.events(session);
    assert.deepEqual(told(events, turnId).slice(-3), [
      "message.completed",
      "question.asked",
      "turn.completed",
    ]);
    const [asked] = ofType(events, "question.asked");
    assert.deepEqual(asked.data, { questionId: question.id, text: question.text, options: question.options });
    assert.equal(asked.turnId, turnId);
    assert.deepEqual(ofType(events, "turn.completed")[0].data, {
      outcome: "question",
      questionId: question.id,
    });
    const { body } = await api.get(`/sessions/${session}`);
    assert.equal(body.status, "idle");
    assert.equal(body.turns[0].outcome, "question");
    assert.equal(body.turns[0].questionId, question.id);
  });

  for (const [name, key] of [
    ["by its label", "label"],
    ["by its value", "value"],
  ] as const) {
    test(`is answered by an option, ${name}`, async () => {
      const { session, question } = await asking();
      const input = question.options[1][key] as string;
      const { status, body } = await api.turn(session, input, { answers: question.id });
      assert.equal(status, 202);
      const events = await api.untilIdle(session);
      const [answered] = ofType(events, "question.answered");
      assert.equal(answered.turnId, body.turnId);
      assert.deepEqual(answered.data, {
        questionId: question.id,
        answer: { questionId: question.id, text: input, value: question.options[1].value },
      });
      assert.match(ofType(events, "message.completed").at(-1)!.data.text, /^Got it/);
      assert.equal((await api.get(`/sessions/${session}`)).body.question, null);
    });
  }

  test("is answered by any other text, which has no value", async () => {
    const { session, question } = await asking();
    await api.turn(session, "the footer", { answers: question.id });
    const [answered] = ofType(await api.untilIdle(session), "question.answered");
    assert.deepEqual(answered.data.answer, { questionId: question.id, text: "the footer" });
  });

  test("takes no answer twice, and none to another", async () => {
    const { session, question } = await asking();
    assert.equal((await api.turn(session, "looks", { answers: "other" })).body.error.code, "question_stale");
    await api.turn(session, "looks", { answers: question.id, idempotencyKey: "k" });
    const late = await api.turn(session, "speed", { answers: question.id });
    assert.equal(late.status, 409);
    assert.equal(late.body.error.code, "question_stale");
    const again = await api.turn(session, "looks", { answers: question.id, idempotencyKey: "k" });
    assert.equal(again.status, 200);
    const other = await api.turn(session, "looks", { idempotencyKey: "k" });
    assert.equal(other.body.error.code, "idempotency_conflict");
    await api.untilIdle(session);
  });

  test("an answer's turn ends without another question", async () => {
    const { session, question } = await asking();
    await api.turn(session, "looks", { answers: question.id });
    const events = await api.untilIdle(session);
    assert.equal(ofType(events, "question.asked").length, 1);
    assert.deepEqual(ofType(events, "turn.completed").at(-1)!.data, {});
  });
});

describe("what is sent while a question is open", () => {
  test("is held, once for its key", async () => {
    const { session, question } = await asking();
    const first = await api.turn(session, "By the way", { idempotencyKey: "k", payload: { a: 1 } });
    assert.equal(first.status, 202);
    const { heldId } = first.body;
    assert.deepEqual(first.body, { questionId: question.id, heldId, status: "held", duplicate: false });
    const again = await api.turn(session, "By the way", { idempotencyKey: "k", payload: { a: 1 } });
    assert.deepEqual(again.body, { ...first.body, duplicate: true });
    assert.equal(again.status, 200);
    const [held, ...others] = ofType(await api.events(session), "message.held");
    assert.equal(others.length, 0);
    assert.equal(held.data.heldId, heldId);
    assert.equal(held.data.input, "By the way");
    assert.deepEqual(held.data.payload, { a: 1 });
  });

  test("reaches the agent with the answer", async () => {
    const { session, question } = await asking();
    const { heldId } = (await api.turn(session, "and the header")).body;
    const { turnId } = (await api.turn(session, "the footer", { answers: question.id })).body;
    const events = await api.untilIdle(session);
    const [delivered] = ofType(events, "message.delivered");
    const where = { answerTurnId: turnId, turnId, as: "steering" };
    assert.deepEqual(delivered.data, { questionId: question.id, heldId, ...where });
    assert.match(ofType(events, "message.completed").at(-1)!.data.text, /the footer\n.*\n> and the header/s);
  });

  test("runs as ordinary turns after a dismissal, which may be repeated", async () => {
    const { session, question } = await asking();
    const { heldId } = (await api.turn(session, "Hello instead")).body;
    const path = `/sessions/${session}/questions/${question.id}/dismiss`;
    assert.equal((await api.post(path)).status, 200);
    const events = await api.untilIdle(session);
    assert.deepEqual(ofType(events, "question.closed")[0].data, {
      questionId: question.id,
      reason: "dismissed",
    });
    const [delivered] = ofType(events, "message.delivered");
    assert.equal(delivered.data.heldId, heldId);
    assert.equal(delivered.data.as, "turn");
    const received = ofType(events, "message.received").at(-1)!;
    assert.equal(received.turnId, delivered.data.turnId);
    assert.equal(received.data.input, "Hello instead");
    assert.ok(delivered.seq < received.seq);
    assert.equal((await api.post(path)).status, 200);
    assert.deepEqual(await api.events(session), events);
    const other = await api.post(`/sessions/${session}/questions/other/dismiss`);
    assert.equal(other.body.error.code, "question_stale");
  });

  test("is discarded when the session ends", async () => {
    const { session, question } = await asking();
    const { heldId } = (await api.turn(session, "Hello?", { idempotencyKey: "k" })).body;
    await api.post(`/sessions/${session}/end`);
    const events = await api.events(session);
    assert.deepEqual(ofType(events, "question.closed")[0].data, { questionId: question.id, reason: "ended" });
    const discarded = { questionId: question.id, heldId, reason: "ended" };
    assert.deepEqual(ofType(events, "message.discarded")[0].data, discarded);
    const again = await api.turn(session, "Hello?", { idempotencyKey: "k" });
    assert.deepEqual(again.body, { questionId: question.id, heldId, status: "discarded", duplicate: true });
  });

  test("and what waited when it was asked is cancelled as held, and held", async () => {
    // Both wait behind a long answer, so that the second is there when the first one asks.
    const api = await ServerlessApi.start({ agentPace: 1 });
    const session = await api.session("helper");
    await api.turn(session, "A long answer, please");
    await api.turn(session, "Make it better");
    const waiting = await api.turn(session, "Hello");
    await api.post(`/sessions/${session}/interrupt`);
    const events = await api.until(session, ({ type }) => type === "message.held", "a held message");
    const cancelled = ofType(events, "turn.cancelled").at(-1)!;
    const { questionId } = ofType(events, "question.asked")[0].data;
    assert.equal(cancelled.turnId, waiting.body.turnId);
    assert.deepEqual(cancelled.data, { reason: "held", questionId });
    assert.equal(ofType(events, "message.held")[0].data.input, "Hello");
  });
});
