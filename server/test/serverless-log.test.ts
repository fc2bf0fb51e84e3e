import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ServerlessEventDraft } from "../src/index.js";
import type { Json } from "./support/json.js";
import { RECORDED } from "./support/recorded-turn.js";
import { ServerlessApi, told } from "./support/serverless.js";

let api: ServerlessApi;
before(async () => void (api = await ServerlessApi.start()));
after(() => api.close());

describe("reading", () => {
  test("gives at most 500 events after a seq, ascending, and an empty page at the end", async () => {
    const session = await api.session();
    const head = (await api.events(session)).length;
    await api.server.serverless.appendEvents(
      session,
      Array.from({ length: 1200 }, (_, n) => ({
        type: "message.delta",
        data: { text: `${n} ` },
        turnId: "t",
      })),
    );
    const sizes: number[] = [];
    let after = 0;
    for (;;) {
      const { events } = (await api.get(`/sessions/${session}/events?after=${after}`)).body;
      sizes.push(events.length);
      if (events.length === 0) break;
      events.forEach(({ seq }: Json, index: number) => assert.equal(seq, after + 1 + index));
      after = events.at(-1).seq;
    }
    assert.deepEqual(sizes, [500, 500, 200 + head, 0]);
  });

  test("ends a page after 4 MB, and the next one continues there", async () => {
    const session = await api.session();
    const head = (await api.events(session)).length;
    const text = "x".repeat(1_000_000);
    const big = Array.from({ length: 7 }, () => ({ type: "message.delta", data: { text }, turnId: "t" }));
    await api.server.serverless.appendEvents(session, big);
    const { events } = (await api.get(`/sessions/${session}/events?after=${head}`)).body;
    assert.equal(events.length, 5);
    const all = await api.events(session, head);
    assert.deepEqual(
      all.map(({ seq }) => seq),
      big.map((_, index) => head + 1 + index),
    );
  });

  test("takes more events at once than a statement can", async () => {
    const session = await api.session();
    const [last] = (await api.events(session)).slice(-1);
    const many = Array.from({ length: 9000 }, () => ({ type: "runtime.log", data: {} }));
    await api.server.serverless.appendEvents(session, many);
    const { events } = (await api.get(`/sessions/${session}/events?after=${last.seq + 8999}`)).body;
    assert.deepEqual(
      events.map(({ seq }: Json) => seq),
      [last.seq + 9000],
    );
  });

  test("starts at 0 and ignores every other parameter", async () => {
    const session = await api.session();
    const all = (await api.get(`/sessions/${session}/events`)).body.events;
    const query = "after=0&level=user&limit=1&type=session.ended&wait=30&before=2";
    assert.deepEqual((await api.get(`/sessions/${session}/events?${query}`)).body.events, all);
  });

  for (const after of ["-1", "x", "1.5", ""]) {
    test(`refuses after=${after}`, async () => {
      const session = await api.session();
      assert.equal((await api.get(`/sessions/${session}/events?after=${after}`)).status, 400);
    });
  }
});

describe("a recorded turn", () => {
  test("is replayed as it was recorded", async () => {
    const session = await api.session();
    const { length } = await api.events(session);
    await api.server.serverless.appendEvents(session, RECORDED);
    const events = await api.events(session, length);
    const replayed = events.map(({ type, data, turnId }): ServerlessEventDraft => ({
      type,
      data,
      ...(turnId !== undefined && { turnId }),
    }));
    assert.deepEqual(replayed, RECORDED);
  });

  test("has the shape that this server's own turns have", async () => {
    const session = await api.session("helper");
    await api.turn(session, "Build a web page");
    const own = await api.untilIdle(session);
    const shapes = (events: readonly Json[]) =>
      new Map(events.map(({ type, data }) => [type, data])) as Map<string, Record<string, unknown>>;
    const [recorded, ours] = [shapes(RECORDED as Json[]), shapes(own)];
    for (const type of [
      ...["message.received", "turn.queued", "turn.started", "message.delta", "tool.started"],
      ...["tool.progress", "tool.completed", "message.completed", "turn.completed"],
    ]) {
      const known = Object.keys(recorded.get(type) ?? {});
      const given = Object.keys(ours.get(type) ?? {});
      // A result is not reported by every call.
      assert.deepEqual(
        given.filter((name) => !known.includes(name)),
        [],
        type,
      );
      assert.ok(recorded.has(type) && ours.has(type), type);
    }
    const order = told(own).filter((type) => !/^(tool|reasoning)\./.test(type));
    const recordedOrder = told(RECORDED as Json[]).filter((type) => !type.startsWith("tool."));
    assert.deepEqual(order.slice(order.indexOf("message.received")), dedupe(recordedOrder));
  });
});

/** The recording has tools between two parts of its reply. */
function dedupe(types: readonly string[]): string[] {
  return types.filter((type, index) => type !== types[index - 1]);
}

/** Takes more than 7 s at a pace of 1. */
const LONG = "A long answer";

describe("after the process was killed", () => {
  test("a turn that ran begins anew, with its first words still in the log, and its key still holds", async () => {
    const data = await mkdtemp(join(tmpdir(), "oc-serverless-"));
    const first = await ServerlessApi.start({ data, agentPace: 1 });
    const session = await first.session("helper");
    const { turnId } = (await first.turn(session, LONG, { idempotencyKey: "k" })).body;
    await first.until(session, ({ type }) => type === "message.delta", "its first words");
    await first.close();
    const second = await ServerlessApi.start({ data });
    try {
      const events = await second.untilIdle(session);
      const own = events.filter((event) => event.turnId === turnId);
      assert.equal(own.filter(({ type }) => type === "turn.started").length, 2);
      assert.equal(own.filter(({ type }) => type === "turn.completed").length, 1);
      assert.ok(events.some(({ type }) => type === "runtime.disconnected"));
      events.forEach(({ seq }, index) => assert.equal(seq, index + 1));
      const again = await second.turn(session, LONG, { idempotencyKey: "k" });
      assert.deepEqual(again.body, { turnId, status: "completed", duplicate: true });
    } finally {
      await second.close();
      await rm(data, { recursive: true });
    }
  });

  test("a turn that was being stopped is cancelled", async () => {
    const data = await mkdtemp(join(tmpdir(), "oc-serverless-"));
    const first = await ServerlessApi.start({ data, agentPace: 1 });
    const session = await first.session("helper");
    await first.turn(session, LONG);
    await first.post(`/sessions/${session}/interrupt`);
    await first.close();
    const second = await ServerlessApi.start({ data });
    try {
      const events = await second.untilIdle(session);
      assert.equal(events.filter(({ type }) => type === "turn.cancelled").length, 1);
    } finally {
      await second.close();
      await rm(data, { recursive: true });
    }
  });
});

describe("the words of the two wires", () => {
  const SRC = fileURLToPath(new URL("../src/", import.meta.url));
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const OLD = /"(agent\.message|user\.message|tool\.call|tool\.result|exec\.completed|http\.request)"/;
  const NEW =
    /"(message|question|reasoning)\.[a-z]+"|"turn\.(queued|steered|cancelled)"|"tool\.(started|progress)"/;

  test("are each in their own folder; one file translates", () => {
    const mixed = files.filter((file) => {
      const text = readFileSync(join(SRC, file), "utf8");
      return file.startsWith("serverless") ? OLD.test(text) : NEW.test(text);
    });
    assert.deepEqual(mixed, [join("serverless", "agent", "translation.ts")]);
  });
});
