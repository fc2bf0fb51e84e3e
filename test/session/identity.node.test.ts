import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  forget,
  Session,
  type ClientTokenAnswer,
  type ClientTokenQuestion,
  type SessionOptions,
} from "../../src/core.js";
import { namesIn, type Storages } from "../../src/session/sending/storages.js";
import { FastClock } from "../support/clock.js";
import { live } from "../support/service.js";
import { MemoryStorage } from "../support/storage.js";
import { texts, until } from "../support/until.js";
import { serviceOn, type WireService } from "../support/wire-service.js";
import { WIRES } from "../support/wires.js";

/** A browser that people share, and a backend that knows who is signed in. */
let service: WireService;
let shared: MemoryStorage;
let tab: MemoryStorage;
let storages: Storages;
let clock: FastClock;

for (const wire of WIRES) {
  describe(`on the wire ${wire}`, { timeout: 60_000 }, () => {
    const on = serviceOn(wire);
    beforeEach(() => {
      service = on;
      shared = new MemoryStorage();
      tab = new MemoryStorage();
      storages = { shared, tab };
      // A log that is asked for page by page is asked for soon.
      clock = new FastClock(10);
    });
    describe("what one person wrote for no session yet", forNoSession);
    describe("what was written for a session", forSession);
    describe("a person", aPerson);
    describe("a page that slept", asleep);
    describe("a conversation that was replaced elsewhere", replaced);
    describe("a conversation that has ended", ended);
    describe("a message that waits", waiting);
  });
}

const offline = () => Promise.reject(new TypeError("offline"));
/** The network of a page that sends nothing. */
const mute: typeof fetch = (input, init) =>
  init?.method === "POST" ? offline() : service.fetch(input, init);

function open(options: SessionOptions): Session {
  const session = service.made(new Session({ ...service.way, storages, clock, ...options }));
  session.open();
  return session;
}

/** Everything that a page kept, as the next page of the same browser finds it. */
const kept = () => shared.dump() + tab.dump();

/** One person's conversation, in which "Hello" was said, as their backend hands it out and as a page opens it. */
async function conversation(user: string | null = null) {
  const { session: id, token = null } = await service.begin();
  if (service.said.length === 0) await service.say(id, ["Hello"]);
  const answer = { ...(await service.answerFor(id)), ...(user && { user }) } satisfies ClientTokenAnswer;
  return { id, given: { session: id, token }, answer };
}

/** The backend begins a conversation with a message. */
async function begin({ input, idempotency_key: key }: ClientTokenQuestion): Promise<ClientTokenAnswer> {
  const { session } = await service.begin(input!.text, key);
  return service.answerFor(session);
}

