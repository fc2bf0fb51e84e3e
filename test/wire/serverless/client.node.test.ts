import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SessionError } from "../../../src/wire/errors.js";
import { Routes } from "../../../src/wire/serverless/client.js";
import { readEvent } from "../../../src/wire/serverless/read-event.js";

const { signal } = new AbortController();
const OF = { session: "s1", token: "", signal };
const MESSAGE = { ...OF, text: "Hi", refs: null, key: "k" };

/** Routes that answer every request with this. */
function routesTo(answer: () => Response): Routes {
  return new Routes({ baseUrl: "/api/agent", fetch: async () => answer(), withCredentials: false });
}

const GUIDE = "https://example.com/guide";

const read = (events: unknown, after = 0) =>
  routesTo(() => Response.json({ events })).page({ ...OF, after, level: "user" });
const event = (seq: number, type = "message.received", data: unknown = { input: "Hi" }) => ({
  id: `e${seq}`,
  seq,
  type,
  data,
  turnId: "t1",
  timestamp: "2026-11-22T10:00:00Z",
});
const fails = (code: string, retryable: boolean) => (error: unknown) =>
  error instanceof SessionError && error.code === code && error.retryable === retryable;

describe("a page of the log", () => {
  test("of a relay that ignores `after` has nothing new, and is not followed by another", async () => {
    const { events, next } = await read([event(1), event(2), event(3)], 3);
    assert.deepEqual([events, next], [[], null]);
    const more = await read([event(1), event(2), event(3)], 2);
    assert.deepEqual([more.events.map(({ seq }) => seq), more.next], [[3], 3]);
  });

  test("that a host has stripped to nothing ends the log", async () => {
    const { events, errors, next } = await read([], 7);
    assert.deepEqual([events, errors, next], [[], [], null]);
  });

  test("that a host has stripped to its last event is read on after it", async () => {
    const { events, next, upTo } = await read([{ seq: 500, type: "usage.recorded", data: {} }], 7);
    assert.deepEqual([events, next, upTo], [[], 500, 500]);
  });

  test("has what can be read of it, and never the agent's instructions", async () => {
    const items = [
      null,
      5,
      {},
      { seq: "x", type: "y" },
      event(2, "agent.rendered"),
      event(3, "x", 5),
      event(4),
    ];
    const { events, errors, next } = await routesTo(() => Response.json({ events: items })).page({
      ...OF,
      after: 0,
      level: "internal",
    });
    assert.deepEqual([events.map(({ seq }) => seq), errors.length, next], [[3, 4], 4, 4]);
  });

  for (const [what, answer] of [
    ["nothing", () => new Response(null)],
    ["a web page", () => new Response("<h1>It works!</h1>", { headers: { "content-type": "text/html" } })],
    ["other JSON", () => Response.json([])],
    ["no list", () => Response.json({ events: {} })],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "/sign-in" } })],
  ] as const) {
    test(`that is ${what} is asked for again`, () =>
      assert.rejects(routesTo(answer).page({ ...OF, after: 0, level: "user" }), fails("protocol", true)));
  }
});

describe("what a person has put in", () => {
  for (const payload of [null, 5, "x", [[]], { text: "no" }, { deep: { deep: {} } }]) {
    test(`is its input, whatever the payload: ${JSON.stringify(payload)}`, async () => {
      const { events } = await read([event(1, "message.received", { input: "Hi", payload })]);
      const said = events.flatMap((one) => readEvent(one).facts).filter(({ says }) => says === "message");
      assert.deepEqual(
        said.map((fact) => fact.says === "message" && fact.text),
        ["Hi"],
      );
    });
  }
});

