import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ANTHROPIC_KEY, AnthropicStandIn, WAIT } from "./support/anthropic.js";
import type { Json } from "./support/json.js";
import { ServerlessApi, told } from "./support/serverless.js";

let api: ServerlessApi;
// At this pace a long answer takes more than 7 s: it is under way while a test's requests are, on a busy machine too.
before(async () => void (api = await ServerlessApi.start({ agentPace: 1 })));
after(() => api.close());

const ofType = (events: readonly Json[], type: string) => events.filter((event) => event.type === type);
const LONG = "A long answer, please";

async function running(): Promise<{ session: string; turnId: string }> {
  const session = await api.session("helper");
  const { body } = await api.turn(session, LONG);
  await api.until(session, ({ type }) => type === "reasoning.delta", "its first words");
  return { session, turnId: body.turnId };
}

describe("interrupting", () => {
  test("acknowledges first: the turn goes on, then is cancelled, and the session is idle", async () => {
    const { session, turnId } = await running();
    const { status, body } = await api.post(`/sessions/${session}/interrupt`);
    assert.equal(status, 200);
    assert.equal(body.session.status, "stopping");
    assert.equal(body.session.turns[0].status, "running");
    const events = await api.untilIdle(session);
    const stopping = events.findIndex(({ data }) => data.to === "stopping");
    const cancelled = events.findIndex(({ type }) => type === "turn.cancelled");
    assert.ok(stopping < cancelled);
    assert.ok(events.slice(stopping + 1, cancelled).length > 0, "It goes on while it is being stopped.");
    const { settledAfterMs, ...data } = events[cancelled].data;
    assert.deepEqual(data, { reason: "interrupted", operationsSettled: 0, computerTerminated: false });
    // A timer goes off up to a millisecond early by the clock that is asked here.
    assert.ok(settledAfterMs >= 999, `${settledAfterMs} ms`);
    assert.equal(events[cancelled].turnId, turnId);
    assert.deepEqual(events.at(-1)!.data, { from: "stopping", to: "idle" });
    assert.equal(ofType(events, "message.completed").length, 0);
  });

  test("twice is once, and while nothing runs it is nothing", async () => {
    const { session } = await running();
    await api.post(`/sessions/${session}/interrupt`);
    await api.post(`/sessions/${session}/interrupt`);
    const events = await api.untilIdle(session);
    assert.equal(ofType(events, "turn.cancelled").length, 1);
    const { status, body } = await api.post(`/sessions/${session}/interrupt`);
    assert.equal(status, 200);
    assert.equal(body.session.status, "idle");
    assert.deepEqual(await api.events(session), events);
  });

  test("settles the calls that are open in the same write, just before the end", async () => {
    const api = await ServerlessApi.start({ agentPace: 5 });
    const session = await api.session("helper");
    const { turnId } = (await api.turn(session, "Build a web page")).body;
    await api.until(session, ({ type }) => type === "tool.started", "a call");
    await api.post(`/sessions/${session}/end`);
    const events = await api.events(session);
    const end = events.findIndex(({ type }) => type === "turn.cancelled");
    const started = ofType(events, "tool.started").at(-1)!;
    const { tool, callId, title } = started.data;
    const settled = events[end - 1];
    assert.equal(settled.type, "tool.failed");
    assert.deepEqual(settled.data, { tool, callId, title, settledBy: "turn.cancelled" });
    assert.equal(settled.timestamp, events[end].timestamp);
    assert.equal(settled.turnId, turnId);
  });

  test("leaves the turns that wait: the next one begins", async () => {
    const { session, turnId } = await running();
    const next = (await api.turn(session, "Hello")).body;
    assert.equal(next.status, "queued");
    await api.post(`/sessions/${session}/interrupt`);
    await api.untilIdle(session);
    const { turns } = (await api.get(`/sessions/${session}`)).body;
    assert.deepEqual(
      turns.map(({ id, status, reason }: Json) => [id, status, reason]),
      [
        [turnId, "cancelled", "interrupted"],
        [next.turnId, "completed", undefined],
      ],
    );
  });
});

describe("a turn with mode interrupt", () => {
  test("stops the one that runs and comes next, before those that wait", async () => {
    const { session, turnId } = await running();
    const waiting = (await api.turn(session, "Thanks")).body;
    const urgent = (await api.turn(session, "Hello", { mode: "interrupt" })).body;
    const events = await api.untilIdle(session);
    const [interrupted] = ofType(events, "turn.interrupted");
    assert.equal(interrupted.turnId, urgent.turnId);
    assert.deepEqual(interrupted.data, { interruptedTurnIds: [turnId] });
    assert.equal(ofType(events, "turn.cancelled")[0].data.replacementTurnId, urgent.turnId);
    assert.deepEqual(
      ofType(events, "turn.started").map((event) => event.turnId),
      [turnId, urgent.turnId, waiting.turnId],
    );
  });

  test("interrupts nothing where nothing runs", async () => {
    const session = await api.session("helper");
    const { turnId } = (await api.turn(session, "Hello", { mode: "interrupt" })).body;
    const events = await api.untilIdle(session);
    assert.equal(ofType(events, "turn.interrupted").length, 0);
    assert.equal(told(events, turnId).at(-1), "turn.completed");
  });
});

describe("a turn with mode steer", () => {
  test("goes into the one that runs, and ends with it", async () => {
    const provider = await AnthropicStandIn.start();
    const letGo = provider.hold();
    const api = await ServerlessApi.start({ anthropicUrl: provider.url });
    const session = await api.session(await api.agent("anthropic/claude", ANTHROPIC_KEY));
    const { turnId } = (await api.turn(session, WAIT)).body;
    const steered = (await api.turn(session, "Thanks", { mode: "steer" })).body;
    assert.equal(steered.status, "running");
    letGo("Here I am.");
    const events = await api.untilIdle(session);
    await provider.close();
    assert.deepEqual(told(events, steered.turnId), [
      "message.received",
      "turn.queued",
      "turn.steered",
      "turn.completed",
    ]);
    assert.deepEqual(ofType(events, "turn.steered")[0].data, { activeTurnId: turnId });
    const [completed, ...others] = ofType(events, "turn.completed");
    assert.equal(completed!.turnId, turnId);
    assert.equal(others.length, 1);
    const reply = ofType(events, "message.completed").at(-1)!.data.text as string;
    assert.match(reply, /Here I am\..*Hello!/s);
  });

  test("waits like any other where nothing runs", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Hello", { mode: "steer" });
    const events = await api.untilIdle(session);
    assert.equal(ofType(events, "turn.steered").length, 0);
    assert.equal(ofType(events, "turn.completed").length, 1);
  });
});