function forNoSession(): void {
  for (const [what, user] of [
    ["nobody's name", null],
    ["another's", "bob"],
  ] as const) {
    test(`is neither shown nor sent in ${what}`, async () => {
      const ann = open({ endpoint: "/api/chat", user: "ann", fetch: offline });
      ann.send("for Ann's eyes", { refs: { account: 7 } }).catch(() => {});
      ann.draft = "half a secret";
      await until(ann, ({ outbox }) => outbox.length === 1, "waiting");
      ann.close();
      assert.match(kept(), /for Ann's eyes/);

      const starts: unknown[] = [];
      const next = open({
        endpoint: "/api/chat",
        user,
        getClientToken(question) {
          if (question.reason === "start") starts.push(question);
          return null;
        },
      });
      await live(next);
      next.reconnect();
      assert.deepEqual([texts(next.state), next.draft, starts], [[], "", []]);
      next.close();
      assert.match(kept(), /for Ann's eyes.*half a secret/);

      const again = open({ endpoint: "/api/chat", user: "ann", fetch: offline });
      assert.deepEqual([texts(again.state), again.draft], [["for Ann's eyes"], "half a secret"]);
    });
  }

  test("leaves nothing behind where nobody has a name", async () => {
    const somebody = open({ endpoint: "/api/chat", fetch: offline });
    somebody.send("who am I").catch(() => {});
    somebody.draft = "nobody";
    await until(somebody, ({ outbox }) => outbox.length === 1, "waiting");
    assert.equal(somebody.hasUnsaved, true);
    assert.doesNotMatch(kept(), /who am I|nobody/);
    somebody.close();
    assert.deepEqual(texts(open({ endpoint: "/api/chat", fetch: offline }).state), []);
  });

  test("is kept from the moment that the person is named, by the host or by the backend", async () => {
    const byHost = open({ endpoint: "/api/chat", fetch: offline });
    byHost.send("first words").catch(() => {});
    byHost.setUser("ann");
    assert.deepEqual([byHost.hasUnsaved, /first words/.test(kept())], [false, true]);
    byHost.close();
    let isUp = false;
    const byBackend = open({
      endpoint: "/api/other",
      getClientToken: () => (isUp ? { user: "bob" } : Promise.reject(new TypeError("offline"))),
    });
    byBackend.send("other words").catch(() => {});
    isUp = true;
    byBackend.reconnect();
    await until(byBackend, () => byBackend.user === "bob", "named");
    assert.deepEqual([byBackend.hasUnsaved, /other words/.test(kept())], [false, true]);
  });
}

function forSession(): void {
  test("is shown and sent only once the backend has named that very session", async () => {
    const mine = await conversation();
    const ann = open({ ...mine.given, fetch: mute });
    await live(ann);
    ann.send("my account number").catch(() => {});
    ann.draft = "half a secret";
    ann.close();

    const theirs = await conversation();
    let answer: ClientTokenAnswer | Error = new TypeError("offline");
    const getClientToken = () => {
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const next = open({ endpoint: "/api/chat", getClientToken });
    await until(next, ({ connection }) => connection === "reconnecting", "reconnecting");
    assert.deepEqual([texts(next.state), next.draft], [[], ""]);
    answer = theirs.answer;
    next.reconnect();
    await live(next);
    assert.deepEqual([texts(next.state), next.draft], [["Hello"], ""]);
    next.close();

    answer = mine.answer;
    const again = open({ endpoint: "/api/chat", getClientToken });
    await until(again, (state) => texts(state).includes("my account number"), "shown");
    assert.equal(again.draft, "half a secret");
    await until(again, ({ outbox }) => outbox.length === 0, "sent");
  });

  test("is not shown by a page that was only told the id of the session", async () => {
    const mine = await conversation();
    const ann = open({ ...mine.given, fetch: offline });
    ann.send("my account number").catch(() => {});
    ann.close();
    await service.revoke(mine.id);
    const next = open({ session: mine.id, getClientToken: () => null });
    await until(next, ({ connection }) => connection === "unauthorized", "refused");
    assert.deepEqual(texts(next.state), []);
  });

  test("is Ann's alone, though Bob may see the session too", async () => {
    const both = await conversation();
    const ann = open({ ...both.given, user: "ann", fetch: offline });
    ann.send("not for Bob").catch(() => {});
    ann.close();
    const bob = open({ ...both.given, user: "bob" });
    await live(bob);
    assert.deepEqual(texts(bob.state), ["Hello"]);
  });

  test("stands in its conversation whatever the address of the page", async () => {
    const mine = await conversation();
    const one = open({ getClientToken: () => mine.answer, name: "/first" });
    await live(one);
    one.draft = "half a sentence";
    one.close();
    const next = open({ getClientToken: () => mine.answer, name: "/second" });
    await live(next);
    assert.equal(next.draft, "half a sentence");
  });
}

function aPerson(): void {
  test("leaves no draft behind a 401", async () => {
    const { id, given } = await conversation();
    const one = open(given);
    await live(one);
    one.draft = "half a secret";
    assert.match(kept(), /half a secret/);
    await service.revoke(id);
    await until(one, ({ connection }) => connection === "unauthorized", "refused");
    assert.doesNotMatch(kept(), /half a secret/);
    one.draft = "more of it";
    assert.doesNotMatch(kept(), /more of it/);
  });

  test("sees nothing of the former with an answer of their own, and it waits for that one", async () => {
    const [annsOwn, bobsOwn] = [await conversation("ann"), await conversation("bob")];
    let answer: ClientTokenAnswer = annsOwn.answer;
    let isDown = false;
    const session = open({
      endpoint: "/api/chat",
      getClientToken: () => answer,
      fetch: (...request) => (isDown ? mute : service.fetch)(...request),
    });
    await live(session);
    isDown = true;
    session.send("Ann's words").catch(() => {});
    await until(session, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    answer = bobsOwn.answer;
    isDown = false;
    await service.revoke(annsOwn.id);
    await until(session, (state) => state.session === bobsOwn.id && state.caughtUp, "Bob's");
    assert.deepEqual([texts(session.state), session.user], [["Hello"], "bob"]);
    session.close();
    assert.match(kept(), /Ann's words/);
    answer = annsOwn.answer;
    const again = open({ endpoint: "/api/chat", getClientToken: () => answer });
    await until(again, (state) => texts(state).includes("Ann's words"), "shown to Ann");
  });

  test("who writes after a sign-out loses nothing when the page is looked at again", async () => {
    const one = open({ endpoint: "/api/chat", getClientToken: () => null });
    await live(one);
    let resets = 0;
    const reset = new Promise<void>((heard) => one.observe({ reset: () => heard(void (resets += 1)) }));
    forget(storages);
    await reset;
    one.send("of the next person").catch(() => {});
    one.setVisible(false);
    one.setVisible(true);
    assert.deepEqual([resets, texts(one.state)], [1, ["of the next person"]]);
  });

  test("whom the host names while the backend is asked is the same when the backend names them too", async () => {
    const mine = await conversation("ann");
    let tell = () => {};
    const told = new Promise<void>((resolve) => (tell = resolve));
    const one = open({ endpoint: "/api/chat", getClientToken: () => told.then(() => mine.answer) });
    const sent = one.send("mine");
    one.setUser("ann");
    tell();
    await sent;
    assert.deepEqual([one.user, one.state.session], ["ann", mine.id]);
  });

  test('leaves nothing at all with storage "none"', async () => {
    const { given } = await conversation();
    const one = open({ ...given, user: "ann", storage: "none" });
    await live(one);
    one.draft = "half a secret";
    one.send("a secret").catch(() => {});
    assert.equal(one.hasUnsaved, true);
    one.markRead();
    one.close();
    assert.equal(kept(), "[][]");
  });
}

function asleep(): void {
  const sleepers = async (options: SessionOptions = {}) => {
    const { given, answer } = await conversation();
    const [awake, asleep] = [
      open({ ...given, ...options }),
      open({ ...given, ...options, storages: { shared, tab: new MemoryStorage() } }),
    ];
    await Promise.all([awake, asleep].map(live));
    asleep.suspend();
    return { awake, asleep, answer };
  };

  test("shows nothing before it knows that the same person is there", async () => {
    const { asleep } = await sleepers();
    assert.equal(asleep.state.confirming, true);
    asleep.resume();
    assert.equal(asleep.state.confirming, true);
    await until(asleep, ({ confirming }) => !confirming, "shown again");
    assert.deepEqual([asleep.state.connection, texts(asleep.state)], ["live", ["Hello"]]);
  });

  test("asks the backend, whatever token it has in hand", async () => {
    let answer: ClientTokenAnswer | Error = null;
    const { id, answer: mine } = await conversation();
    answer = mine;
    const one = open({
      endpoint: "/api/chat",
      getClientToken() {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    await live(one);
    one.suspend();
    answer = new TypeError("offline");
    one.resume();
    await until(one, ({ connection }) => connection === "reconnecting", "reconnecting");
    assert.equal(one.state.confirming, true);
    const other = await conversation();
    answer = other.answer;
    one.reconnect();
    await until(one, (state) => state.session === other.id && state.caughtUp, "another conversation");
    assert.equal(one.state.confirming, false);
    assert.notEqual(one.state.session, id);
  });

  test("is signed out with the others", async () => {
    /** Resets the conversation, and then another one of the same person's. */
    const twice = async (awake: Session) => {
      awake.reset();
      const { given } = await conversation();
      const next = open(given);
      await live(next);
      next.reset();
    };
    for (const signOut of [(awake: Session) => awake.reset(), twice, () => forget(storages)]) {
      const { awake, asleep } = await sleepers();
      let resets = 0;
      asleep.observe({ reset: () => (resets += 1) });
      await signOut(awake);
      asleep.resume();
      assert.deepEqual([asleep.state.session, texts(asleep.state), resets], [null, [], 1]);
    }
  });

  test("keeps what it has to send where the host has emptied its storage meanwhile", async () => {
    const { given } = await conversation();
    let isDown = true;
    const asleep = open({
      ...given,
      fetch: (...request) => (isDown ? offline() : service.fetch(...request)),
    });
    const sent = asleep.send("not to be lost", { idempotencyKey: "k" });
    asleep.suspend();
    for (const name of namesIn(shared, "")) shared.removeItem(name);
    asleep.resume();
    assert.match(shared.dump(), /not to be lost/);
    isDown = false;
    asleep.reconnect();
    assert.ok((await sent).seq > 0);
    await until(asleep, ({ outbox }) => outbox.length === 0, "shown");
    assert.deepEqual(texts(asleep.state), ["Hello", "not to be lost"]);
  });

  test("keeps what it has to send where the host has emptied its storage, and somebody signed out before", async () => {
    forget(storages);
    const { given } = await conversation();
    const one = open({ ...given, fetch: offline });
    const waiting: unknown[] = [];
    one.send("not to be lost").catch((error: unknown) => waiting.push(error));
    for (const name of namesIn(shared, "")) shared.removeItem(name);
    one.setVisible(false);
    one.setVisible(true);
    await new Promise(setImmediate);
    assert.deepEqual([texts(one.state).at(-1), waiting], ["not to be lost", []]);
  });

  test("keeps the words of the former to itself where the backend names another session", async () => {
    const [anns, bobs] = [await conversation(), await conversation()];
    let answer: ClientTokenAnswer = anns.answer;
    let isDown = false;
    const one = open({
      endpoint: "/api/chat",
      getClientToken: () => answer,
      fetch: (...request) => (isDown ? mute : service.fetch)(...request),
    });
    const returned: string[] = [];
    one.observe({ returned: (text) => returned.push(text) });
    await live(one);
    isDown = true;
    one.send("Ann's words").catch(() => {});
    await until(one, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    one.suspend();
    answer = bobs.answer;
    isDown = false;
    one.resume();
    await until(one, (state) => state.session === bobs.id && state.caughtUp, "Bob's");
    assert.deepEqual([returned, texts(one.state)], [[], ["Hello"]]);
    one.close();
    assert.match(kept(), /Ann's words/);
    answer = anns.answer;
    const again = open({ endpoint: "/api/chat", getClientToken: () => answer });
    await until(again, (state) => texts(state).includes("Ann's words"), "shown to Ann");
  });

  test("does not bring back what was given up elsewhere", async () => {
    let posts = 0;
    let isDown = true;
    const counting: typeof fetch = (input, init) => {
      if (init?.method !== "POST") return service.fetch(input, init);
      posts += 1;
      return isDown ? offline() : service.fetch(input, init);
    };
    const { given } = await conversation();
    const asleep = open({ ...given, fetch: counting });
    await live(asleep);
    const sent = asleep.send("given up", { idempotencyKey: "k" });
    await until(asleep, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    asleep.suspend();
    const awake = open({ ...given, fetch: mute });
    await until(awake, ({ outbox }) => outbox.length === 1, "found");
    awake.discard("k");
    isDown = false;
    posts = 0;
    asleep.resume();
    await assert.rejects(sent);
    await live(asleep);
    assert.deepEqual([texts(asleep.state), posts], [["Hello"], 0]);
  });
}

function replaced(): void {
  test("gives way to the one that the backend names, and what was not sent goes back into the field", async () => {
    const [first, second] = [await conversation(), await conversation()];
    let { answer }: { answer: ClientTokenAnswer } = first;
    let isDown = false;
    const session = open({
      endpoint: "/api/chat",
      getClientToken: () => answer,
      fetch: (...request) => (isDown ? mute : service.fetch)(...request),
    });
    await live(session);
    const returned: string[] = [];
    session.observe({ returned: (text) => returned.push(text) });
    isDown = true;
    session.send("one").catch(() => {});
    session.send("two").catch(() => {});
    await until(session, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    answer = second.answer;
    await service.revoke(first.id);
    await until(session, (state) => state.session === second.id && state.caughtUp, "the second");
    assert.deepEqual([returned, texts(session.state)], [["one\n\ntwo"], ["Hello"]]);
    isDown = false;
    await session.send("on we go");
    assert.doesNotMatch(kept(), /"text":"(one|two)"/);
  });

  test("may be gone altogether: the next message begins another", async () => {
    const first = await conversation();
    let answer: ClientTokenAnswer = first.answer;
    const session = open({
      endpoint: "/api/chat",
      async getClientToken(question) {
        if (question.reason !== "start") return answer;
        return begin(question);
      },
    });
    await live(session);
    answer = null;
    await service.revoke(first.id);
    await until(session, (state) => state.session === null && state.caughtUp, "none");
    session.send("anew").catch(() => {});
    await until(session, (state) => texts(state).join() === "anew" && state.outbox.length === 0, "begun");
  });
}

function ended(): void {
  test("gives way to the one that the backend has by now", async () => {
    const [first, second] = [await conversation(), await conversation()];
    let { answer }: { answer: ClientTokenAnswer } = first;
    const session = open({ endpoint: "/api/chat", getClientToken: () => answer });
    await live(session);
    await service.end(first.id);
    answer = second.answer;
    session.send("too late").catch(() => {});
    await until(session, (state) => state.session === second.id && state.caughtUp, "the second");
    assert.deepEqual(texts(session.state), ["Hello"]);
  });

  test("may be left for a new one, with the words that it did not take", async () => {
    const first = await conversation();
    const session = open({
      endpoint: "/api/chat",
      async getClientToken(question) {
        if (question.reason !== "start") return first.answer;
        return begin(question);
      },
    });
    await live(session);
    await service.end(first.id);
    const returned: string[] = [];
    session.observe({ returned: (text) => returned.push(text) });
    session.send("too late").catch(() => {});
    await until(session, ({ connection }) => connection === "closed", "closed");
    session.startOver();
    await until(session, (state) => state.session === null && state.caughtUp, "left");
    assert.deepEqual(returned, ["too late"]);
    session.send("anew").catch(() => {});
    await until(session, (state) => texts(state).join() === "anew" && state.outbox.length === 0, "begun");
    assert.notEqual(session.state.session, first.id);
  });
}

function waiting(): void {
  const DAY_MS = 24 * 60 * 60 * 1000;

  test("for days and was never tried is asked about, and goes when the person says so", async () => {
    const mine = await conversation();
    const before = open({ session: mine.id, getClientToken: () => Promise.reject(new Error("down")), clock });
    before.send("old news", { idempotencyKey: "k" }).catch(() => {});
    before.close();
    assert.match(kept(), /triedAt\\":null/);
    clock.skew = 3 * DAY_MS;
    const session = open({ ...mine.given, clock });
    const { outbox } = await until(session, (state) => state.outbox[0]?.delivery === "failed", "asked about");
    assert.equal(outbox[0]?.error?.code, "stale");
    await live(session);
    assert.deepEqual(texts(session.state), ["Hello", "old news"]);
    session.retry("k");
    await until(session, (state) => state.outbox.length === 0 && texts(state).length === 2, "sent");
  });

  for (const what of ["known", "confirmed"])
    test(`keeps its place before what is written before the session is ${what}`, async () => {
      const mine = await conversation();
      const before = open({ ...mine.given, fetch: mute });
      await live(before);
      before.send("first").catch(() => {});
      await until(before, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
      before.close();
      const given = what === "known" ? {} : { session: mine.id };
      const session = open({ endpoint: "/api/chat", ...given, getClientToken: async () => mine.answer });
      session.send("second").catch(() => {});
      await until(session, (state) => state.outbox.length === 0 && texts(state).length === 3, "both sent");
      assert.deepEqual(texts(session.state), ["Hello", "first", "second"]);
    });
}