describe("a request", () => {
  test("that is answered with nothing has done its work", async () => {
    for (const status of [200, 202, 204]) {
      const routes = routesTo(() => new Response(null, { status }));
      await routes.interrupt(OF);
      await routes.dismiss({ ...OF, questionId: "q1" });
    }
  });

  test("that is answered with a web page has done nothing", async () => {
    const headers = { "content-type": "text/html; charset=utf-8" };
    const routes = routesTo(() => new Response("<!doctype html>", { headers }));
    await assert.rejects(routes.interrupt(OF), fails("protocol", true));
    await assert.rejects(routes.dismiss({ ...OF, questionId: "q1" }), fails("protocol", true));
  });

  for (const [what, answer, code, retryable] of [
    ["an empty 404", () => new Response(null, { status: 404 }), "not-found", false],
    ["an empty 401", () => new Response(null, { status: 401 }), "unauthorized", false],
    ["an empty 403", () => new Response(null, { status: 403 }), "forbidden", false],
    ["a bare string", () => Response.json({ error: "Not found" }, { status: 404 }), "not-found", false],
    ["a page", () => new Response("<html>", { status: 502 }), "server", true],
    [
      "a code that objects have",
      () => Response.json({ error: { code: "constructor" } }, { status: 409 }),
      "invalid",
      false,
    ],
    ["an error that is a list", () => Response.json({ error: [] }, { status: 400 }), "invalid", false],
  ] as const) {
    test(`that is refused with ${what} says ${code}`, async () => {
      const routes = routesTo(answer);
      await assert.rejects(routes.post(MESSAGE), fails(code, retryable));
      await assert.rejects(routes.interrupt(OF), fails(code, retryable));
    });
  }

  test("that is refused at length is told in few words", async () => {
    const error = { code: "c".repeat(1000), message: "m".repeat(100_000) };
    const refused = routesTo(() => Response.json({ error }, { status: 400 })).post(MESSAGE);
    await assert.rejects(refused, ({ message }: SessionError) => message.length < 400);
  });

  test("that is refused in a sentence is told in that sentence", async () => {
    const error = { code: "unauthorized", message: "No credential was sent." };
    const refused = routesTo(() => Response.json({ error }, { status: 401 })).post(MESSAGE);
    await assert.rejects(refused, {
      message: `The host's routes answered 401: unauthorized: ${error.message}`,
    });
  });

  for (const status of [429, 503]) {
    test(`that is refused with ${status} says how long to wait`, async () => {
      const headers = { "retry-after": "7" };
      const refused = routesTo(() => new Response(null, { status, headers })).post(MESSAGE);
      await assert.rejects(refused, (error: SessionError) => error.retryable && error.retryAfter === 7_000);
    });
  }

  for (const [what, body] of [
    ["in an envelope", { error: { code: "managed_agents_retired", migration_guide: GUIDE } }],
    ["beside a string", { error: "Gone.", code: "managed_agents_retired", migration_guide: GUIDE }],
  ] as const) {
    test(`410 with a code that says "retired", ${what}, is an API that ended, not a conversation`, async () => {
      const refused = routesTo(() => Response.json(body, { status: 410 })).post(MESSAGE);
      await assert.rejects(
        refused,
        (error: SessionError) =>
          error.code === "retired" && !error.retryable && error.message.includes(GUIDE),
      );
    });
  }

  for (const [withCredentials, credentials] of [
    [false, "same-origin"],
    [true, "include"],
  ] as const) {
    test(`goes with cookies to ${withCredentials ? "any" : "its own"} origin, and follows no redirect`, async () => {
      const asked: RequestInit[] = [];
      const fetch: typeof globalThis.fetch = async (_input, init) => {
        asked.push(init ?? {});
        return Response.json({ events: [], turnId: "t1" });
      };
      const routes = new Routes({ baseUrl: "https://other.example/agent", fetch, withCredentials });
      await routes.page({ ...OF, after: 0, level: "user" });
      await routes.post(MESSAGE);
      assert.deepEqual(
        asked.map((init) => [init.credentials, init.redirect, init.cache]),
        [1, 2].map(() => [credentials, "manual", "no-store"]),
      );
    });
  }

  test("to post has a receipt that names something, or is repeated", async () => {
    for (const answer of [null, {}, { turnId: 5 }, { status: "queued" }, []]) {
      await assert.rejects(routesTo(() => Response.json(answer)).post(MESSAGE), fails("protocol", true));
    }
    const held = await routesTo(() => Response.json({ status: "held", questionId: "q" })).post(MESSAGE);
    assert.deepEqual([held.turnId, held.heldId], [null, null]);
  });
});
