import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items, Session, type SessionState } from "../../../src/core.js";
import { turnFile } from "../../../src/session/fold/turn-file.js";
import type { Storages } from "../../../src/session/sending/storages.js";
import { FastClock, ManualClock } from "../../support/clock.js";
import { fails, live, refusal } from "../../support/service.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";
import { serviceOn } from "../../support/wire-service.js";
import { WIRES, type WireName } from "../../support/wires.js";

for (const wire of WIRES) {
  describe(`sending on the wire ${wire}`, { timeout: 60_000 }, () => sending(wire));
  describe(`a message on the wire ${wire}`, { timeout: 60_000 }, () => pickingUp(wire));
}

function pickingUp(wire: WireName): void {
  const service = serviceOn(wire, "helper");

  test("is picked up by the turn that answers it", async () => {
    const session = await service.open(await service.begin());
    await live(session);
    for (const text of ["thanks", "thank you"]) {
      const { seq } = await session.send(text);
      await until(session, ({ turn, lastSeq }) => turn === "idle" && lastSeq > seq, "answered");
    }
    const mine = [...items(session.state.log)].filter((entry) => entry.kind === "message" && entry.mine);
    assert.equal(mine.length, service.said.length + 2);
    assert.ok(mine.every((entry) => entry.kind === "message" && entry.delivery === "picked-up"));
  });
}

