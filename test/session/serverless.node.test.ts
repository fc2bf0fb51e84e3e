import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items, type Entry, type Session, type SessionOptions } from "../../src/core.js";
import { AgentService } from "../support/agent-service.js";
import { FastClock, ManualClock } from "../support/clock.js";
import { fails, live } from "../support/service.js";
import { MemoryStorage } from "../support/storage.js";
import { texts, until } from "../support/until.js";

const service = new AgentService();
const { begin, logOf, open } = service;

const entriesOf = (session: Session): Entry[] => [...items(session.state.log)];
const received = async (id: string) =>
  (await logOf(id)).filter(({ type }) => type === "message.received").map(({ data }) => data["input"]);

/** A page that was left with the message "kept", which the service did not take; and the way to the next page. */
async function leftUnsent(options: SessionOptions = {}) {
  const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
  const id = await begin();
  const openNext = () => open({ session: id, storages, ...options });
  const first = await openNext();
  await live(first);
  service.instead = (request) => (request.method === "POST" ? new Response(null, { status: 503 }) : null);
  first.send("kept").catch(() => {});
  await until(first, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
  first.close();
  service.instead = null;
  return { id, openNext };
}

describe("a session of a serverless agent", { timeout: 60_000 }, () => {
  test("is read and sent to without a token", async () => {
    const session = await open();
    await live(session);
    const sent = await session.send("Hello");
    const id = session.state.session!;
    assert.deepEqual(await received(id), ["Hello"]);
    assert.deepEqual(texts(session.state), ["Hello"]);
    const [entry] = entriesOf(session);
    assert.deepEqual([entry?.id, entry?.seq], [sent.id, sent.seq]);
    assert.deepEqual(session.state.outbox, []);
  });

  test("a log of many pages is read to its end without a pause between them", async () => {
    const id = await begin();
    const answers = Array.from({ length: 1_100 }, (_, i) => ({
      type: "message.completed",
      turnId: `t${i}`,
      data: { text: `a${i}` },
    }));
    await service.server.appendServerlessEvents(id, ...answers);
    // The clock stands still: whoever waits for it waits for ever.
    const session = await open({ session: id, clock: new ManualClock() });
    const state = await until(session, ({ caughtUp }) => caughtUp, "read to its end", 30_000);
    assert.equal(texts(state).length, answers.length);
    // Three pages of 500 and fewer, and the one that says that there are no more.
    assert.equal(service.requests.filter((request) => request.endsWith("/events")).length, 4);
  });

  test("a lost answer does not send a message twice", async () => {
    let lost = 2;
    const session = await open();
    await live(session);
    service.instead = async (request) => {
      if (!request.url.endsWith("/turns") || lost === 0) return null;
      lost -= 1;
      const turn = service.instead;
      service.instead = null;
      await service.fetch(request.url, { method: "POST", body: await request.text() });
      service.instead = turn;
      throw new TypeError("lost");
    };
    await session.send("once");
    assert.deepEqual(await received(session.state.session!), ["once"]);
    assert.deepEqual(texts(session.state), ["once"]);
  });

  test("the endpoint names the session, and how it is reached", async () => {
    const session = await open({
      endpoint: "http://host.example/api/agent",
      protocol: "v3",
      baseUrl: "http://no.example",
    });
    await until(session, ({ caughtUp }) => caughtUp, "no conversation yet");
    await session.send("first");
    const id = session.state.session!;
    assert.deepEqual(await received(id), ["first"]);
    await session.send("second");
    assert.deepEqual(await received(id), ["first", "second"]);
    assert.deepEqual(texts(session.state), ["first", "second"]);
    assert.equal(session.state.capabilities.live, "poll");
  });

  test("what was written in a page that is gone is sent by the next, once", async () => {
    const { id, openNext } = await leftUnsent({ user: "ada" });
    const second = await openNext();
    await until(second, ({ outbox, log }) => outbox.length === 0 && log.length === 1, "sent");
    assert.deepEqual(await received(id), ["kept"]);
  });

  test("what was written in a page that is gone goes before what is written in the next, whoever it was", async () => {
    const { id, openNext } = await leftUnsent();
    const second = await openNext();
    await second.send("written since");
    assert.deepEqual(await received(id), ["kept", "written since"]);
  });

  test("an answer grows, is said whole, and is one message", async () => {
    const session = await open();
    await live(session);
    await session.send("Go");
    const id = session.state.session!;
    const turnId = entriesOf(session)[0]?.turnId ?? "";
    const delta = (text: string) => ({ type: "message.delta", turnId, data: { text } });
    await service.server.appendServerlessEvents(id, delta("One "), delta("two"));
    await until(session, (state) => texts(state).at(-1) === "One two", "grown");
    assert.equal(
      entriesOf(session).at(-1)?.kind === "message" && entriesOf(session).at(-1)?.key,
      `turn:${turnId}:reply`,
    );
    await service.server.appendServerlessEvents(
      id,
      { type: "message.completed", turnId, data: { text: "One two three" } },
      delta("late"),
      { type: "turn.completed", turnId, data: {} },
    );
    await until(session, ({ turn }) => turn === "idle", "idle");
    assert.deepEqual(texts(session.state), ["Go", "One two three"]);
  });

  test("a turn that is stopped is stopping until the log says that it has", async () => {
    const session = await open();
    await live(session);
    await session.send("Go");
    const id = session.state.session!;
    const turnId = entriesOf(session)[0]?.turnId ?? "";
    await session.stop();
    assert.deepEqual([session.state.stopping, session.state.turn], [true, "working"]);
    assert.ok(service.requests.some((request) => request.endsWith("/interrupt")));
    await service.server.appendServerlessEvents(id, {
      type: "turn.cancelled",
      turnId,
      data: { reason: "interrupted" },
    });
    const state = await until(session, ({ turn }) => turn === "idle", "stopped");
    assert.deepEqual([state.stopping, state.turnReason], [false, "canceled"]);
  });

  test("a request to stop that is never answered fails, and the turn goes on", async () => {
    const session = await open({ clock: new FastClock(1000) });
    await live(session);
    await session.send("Go");
    service.instead = (request) => (request.url.endsWith("/interrupt") ? new Promise<never>(() => {}) : null);
    await assert.rejects(session.stop(), fails("network"));
    assert.deepEqual([session.state.stopping, session.state.turn], [false, "working"]);
  });

  test("refusals say what they are", async () => {
    const ROWS: readonly [answer: () => Response, code: string][] = [
      [() => Response.json({ error: { code: "session_ended", message: "" } }, { status: 409 }), "closed"],
      [() => Response.json({ error: { code: "project_archived" } }, { status: 409 }), "closed"],
      [() => Response.json({ error: { code: "memory_admission_rejected" } }, { status: 409 }), "closed"],
      [() => Response.json({ error: { code: "question_stale" } }, { status: 409 }), "question-stale"],
      [() => Response.json({ error: { code: "idempotency_conflict" } }, { status: 409 }), "invalid"],
      [() => Response.json({ error: { code: "invalid_turn" } }, { status: 400 }), "invalid"],
      [() => new Response(null, { status: 403 }), "forbidden"],
      [() => new Response(null, { status: 404 }), "not-found"],
    ];
    for (const [answer, code] of ROWS) {
      const session = await open();
      await live(session);
      service.instead = (request) => (request.method === "POST" ? answer() : null);
      await assert.rejects(session.send("no"), fails(code), code);
      service.instead = null;
    }
  });

  test("no credits, and a memory that is not admitted yet, hold a message and do not refuse it", async () => {
    const session = await open();
    await live(session);
    const codes: (string | undefined)[] = [];
    session.observe({ error: ({ code }) => void codes.push(code) });
    const answers = [
      Response.json({ error: { code: "insufficient_credits" } }, { status: 402 }),
      Response.json({ error: { code: "memory_admission_pending" } }, { status: 409 }),
    ];
    service.instead = (request) => (request.method === "POST" ? (answers.shift() ?? null) : null);
    await session.send("patient");
    assert.deepEqual(codes, ["insufficient-credits", "server"]);
    assert.deepEqual(await received(session.state.session!), ["patient"]);
  });

  test("who is signed out sees that, and goes on with the same message when signed in again", async () => {
    const session = await open();
    await live(session);
    service.instead = () => new Response(null, { status: 401 });
    const sent = session.send("later");
    await until(session, ({ connection }) => connection === "unauthorized", "signed out");
    service.instead = null;
    session.reconnect();
    await sent;
    assert.deepEqual(await received(session.state.session!), ["later"]);
  });

  test("somebody else's session is none", async () => {
    service.instead = () => new Response(null, { status: 404 });
    const session = await open();
    const { error } = await until(session, ({ connection }) => connection === "closed", "closed");
    assert.equal(error?.code, "not-found");
  });
});

describe("a question", { timeout: 60_000 }, () => {
  async function asked(): Promise<Session> {
    const session = await open();
    await live(session);
    await session.send("Go");
    const turnId = entriesOf(session)[0]?.turnId ?? "";
    await service.server.appendServerlessEvents(
      session.state.session!,
      {
        type: "question.asked",
        turnId,
        data: { questionId: "q1", text: "Which?", options: [{ label: "Red", value: "r" }] },
      },
      { type: "turn.completed", turnId, data: { outcome: "question", questionId: "q1" } },
    );
    await until(session, ({ question }) => question !== null, "asked");
    return session;
  }

  test("is open, and waits for an answer", async () => {
    const { state } = await asked();
    assert.deepEqual(
      [state.turn, state.question?.questionId, state.question?.options],
      ["awaiting-input", "q1", [{ label: "Red", value: "r" }]],
    );
  });

  test("that is stale gives the answer back", async () => {
    const session = await asked();
    const returned: string[] = [];
    session.observe({ returned: (text) => void returned.push(text) });
    service.instead = (request) =>
      request.method === "POST"
        ? Response.json({ error: { code: "question_stale" } }, { status: 409 })
        : null;
    await assert.rejects(session.send("Red"), fails("question-stale"));
    assert.deepEqual([returned, session.state.outbox], [["Red"], []]);
  });

  test("gives back what it held and threw away, and does not send it again", async () => {
    const session = await asked();
    const returned: string[] = [];
    session.observe({ returned: (text) => void returned.push(text) });
    await service.server.appendServerlessEvents(
      session.state.session!,
      { type: "message.held", data: { questionId: "q1", heldId: "h1", input: "and this" } },
      { type: "message.discarded", data: { questionId: "q1", heldId: "h1", reason: "stopped" } },
    );
    const failed = (entry: Entry) => entry.kind === "message" && entry.delivery === "failed";
    await until(session, ({ log }) => [...items(log)].some(failed), "thrown away");
    session.retry(entriesOf(session).find(failed)?.key ?? "");
    assert.deepEqual([returned, entriesOf(session).some(failed)], [["and this"], false]);
  });
});
