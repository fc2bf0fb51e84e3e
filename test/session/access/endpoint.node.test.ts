import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SessionError, type Session, type SessionOptions } from "../../../src/core.js";
import type { Storages } from "../../../src/session/sending/storages.js";
import { Backend } from "../../support/backend.js";
import { FastClock } from "../../support/clock.js";
import { live, refusal } from "../../support/service.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";
import { serviceOn } from "../../support/wire-service.js";
import { WIRES, type WireName } from "../../support/wires.js";

for (const wire of WIRES)
  describe(`an endpoint, on the wire ${wire}`, { timeout: 60_000 }, () => onBoth(wire));

function onBoth(wire: WireName): void {
  const service = serviceOn(wire);
  const { logOf } = service;
  /** The page itself is of v3: it is the endpoint that says how a conversation is reached. */
  const open = (options: SessionOptions): Promise<Session> =>
    service.open({ ...service.way, protocol: "v3", clock: new FastClock(20), ...options });
  const newBackend = () =>
    new Backend({
      begin: async (input, key) => (await service.begin(input, key)).session,
      answerFor: (id) => service.answerFor(id),
    });
  let backend: Backend;
  let endpoint: string;
  before(async () => {
    backend = newBackend();
    endpoint = await backend.listen();
  });
  after(() => backend.close());

  test("begins a conversation with the first message, exactly once, though the answer is lost", async () => {
    backend.lose = 0;
    const session = await open({ endpoint, clock: new FastClock(50) });
    await live(session);
    assert.deepEqual([session.state.session, texts(session.state)], [null, []]);
    backend.lose = 2;
    const [first, second] = await Promise.all([session.send("first"), session.send("second")]);
    if (wire === "v3") assert.deepEqual([first.seq, second.seq], [1, 2]);
    else assert.ok(first.seq < second.seq);
    const starts = backend.questions.filter(({ reason }) => reason === "start");
    assert.deepEqual(
      backend.questions.map(({ reason }) => reason),
      ["resume", "start", "start", "start"],
    );
    assert.equal(new Set(starts.map(({ idempotency_key: key }) => key)).size, 1);
    assert.deepEqual(await logOf(session.state.session!), ["first", "second"]);
    await until(session, (state) => texts(state).length === 2 && state.outbox.length === 0, "echoed");
  });

  test("is resumed on the next visit", async () => {
    const session = await open({ endpoint });
    await live(session);
    assert.deepEqual(texts(session.state), ["first", "second"]);
  });

  test("a start whose page went away before the answer is neither lost nor doubled", async () => {
    const other = newBackend();
    const url = await other.listen();
    const shared = new MemoryStorage();
    const storages = { shared, tab: new MemoryStorage() } satisfies Storages;
    const clock = new FastClock(50);
    other.lose = 1_000;
    const first = await open({ endpoint: url, user: "ann", storages, clock });
    first.send("hello there").catch(() => {});
    await until(first, ({ outbox }) => outbox[0]?.starts === true, "started");
    await other.begun();
    first.close();
    other.lose = 0;
    const second = await open({ endpoint: url, storages, clock });
    await until(second, (state) => state.outbox.length === 0 && texts(state).length === 1, "settled");
    assert.deepEqual(await logOf(second.state.session!), ["hello there"]);
    other.close();
  });

  test("a start given up after an hour is found in the conversation it began", async () => {
    const other = newBackend();
    const clock = new FastClock(50);
    const session = await open({ endpoint: await other.listen(), clock });
    await live(session);
    other.lose = 1_000;
    session.send("the first").catch(() => {});
    await until(session, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    await other.begun();
    clock.skew += 2 * 60 * 60 * 1000;
    const next = session.send("the second");
    session.setVisible(true);
    await next;
    await until(session, (state) => state.outbox.length === 0 && texts(state).length === 2, "settled");
    assert.deepEqual(await logOf(session.state.session!), ["the first", "the second"]);
    other.close();
  });

  for (const what of ["the endpoint is asked again later", "reading has ended"]) {
    test(`a start given up and tried again waits for the log when ${what}`, async () => {
      const other = newBackend();
      const url = await other.listen();
      const clock = new FastClock(50);
      const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
      const first = await open({ endpoint: url, user: "ann", storages, clock });
      await live(first);
      other.lose = 1_000;
      first.send("only once", { idempotencyKey: "k" }).catch(() => {});
      await other.begun();
      first.close();
      clock.skew += 2 * 60 * 60 * 1000;

      let isDown = what === "reading has ended";
      other.status = isDown ? null : 503;
      let posts = 0;
      const failing: typeof fetch = async (input, init) => {
        if (/\/(messages|turns)$/.test(String(input))) posts += 1;
        if (isDown && String(input).includes("/events")) return refusal(400);
        return service.fetch(input, init);
      };
      const second = await open({ endpoint: url, user: "ann", storages, clock, fetch: failing });
      const connection = isDown ? "disconnected" : "reconnecting";
      await until(second, (state) => state.connection === connection && !!state.outbox[0]?.error, "given up");
      other.status = null;
      isDown = false;
      second.retry("k");
      await until(second, (state) => state.outbox.length === 0 && texts(state).length === 1, "found");
      assert.deepEqual([posts, await logOf(second.state.session!)], [0, ["only once"]]);
      other.close();
    });
  }

  test("what a closed page hears late does not bring back what another has sent", async () => {
    const { session: id } = await service.begin();
    const shared = new MemoryStorage();
    const storages = { shared, tab: new MemoryStorage() };
    const page = (getClientToken: NonNullable<SessionOptions["getClientToken"]>) =>
      open({ session: id, getClientToken, storages });
    let refuse = () => {};
    const answer = new Promise<never>((_, reject) => {
      refuse = () => reject(new SessionError("endpoint", "No."));
    });
    const first = await page(() => answer);
    first.send("once").catch(() => {});
    await new Promise(setImmediate);
    first.close();
    const second = await page(() => service.answerFor(id));
    await until(
      second,
      ({ log, outbox }) => log.length === service.said.length + 1 && outbox.length === 0,
      "sent",
    );
    refuse();
    await answer.catch(() => new Promise(setImmediate));
    assert.doesNotMatch(shared.dump(), /once/);
  });

  test("a reset leaves nothing, and the next message begins anew", async () => {
    const session = await open({ endpoint });
    await live(session);
    const before = session.state.session;
    session.draft = "half";
    let resets = 0;
    session.observe({ reset: () => (resets += 1) });
    session.reset();
    assert.deepEqual([texts(session.state), session.state.session, session.draft, resets], [[], null, "", 1]);
    await live(session);
    assert.deepEqual(texts(session.state), [], "the old conversation is not resumed");
    await session.send("fresh start");
    assert.notEqual(session.state.session, before);
    await until(session, (state) => texts(state).length === 1, "begun anew");
    assert.deepEqual(texts(session.state), ["fresh start"]);
  });

  for (const [status, code, connection] of [
    [401, "unauthorized", "unauthorized"],
    [403, "unauthorized", "unauthorized"],
    [404, "endpoint", "reconnecting"],
    [302, "endpoint", "reconnecting"],
    [200, "endpoint", "reconnecting"],
    [429, "rate-limited", "reconnecting"],
    [503, "endpoint", "reconnecting"],
  ] as const) {
    test(`that answers ${status} and no JSON leaves the connection ${connection}`, async () => {
      const other = newBackend();
      other.status = status;
      const session = await open({ endpoint: await other.listen() });
      await until(session, (state) => state.connection === connection, connection);
      assert.equal(session.state.error?.code, code);
      other.close();
    });
  }
}
