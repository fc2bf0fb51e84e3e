import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items, type Session } from "../../../src/core.js";
import type { Storages } from "../../../src/session/sending/storages.js";
import { FastClock } from "../../support/clock.js";
import { fails, live, refusal, say, Service } from "../../support/service.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";

const service = new Service();
const { open, logOf } = service;

describe("sending", { timeout: 60_000 }, () => {
  test("settles with the place in the log, and draws the message once", async () => {
    const session = await open();
    await live(session);
    const states: string[] = [];
    session.observe({
      state: ({ pending }) => pending[0]?.delivery && states.push(pending[0].delivery),
    });
    const sent = await session.send("hi", { refs: { page: "/cart" } });
    assert.equal(sent.seq, 2);
    await until(session, ({ lastSeq }) => lastSeq === 2, "echoed");
    assert.deepEqual(texts(session.state), ["Hello", "hi"]);
    assert.deepEqual([...new Set(states)].slice(0, 2), ["waiting", "sending"]);
    assert.deepEqual(session.state.outbox, []);
  });

  test("is picked up by the turn that answers it", async () => {
    const { id, token } = await service.server.createSession({ model: "offline/agent", input: "thanks" });
    const session = await open({ session: id, token });
    await until(session, ({ turn, lastSeq }) => turn === "idle" && lastSeq > 1, "answered once");
    const { seq } = await session.send("thank you");
    await until(session, ({ turn, lastSeq }) => turn === "idle" && lastSeq > seq, "answered twice");
    const mine = [...items(session.state.log)].filter((entry) => entry.kind === "message" && entry.mine);
    assert.deepEqual(
      mine.map((entry) => entry.kind === "message" && entry.delivery),
      ["picked-up", "picked-up"],
    );
  });

  test("keeps the order, at whatever pace it is called", async () => {
    const session = await open();
    const all = Array.from({ length: 20 }, (_, i) => `m${i}`);
    await Promise.all(all.map((text) => session.send(text)));
    assert.deepEqual((await logOf(session.state.session!)).slice(1), all);
  });

  test("keeps the order through a reload and a clock set back", async () => {
    const clock = new FastClock(1);
    const { id, token } = await service.server.createSession();
    const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
    const options = { session: id, token, clock, storages };
    const first = await open({ ...options, fetch: () => Promise.reject(new TypeError("offline")) });
    const texts = Array.from({ length: 12 }, (_, i) => `m${i}`);
    texts.slice(0, 8).forEach((text) => void first.send(text).catch(() => {}));
    clock.skew -= 3 * 60 * 60 * 1000;
    texts.slice(8).forEach((text) => void first.send(text).catch(() => {}));
    first.close();
    const second = await open(options);
    await until(second, ({ outbox, lastSeq }) => outbox.length === 0 && lastSeq === 13, "all sent");
    assert.deepEqual((await logOf(id)).slice(1), texts);
  });

  // Node has a channel between its sessions, and no locks, as pages of insecure origins have none.
  for (const [kept, storages] of [
    ["in memory", null],
    ["in a storage that pages share", new MemoryStorage()],
  ] as const) {
    test(`keeps the order of each page, whichever others are open: messages ${kept}`, async () => {
      const { id, token } = await service.server.createSession();
      const page = () => ({ session: id, token, storages: { shared: storages, tab: new MemoryStorage() } });
      let isDown = true;
      const offline = () => Promise.reject(new TypeError("offline"));
      const post: typeof fetch = (input, init) =>
        isDown && init?.method === "POST" ? offline() : fetch(input, init);
      const first = await open({ ...page(), fetch: post });
      await live(first);
      const sent = [first.send("one"), first.send("two")];
      const second = await open(page());
      await live(second);
      sent.push(first.send("three"));
      for (const text of ["four", "five"]) await second.send(text);
      isDown = false;
      first.reconnect();
      await Promise.all(sent);
      assert.deepEqual(await logOf(id), ["Hello", "four", "five", "one", "two", "three"]);
    });
  }

  test("the same key twice is the same message", async () => {
    const session = await open();
    const [one, two] = await Promise.all([
      session.send("hi", { idempotencyKey: "k" }),
      session.send("hi", { idempotencyKey: "k" }),
    ]);
    assert.deepEqual(one, two);
    await until(session, (state) => texts(state).includes("hi"), "echoed");
    assert.deepEqual(await session.send("hi", { idempotencyKey: "k" }), one);
    assert.deepEqual(await logOf(session.state.session!), ["Hello", "hi"]);
  });

  test("a key whose event lies far back in the log is found there, by this page and by the next", async () => {
    const session = await open();
    const id = session.state.session!;
    const sent = await session.send("hi", { idempotencyKey: "k" });
    for (let i = 0; i < 12; i += 1) {
      await service.server.appendEvents(id, ...Array.from({ length: 100 }, (_, j) => say(`${i}.${j}`)));
    }
    await until(session, ({ lastSeq }) => lastSeq === 1202, "all read");
    assert.deepEqual(await session.send("hi", { idempotencyKey: "k" }), sent);
    const next = await open({ session: id, token: await service.server.mint(id) });
    await live(next);
    assert.deepEqual(await next.send("hi", { idempotencyKey: "k" }), sent);
    const late = await open({ session: id, token: await service.server.mint(id), afterSeq: 1000 });
    await live(late);
    assert.deepEqual(await late.send("hi", { idempotencyKey: "k" }), sent);
  });

  for (const [what, act, shown] of [
    ["given up", (page: Session) => page.discard("k"), ["Hello"]],
    ["delivered", (page: Session) => page.retry("k"), ["Hello", "hi"]],
  ] as const) {
    test(`a failed message that was ${what} in another page does not stand in one that slept`, async () => {
      const { id, token } = await service.server.createSession();
      let isBarred = true;
      const barred: typeof fetch = async (input, init) =>
        isBarred && init?.method === "POST" ? refusal(422) : fetch(input, init);
      const storages = { shared: new MemoryStorage(), tab: null };
      const asleep = await open({ session: id, token, storages, fetch: barred });
      await live(asleep);
      await assert.rejects(asleep.send("hi", { idempotencyKey: "k" }), fails("invalid"));
      asleep.suspend();
      isBarred = false;
      const clock = new FastClock(1);
      clock.skew = Date.now() - clock.now() + 61_000;
      const awake = await open({ session: id, token, storages, clock });
      await until(awake, ({ outbox }) => outbox[0]?.delivery === "failed", "adopted");
      act(awake);
      await until(awake, ({ outbox, log }) => outbox.length === 0 && log.length === shown.length, "settled");
      awake.close();
      asleep.resume();
      await until(asleep, ({ outbox, log }) => outbox.length === 0 && log.length === shown.length, "told");
      await live(asleep);
      assert.deepEqual([texts(asleep.state), await logOf(id)], [shown, shown]);
    });
  }

  test("an empty text, a reset, a discard and the end reject", async () => {
    await assert.rejects((await open()).send("  "), fails("invalid"));
    const offline = { fetch: () => Promise.reject(new TypeError("offline")) };
    for (const [end, left] of [
      [(session: Session) => session.reset(), []],
      [(session: Session) => session.close(), ["hi"]],
      [(session: Session) => session.discard("k"), []],
    ] as const) {
      const session = await open(offline);
      const sent = session.send("hi", { idempotencyKey: "k" });
      end(session);
      await assert.rejects(sent, fails("closed"));
      assert.deepEqual(texts(session.state), left);
    }
    const closed = await open();
    closed.close();
    await assert.rejects(closed.send("hi"), fails("closed"));
  });

  test("a refused message is parked, the next one goes, and a retry is as good as new", async () => {
    let refuse = true;
    const strict: typeof fetch = async (input, init) =>
      refuse && String(init?.body).includes("bad") ? refusal(422) : fetch(input, init);
    const session = await open({ fetch: strict });
    await live(session);
    const bad = session.send("bad", { idempotencyKey: "bad" });
    const good = session.send("good");
    await assert.rejects(bad, fails("invalid"));
    await good;
    const [parked] = session.state.pending;
    assert.deepEqual([parked?.text, parked?.delivery, parked?.error?.status], ["bad", "failed", 422]);
    refuse = false;
    await session.send("bad", { idempotencyKey: "bad" });
    await until(session, (state) => texts(state).length === 3, "all echoed");
    assert.deepEqual(texts(session.state), ["Hello", "good", "bad"]);
  });

  test("a refusal that concerns every message fails all that is unsent, until somebody asks", async () => {
    let posts = 0;
    let isBarred = true;
    const barred: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      posts += 1;
      return isBarred ? refusal(403) : fetch(input, init);
    };
    const session = await open({ fetch: barred });
    await live(session);
    const first = session.send("first", { idempotencyKey: "k" });
    const second = session.send("second", { idempotencyKey: "l" });
    await Promise.all([
      assert.rejects(first, fails("forbidden")),
      assert.rejects(second, fails("forbidden")),
    ]);
    assert.deepEqual(
      [posts, session.state.pending.map(({ delivery }) => delivery)],
      [1, ["failed", "failed"]],
    );
    isBarred = false;
    session.discard("k");
    session.retry("l");
    assert.equal((await session.send("second", { idempotencyKey: "l" })).seq, 2);
  });

  test("when the conversation ends all that is unsent fails, and what is written then is refused at once", async () => {
    let isDown = true;
    const down: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      if (isDown) throw new TypeError("offline");
      return refusal(409);
    };
    const session = await open({ fetch: down });
    await live(session);
    const sends = ["one", "two", "three"].map((text) => session.send(text));
    await until(session, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    isDown = false;
    session.reconnect();
    await Promise.all(sends.map((sent) => assert.rejects(sent, fails("closed"))));
    assert.deepEqual(
      session.state.pending.map(({ text, delivery }) => [text, delivery]),
      ["one", "two", "three"].map((text) => [text, "failed"]),
    );
    await assert.rejects(session.send("four"), fails("closed"));
    assert.equal(session.state.outbox.length, 3);
  });

  test("a conversation that cannot be found any more fails all that is unsent", async () => {
    let isGone = false;
    const gone: typeof fetch = async (input, init) => {
      if (init?.method === "POST") throw new TypeError("offline");
      return isGone ? refusal(404) : fetch(input, init);
    };
    const session = await open({ fetch: gone });
    await live(session);
    const sent = session.send("too late");
    await until(session, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    isGone = true;
    await service.server.dropConnections(session.state.session!);
    await assert.rejects(sent, fails("not-found"));
    assert.deepEqual([session.state.connection, session.state.outbox[0]?.delivery], ["closed", "failed"]);
  });

  test("a conflict over a message that the log has is no refusal of it", async () => {
    let posts = 0;
    const archived: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      posts += 1;
      if (posts > 1) return refusal(409);
      await fetch(input, init);
      throw new TypeError("reset by peer");
    };
    const session = await open({ fetch: archived });
    await live(session);
    assert.equal((await session.send("the last")).seq, 2);
    assert.deepEqual([posts, session.state.connection, session.state.outbox], [2, "closed", []]);
    assert.deepEqual(texts(session.state), ["Hello", "the last"]);
  });

  test("an answer lost after the commit makes no second message", async () => {
    let lose = 2;
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method !== "POST" || lose === 0) return response;
      lose -= 1;
      throw new TypeError("reset by peer");
    };
    const session = await open({ fetch: losing, clock: new FastClock(50) });
    await live(session);
    assert.equal((await session.send("once")).seq, 2);
    await until(session, ({ outbox }) => outbox.length === 0, "settled");
    assert.deepEqual(
      [texts(session.state), await logOf(session.state.session!)],
      [
        ["Hello", "once"],
        ["Hello", "once"],
      ],
    );
  });

  test("Retry-After is never undercut", async () => {
    const clock = new FastClock(50);
    const posts: number[] = [];
    const limiting: typeof fetch = async (input, init) => {
      if (init?.method !== "POST" || posts.push(clock.now()) > 1) return fetch(input, init);
      return new Response("{}", { status: 429, headers: { "retry-after": "10" } });
    };
    const session = await open({ fetch: limiting, clock });
    await session.send("hi");
    assert.ok(posts[1]! - posts[0]! >= 10_000, `${posts[1]! - posts[0]!} ms`);
  });

  test("a person may go ahead of Retry-After", async () => {
    let limited = 1;
    const limiting: typeof fetch = async (input, init) => {
      if (init?.method !== "POST" || limited === 0) return fetch(input, init);
      limited -= 1;
      return new Response("{}", { status: 429, headers: { "retry-after": "3600" } });
    };
    const session = await open({ fetch: limiting });
    await live(session);
    const sent = session.send("hi");
    await until(session, ({ outbox }) => outbox[0]?.delivery === "waiting" && limited === 0, "told to wait");
    session.reconnect();
    assert.equal((await sent).seq, 2);
  });

  test("a clock set back while a message waits does not keep it waiting", async () => {
    const clock = new FastClock(20);
    let limited = 1;
    const limiting: typeof fetch = async (input, init) => {
      if (init?.method !== "POST" || limited-- <= 0) return fetch(input, init);
      return new Response("{}", { status: 429, headers: { "retry-after": "5" } });
    };
    const session = await open({ fetch: limiting, clock });
    await live(session);
    const sent = session.send("hi");
    await until(session, ({ outbox }) => outbox[0]?.triedAt !== null && limited <= 0, "told to wait");
    clock.skew -= 3 * 60 * 60 * 1000;
    assert.equal((await sent).seq, 2);
  });

  /** Message `k`, "hi", was tried more than an hour ago without an answer, by a page that is gone. */
  async function givenUp() {
    const clock = new FastClock(1);
    const { id, token } = await service.server.createSession();
    const storages: Storages = { shared: new MemoryStorage(), tab: null };
    const options = { session: id, token, clock, storages };
    const first = await open({ ...options, fetch: () => Promise.reject(new TypeError("offline")) });
    const lost = first.send("hi", { idempotencyKey: "k" });
    await until(first, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    first.close();
    await assert.rejects(lost);

    clock.skew += 61 * 60 * 1000;
    const second = await open(options);
    await until(second, ({ outbox }) => outbox[0]?.delivery === "failed", "given up");
    return { id, clock, options, second };
  }

  test("a message tried more than an hour ago is not posted unasked", async () => {
    const { id, second } = await givenUp();
    assert.deepEqual(await logOf(id), ["Hello"]);
    second.retry("k");
    await until(second, (state) => state.outbox.length === 0, "sent after all");
    assert.deepEqual(await logOf(id), ["Hello", "hi"]);
  });

  test("one given up is not taken for a later one with the same words, nor after a reload", async () => {
    const { clock, options, second } = await givenUp();
    await second.send("hi");
    second.close();

    // Without locks, a tab leaves alone what another tab had in hand within the last minute.
    clock.skew += 61 * 1000;
    const third = await open(options);
    await live(third);
    assert.deepEqual(texts(third.state), ["Hello", "hi", "hi"]);
    assert.equal(third.state.outbox[0]?.key, "k");
  });

  test("one that the log does have is found there instead", async () => {
    const clock = new FastClock(1);
    const shared = new MemoryStorage();
    const { id, token } = await service.server.createSession();
    const mute: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === "POST") throw new TypeError("reset by peer");
      return response;
    };
    const options = { session: id, token, clock, storages: { shared, tab: null } satisfies Storages };
    const first = await open({ ...options, fetch: mute, getClientToken: null });
    const lost = first.send("hi");
    lost.catch(() => {});
    await until(first, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    await until(first, ({ lastSeq }) => lastSeq === 2, "committed");
    first.close();
    clock.skew += 61 * 60 * 1000;
    const second = await open(options);
    second.observe({ state: ({ outbox }) => assert.notEqual(outbox[0]?.delivery, "failed") });
    await until(second, ({ lastSeq, outbox }) => lastSeq === 2 && outbox.length === 0, "settled");
    assert.deepEqual(texts(second.state), ["Hello", "hi"]);
    assert.equal(shared.length <= 1, true, shared.dump());
  });
});
