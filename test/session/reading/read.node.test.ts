import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items, Session, type SessionOptions } from "../../../src/core.js";
import type { Storages } from "../../../src/session/sending/storages.js";
import type { Outgoing } from "../../../src/session/state/state.js";
import { FastClock } from "../../support/clock.js";
import { live, say, Service } from "../../support/service.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";
import { serviceOn } from "../../support/wire-service.js";
import { WIRES, type WireName } from "../../support/wires.js";

for (const wire of WIRES) {
  describe(`reading, on the wire ${wire}`, { timeout: 60_000 }, () => reading(wire));
  describe(`waiting for another attempt, on the wire ${wire}`, { timeout: 60_000 }, () => waiting(wire));
}

function reading(wire: WireName): void {
  const service = serviceOn(wire);
  const { said } = service;
  const open = (options: SessionOptions = {}) => service.open({ clock: new FastClock(20), ...options });

  test("shows the log and what follows, in order", async () => {
    const session = await open();
    await live(session);
    await service.say(session.state.session!, ["one", "two"]);
    await until(session, (state) => texts(state).at(-1) === "two", "said");
    assert.deepEqual(texts(session.state), [...said, "one", "two"]);
  });

  test("resumes after every cut without a gap or a double", async () => {
    let requests = 0;
    const failing: typeof fetch = (...request) =>
      (requests += 1) % 2 ? service.fetch(...request) : Promise.reject(new TypeError("cut"));
    const session = await open({ fetch: wire === "v3" ? service.fetch : failing });
    await live(session);
    const { lastSeq, session: id } = session.state;
    const seen: number[] = [];
    session.observe({ event: ({ seq }) => seen.push(seq) });
    for (let i = 0; i < 20; i += 1) {
      await service.say(id!, [`m${i}`]);
      await service.disturb(id!);
    }
    await until(session, (state) => texts(state).at(-1) === "m19", "read to the end");
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => i + lastSeq + 1),
    );
  });

  test("tells what is replayed from what is new", async () => {
    const conversation = await service.begin();
    await service.say(conversation.session, ["old"]);
    const clock = new FastClock(20);
    const session = service.made(new Session({ ...service.way, clock, ...conversation }));
    const told: [number, boolean][] = [];
    session.observe({ event: ({ seq }, replayed) => told.push([seq, replayed]) });
    session.open();
    await live(session);
    const old = session.state.lastSeq;
    await service.say(conversation.session, ["new"]);
    await until(session, ({ lastSeq }) => lastSeq === old + 1, "all read");
    assert.ok(told.length > 1);
    assert.deepEqual(
      told.map(([seq, replayed]) => [seq > old, replayed]),
      told.map((_, i) => (i < told.length - 1 ? [false, true] : [true, false])),
    );
  });

  test("begins after a given seq", async () => {
    const conversation = await service.begin();
    await service.say(conversation.session, ["two", "three"]);
    const all = await open(conversation);
    await live(all);
    const session = await open({ ...conversation, afterSeq: all.state.lastSeq - 1 });
    await live(session);
    assert.deepEqual(texts(session.state), ["three"]);
  });

  test("reads anew with other eyes, and shows nothing twice", async () => {
    const session = await open();
    await live(session);
    const id = session.state.session!;
    await service.think(id, "thinking");
    await service.say(id, ["done"]);
    const { lastSeq: last } = await until(session, (state) => texts(state).includes("done"), "answered");
    session.setView({ level: "progress" });
    assert.equal(session.state.log.length, 0);
    await until(session, ({ caughtUp, lastSeq }) => caughtUp && lastSeq === last, "read anew");
    assert.deepEqual(
      [...items(session.state.log)].map(({ kind }) => kind),
      [...said.map(() => "message"), "work", "message"],
    );
    assert.equal(session.state.connection, "live");
  });
}

describe("reading a stream", { timeout: 60_000 }, () => {
  const service = new Service();
  const { open } = service;

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

function waiting(wire: WireName): void {
  const service = serviceOn(wire);

  for (const [what, act] of [
    ["a person asks", (session: Session) => session.reconnect()],
    ["the tab is looked at again", (session: Session) => session.setVisible(true)],
    ["the network is back", (session: Session) => session.setOnline(true)],
    ["the page comes back", (session: Session) => session.resume()],
  ] as const) {
    test(`ends at once when ${what}`, async () => {
      let isDown = true;
      const down: typeof fetch = async (input, init) =>
        isDown
          ? new Response("{}", { status: 503, headers: { "retry-after": "3600" } })
          : service.fetch(input, init);
      const session = await service.open({ fetch: down });
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
}
