import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items, Session } from "../../../src/core.js";
import type { Storages } from "../../../src/session/sending/storages.js";
import type { Outgoing } from "../../../src/session/state/state.js";
import { FastClock } from "../../support/clock.js";
import { live, say, Service } from "../../support/service.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";

const service = new Service();
const { open } = service;

describe("reading", { timeout: 60_000 }, () => {
  test("sends the request before it looks at storage", async () => {
    const order: string[] = [];
    const kept = new MemoryStorage();
    const storages: Storages = {
      get shared() {
        order.push("storage");
        return kept;
      },
      tab: kept,
    };
    const { id, token } = await service.server.createSession();
    const session = await open({
      session: id,
      token,
      storages,
      fetch(input, init) {
        order.push("request");
        return fetch(input, init);
      },
    });
    assert.deepEqual(order.slice(0, 2), ["request", "storage"]);
    await live(session);
  });

  test("shows the log and what follows, in order", async () => {
    const session = await open();
    await live(session);
    await service.server.appendEvents(session.state.session!, say("one"), say("two"));
    await until(session, (state) => texts(state).length === 3, "three messages");
    assert.deepEqual(texts(session.state), ["Hello", "one", "two"]);
  });

  test("resumes after every cut without a gap or a double", async () => {
    const session = await open({ clock: new FastClock(20) });
    await live(session);
    const id = session.state.session!;
    const seen: number[] = [];
    session.observe({ event: ({ seq }) => seen.push(seq) });
    for (let i = 0; i < 20; i += 1) {
      await service.server.appendEvents(id, say(`m${i}`));
      await service.server.dropConnections(id);
    }
    await until(session, (state) => texts(state).at(-1) === "m19", "read to the end");
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
  });

  test("tells what is replayed from what is new", async () => {
    const { id, token } = await service.server.createSession();
    await service.server.appendEvents(id, say("old"));
    const session = new Session({ baseUrl: service.server.baseUrl, session: id, token });
    service.made(session);
    const told: [number, boolean][] = [];
    session.observe({ event: ({ seq }, replayed) => told.push([seq, replayed]) });
    session.open();
    await live(session);
    await service.server.appendEvents(id, say("new"));
    await until(session, ({ lastSeq }) => lastSeq === 3, "all read");
    assert.deepEqual(told, [
      [1, true],
      [2, true],
      [3, false],
    ]);
  });

  test("begins after a given seq", async () => {
    const { id, token } = await service.server.createSession();
    await service.server.appendEvents(id, say("two"), say("three"));
    const session = await open({ session: id, token, afterSeq: 2 });
    await live(session);
    assert.deepEqual(texts(session.state), ["three"]);
  });

  test("reads anew with other eyes, and shows nothing twice", async () => {
    const session = await open();
    await live(session);
    const id = session.state.session!;
    await service.server.appendEvents(id, { ...say("thinking"), level: "progress" }, say("done"));
    await until(session, (state) => texts(state).includes("done"), "answered");
    session.setView({ level: "progress" });
    assert.equal(session.state.log.length, 0);
    await until(session, ({ caughtUp, lastSeq }) => caughtUp && lastSeq === 3, "read anew");
    assert.deepEqual(
      [...items(session.state.log)].map(({ kind }) => kind),
      ["message", "work", "message"],
    );
    assert.equal(session.state.connection, "live");
  });

  test("says so when a stream brings a frame without end, and tries again", async () => {
    let streams = 0;
    const endless: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!/stream=/.test(String(input)) || (streams += 1) > 1) return response;
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          const { value } = await response.body!.getReader().read();
          controller.enqueue(value!);
          controller.enqueue(new TextEncoder().encode(`data: ${"x".repeat(17 * 1024 * 1024)}`));
        },
      });
      return new Response(body, response);
    };
    const errors: string[] = [];
    const session = await open({ fetch: endless });
    session.observe({ error: ({ code }) => errors.push(code) });
    await until(session, ({ connection }) => connection === "reconnecting", "reconnecting");
    assert.deepEqual([errors, texts(session.state)], [["protocol"], ["Hello"]]);
    await live(session);
    await service.server.appendEvents(session.state.session!, say("well again"));
    await until(session, ({ lastSeq }) => lastSeq === 2, "read on");
  });

  test("fetches a body that was too large for the log", async () => {
    const session = await open();
    await live(session);
    const long = "x".repeat(100_000);
    await service.server.appendEvents(session.state.session!, say(long));
    await until(session, (state) => texts(state)[1]?.length === long.length, "the whole text");
  });
});

describe("waiting for another attempt", { timeout: 60_000 }, () => {
  for (const [what, act] of [
    ["a person asks", (session: Session) => session.reconnect()],
    ["the tab is looked at again", (session: Session) => session.setVisible(true)],
    ["the network is back", (session: Session) => session.setOnline(true)],
    ["the page comes back", (session: Session) => session.resume()],
  ] as const) {
    test(`ends at once when ${what}`, async () => {
      let isDown = true;
      const down: typeof fetch = async (input, init) =>
        isDown ? new Response("{}", { status: 503, headers: { "retry-after": "3600" } }) : fetch(input, init);
      const session = await open({ fetch: down });
      session.setVisible(false);
      const sent = session.send("hi");
      await until(session, ({ connection }) => connection === "reconnecting", "reconnecting");
      assert.ok(session.state.retryAt! - Date.now() > 3_500_000);
      const isPostponed = ({ triedAt, delivery }: Outgoing) => triedAt !== null && delivery === "waiting";
      await until(session, ({ outbox }) => outbox.some(isPostponed), "tried");
      isDown = false;
      if (what === "the page comes back") session.suspend();
      act(session);
      await live(session);
      await sent;
    });
  }
});