function sending(wire: WireName): void {
  const service = serviceOn(wire);
  const { open, logOf, said, fetch } = service;
  test("a fetch that is no function ends in an error that says so, and nothing is tried again", async () => {
    // The wait for this file has a timer too.
    await turnFile.load();
    const clock = new ManualClock();
    const session = service.made(
      new Session({ ...(await service.begin()), ...service.way, clock, fetch: "proxy" as never }),
    );
    const told: string[] = [];
    session.observe({ error: ({ code, message }) => told.push(`${code}: ${message}`) });
    session.open();
    await until(session, ({ connection }) => connection === "disconnected", "disconnected");
    await assert.rejects(session.send("hi"), fails("config"));
    assert.deepEqual([...new Set(told)], ["config: fetch is not a function."]);
    assert.equal(clock.pending, 0);
  });

  test("settles with the place in the log, and draws the message once", async () => {
    const session = await open();
    await live(session);
    const states: string[] = [];
    session.observe({
      state: ({ pending }) => pending[0]?.delivery && states.push(pending[0].delivery),
    });
    const sent = await session.send("hi", { refs: { page: "/cart" } });
    await until(session, ({ log, lastSeq }) => log.length > said.length && lastSeq >= sent.seq, "echoed");
    assert.deepEqual(texts(session.state), [...said, "hi"]);
    const entry = [...items(session.state.log)].at(-1);
    assert.deepEqual([entry?.seq, entry?.id], [sent.seq, sent.id]);
    assert.deepEqual([...new Set(states)].slice(0, 2), ["waiting", "sending"]);
    assert.deepEqual(session.state.outbox, []);
  });

  test("keeps the order, at whatever pace it is called", async () => {
    const session = await open();
    const all = Array.from({ length: 20 }, (_, i) => `m${i}`);
    await Promise.all(all.map((text) => session.send(text)));
    assert.deepEqual(await logOf(session.state.session!), [...said, ...all]);
  });

  test("keeps the order through a reload and a clock set back", async () => {
    const clock = new FastClock(1);
    const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
    const conversation = await service.begin();
    const options = { ...conversation, clock, storages };
    const first = await open({ ...options, fetch: () => Promise.reject(new TypeError("offline")) });
    const texts = Array.from({ length: 12 }, (_, i) => `m${i}`);
    texts.slice(0, 8).forEach((text) => void first.send(text).catch(() => {}));
    clock.skew -= 3 * 60 * 60 * 1000;
    texts.slice(8).forEach((text) => void first.send(text).catch(() => {}));
    first.close();
    const second = await open(options);
    const count = said.length + texts.length;
    await until(second, ({ outbox, log }) => outbox.length === 0 && log.length === count, "all sent");
    assert.deepEqual(await logOf(conversation.session), [...said, ...texts]);
  });

  // Node has a channel between its sessions, and no locks, as pages of insecure origins have none.
  for (const [kept, storages] of [
    ["in memory", null],
    ["in a storage that pages share", new MemoryStorage()],
  ] as const) {
    test(`keeps the order of each page, whichever others are open: messages ${kept}`, async () => {
      const conversation = await service.begin();
      const page = () => ({ ...conversation, storages: { shared: storages, tab: new MemoryStorage() } });
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
      const all = [...said, "four", "five", "one", "two", "three"];
      assert.deepEqual(await logOf(conversation.session), all);
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
    assert.deepEqual(await logOf(session.state.session!), [...said, "hi"]);
  });

  test("a key whose event lies far back in the log is found there, by this page and by the next", async () => {
    const conversation = await service.begin();
    const session = await open(conversation);
    const sent = await session.send("hi", { idempotencyKey: "k" });
    const answers = Array.from({ length: 1_200 }, (_, i) => `a${i}`);
    for (let i = 0; i < answers.length; i += 100)
      await service.say(conversation.session, answers.slice(i, i + 100));
    await until(session, ({ log }) => log.length === said.length + 1 + answers.length, "all read", 20_000);
    assert.deepEqual(await session.send("hi", { idempotencyKey: "k" }), sent);
    const next = await open(conversation);
    await live(next);
    assert.deepEqual(await next.send("hi", { idempotencyKey: "k" }), sent);
    const tail = await open({ ...conversation, history: "tail" });
    await live(tail);
    assert.ok(tail.state.log.length < answers.length);
    assert.deepEqual(await tail.send("hi", { idempotencyKey: "k" }), sent);
    const late = await open({ ...conversation, afterSeq: 1000 });
    await live(late);
    assert.deepEqual(await late.send("hi", { idempotencyKey: "k" }), sent);
  });

  for (const [what, act, shown] of [
    ["given up", (page: Session) => page.discard("k"), said],
    ["delivered", (page: Session) => page.retry("k"), [...said, "hi"]],
  ] as const) {
    test(`a failed message that was ${what} in another page does not stand in one that slept`, async () => {
      const conversation = await service.begin();
      let isBarred = true;
      const barred: typeof fetch = async (input, init) =>
        isBarred && init?.method === "POST" ? refusal(422) : fetch(input, init);
      const storages = { shared: new MemoryStorage(), tab: null };
      const asleep = await open({ ...conversation, storages, fetch: barred });
      await live(asleep);
      await assert.rejects(asleep.send("hi", { idempotencyKey: "k" }), fails("invalid"));
      asleep.suspend();
      isBarred = false;
      const clock = new FastClock(1);
      clock.skew = Date.now() - clock.now() + 61_000;
      const awake = await open({ ...conversation, storages, clock });
      await until(awake, ({ outbox }) => outbox[0]?.delivery === "failed", "adopted");
      act(awake);
      await until(awake, ({ outbox, log }) => outbox.length === 0 && log.length === shown.length, "settled");
      awake.close();
      asleep.resume();
      await until(asleep, ({ outbox, log }) => outbox.length === 0 && log.length === shown.length, "told");
      await live(asleep);
      assert.deepEqual([texts(asleep.state), await logOf(conversation.session)], [shown, shown]);
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
      refuse && String(init?.body).includes('"bad"') ? refusal(422) : fetch(input, init);
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
    await until(session, (state) => state.log.length === said.length + 2, "all echoed");
    assert.deepEqual(texts(session.state), [...said, "good", "bad"]);
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
    await session.send("second", { idempotencyKey: "l" });
    assert.deepEqual(await logOf(session.state.session!), [...said, "second"]);
  });

  test("when the conversation ends all that is unsent fails, and what is written then is refused at once", async () => {
    let isDown = true;
    const down: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      if (isDown) throw new TypeError("offline");
      return service.ended();
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
    await service.disturb(session.state.session!);
    await assert.rejects(sent, fails("not-found"));
    assert.deepEqual([session.state.connection, session.state.outbox[0]?.delivery], ["closed", "failed"]);
  });

  test("a conflict over a message that the log has is no refusal of it", async () => {
    let posts = 0;
    const archived: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      posts += 1;
      if (posts > 1) {
        await until(session, ({ outbox }) => outbox[0]?.claim != null, "read in the log");
        return service.ended();
      }
      await fetch(input, init);
      throw new TypeError("reset by peer");
    };
    const session = await open({ fetch: archived });
    await live(session);
    await session.send("the last");
    assert.deepEqual([posts, session.state.connection, session.state.outbox], [2, "closed", []]);
    assert.deepEqual(texts(session.state), [...said, "the last"]);
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
    await session.send("once");
    await until(session, ({ outbox }) => outbox.length === 0, "settled");
    const all = [...said, "once"];
    assert.deepEqual([texts(session.state), await logOf(session.state.session!)], [all, all]);
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
    await sent;
    assert.deepEqual(await logOf(session.state.session!), [...said, "hi"]);
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
    await sent;
    assert.deepEqual(await logOf(session.state.session!), [...said, "hi"]);
  });

  /** Message `k`, "hi", was tried more than an hour ago without an answer, by a page that is gone. */
  async function givenUp() {
    const clock = new FastClock(1);
    const conversation = await service.begin();
    const storages: Storages = { shared: new MemoryStorage(), tab: null };
    const options = { ...conversation, clock, storages };
    const silent: typeof fetch = async (input, init) => {
      if (init?.method === "POST") throw new TypeError("offline");
      return fetch(input, init);
    };
    const first = await open({ ...options, fetch: silent });
    const lost = first.send("hi", { idempotencyKey: "k" });
    await until(first, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    first.close();
    await assert.rejects(lost);

    clock.skew += 61 * 60 * 1000;
    const second = await open(options);
    await until(second, ({ outbox }) => outbox[0]?.delivery === "failed", "given up");
    return { id: conversation.session, clock, options, second };
  }

  test("a message tried more than an hour ago is not posted unasked", async () => {
    const { id, second } = await givenUp();
    assert.deepEqual(await logOf(id), said);
    second.retry("k");
    await until(second, (state) => state.outbox.length === 0, "sent after all");
    assert.deepEqual(await logOf(id), [...said, "hi"]);
  });

  test("one given up is not taken for a later one with the same words, nor after a reload", async () => {
    const { clock, options, second } = await givenUp();
    await second.send("hi");
    second.close();

    // Without locks, a tab leaves alone what another tab had in hand within the last minute.
    clock.skew += 61 * 1000;
    const third = await open(options);
    await live(third);
    await until(third, ({ outbox }) => outbox.length > 0, "adopted");
    assert.deepEqual(texts(third.state), [...said, "hi", "hi"]);
    assert.equal(third.state.outbox[0]?.key, "k");
  });

  test("one that the log does have is found there instead", async () => {
    const clock = new FastClock(1);
    const shared = new MemoryStorage();
    const conversation = await service.begin();
    const mute: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === "POST") throw new TypeError("reset by peer");
      return response;
    };
    const options = { ...conversation, clock, storages: { shared, tab: null } satisfies Storages };
    const first = await open({ ...options, fetch: mute, getClientToken: null });
    const lost = first.send("hi");
    lost.catch(() => {});
    await until(first, ({ outbox }) => outbox[0]?.triedAt !== null, "tried");
    const isRead = ({ log }: SessionState) => log.length === said.length + 1;
    await until(first, isRead, "committed");
    first.close();
    clock.skew += 61 * 60 * 1000;
    const second = await open(options);
    second.observe({ state: ({ outbox }) => assert.notEqual(outbox[0]?.delivery, "failed") });
    await until(second, (state) => isRead(state) && state.outbox.length === 0, "settled");
    assert.deepEqual(texts(second.state), [...said, "hi"]);
    assert.equal(shared.length <= 1, true, shared.dump());
  });
}
