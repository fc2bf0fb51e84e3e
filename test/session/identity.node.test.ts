import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { forget, Session, type ClientTokenAnswer, type SessionOptions } from "../../src/core.js";
import { namesIn, type Storages } from "../../src/session/sending/storages.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import { texts, until } from "../support/until.js";

/** A browser that people share, and a backend that knows who is signed in. */
let server: LocalOpenComputer;
let shared: MemoryStorage;
let tab: MemoryStorage;
let storages: Storages;
const sessions: Session[] = [];

before(async () => void (server = await LocalOpenComputer.start({ agentPace: 0 })));
after(() => server.close());
beforeEach(() => {
  shared = new MemoryStorage();
  tab = new MemoryStorage();
  storages = { shared, tab };
});
afterEach(() => sessions.splice(0).forEach((session) => session.close()));

const offline = () => Promise.reject(new TypeError("offline"));

function open(options: SessionOptions): Session {
  const session = new Session({ baseUrl: server.baseUrl, storages, ...options });
  sessions.push(session);
  session.open();
  return session;
}

/** Everything that a page kept, as the next page of the same browser finds it. */
const kept = () => shared.dump() + tab.dump();

const live = (session: Session) =>
  until(session, ({ connection, caughtUp }) => connection === "live" && caughtUp, "live and caught up");

/** One person's conversation, as their backend hands it out. */
async function conversation(user: string | null = null) {
  const { id, token } = await server.createSession();
  const answer = { session: id, token, ...(user && { user }) } satisfies ClientTokenAnswer;
  return { id, token, answer };
}

describe("what one person wrote for no session yet", () => {
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
});

describe("what was written for a session", () => {
  test("is shown and sent only once the backend has named that very session", async () => {
    const mine = await conversation();
    const ann = open({ session: mine.id, token: mine.token, fetch: offline });
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
    const ann = open({ session: mine.id, token: mine.token, fetch: offline });
    ann.send("my account number").catch(() => {});
    ann.close();
    const next = open({ session: mine.id, getClientToken: () => null });
    await until(next, ({ connection }) => connection === "unauthorized", "refused");
    assert.deepEqual(texts(next.state), []);
  });

  test("is Ann's alone, though Bob may see the session too", async () => {
    const both = await conversation();
    const ann = open({ session: both.id, token: both.token, user: "ann", fetch: offline });
    ann.send("not for Bob").catch(() => {});
    ann.close();
    const bob = open({ session: both.id, token: both.token, user: "bob" });
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
});

test("a draft does not outlive a 401", async () => {
  const { id, token } = await conversation();
  const one = open({ session: id, token });
  await live(one);
  one.draft = "half a secret";
  assert.match(kept(), /half a secret/);
  await server.expireTokens(id);
  await until(one, ({ connection }) => connection === "unauthorized", "refused");
  assert.doesNotMatch(kept(), /half a secret/);
  one.draft = "more of it";
  assert.doesNotMatch(kept(), /more of it/);
});

test("with another person's answer nothing of the former is shown any more, and it waits for them", async () => {
  const [annsOwn, bobsOwn] = [await conversation("ann"), await conversation("bob")];
  let answer: ClientTokenAnswer = annsOwn.answer;
  let isDown = false;
  const session = open({
    endpoint: "/api/chat",
    getClientToken: () => answer,
    fetch: (input, init) => (isDown && init?.method === "POST" ? offline() : fetch(input, init)),
  });
  await live(session);
  isDown = true;
  session.send("Ann's words").catch(() => {});
  await until(session, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
  answer = bobsOwn.answer;
  isDown = false;
  await server.expireTokens(annsOwn.id);
  await until(session, (state) => state.session === bobsOwn.id && state.caughtUp, "Bob's");
  assert.deepEqual([texts(session.state), session.user], [["Hello"], "bob"]);
  session.close();
  assert.match(kept(), /Ann's words/);
  answer = annsOwn.answer;
  const again = open({ endpoint: "/api/chat", getClientToken: () => answer });
  await until(again, (state) => texts(state).includes("Ann's words"), "shown to Ann");
});

test('storage "none" keeps nothing at all', async () => {
  const { id, token } = await conversation();
  const one = open({ session: id, token, user: "ann", storage: "none" });
  await live(one);
  one.draft = "half a secret";
  one.send("a secret").catch(() => {});
  assert.equal(one.hasUnsaved, true);
  one.markRead();
  one.close();
  assert.equal(kept(), "[][]");
});

describe("a page that slept", () => {
  const sleepers = async (options: SessionOptions = {}) => {
    const { id, token, answer } = await conversation();
    const [awake, asleep] = [
      open({ session: id, token, ...options }),
      open({ session: id, token, ...options, storages: { shared, tab: new MemoryStorage() } }),
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
      const { id, token } = await conversation();
      const next = open({ session: id, token });
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
    const { id, token } = await conversation();
    let isDown = true;
    const asleep = open({
      session: id,
      token,
      fetch: (...request) => (isDown ? offline() : fetch(...request)),
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

  test("does not bring back what was given up elsewhere", async () => {
    let posts = 0;
    let isDown = true;
    const counting: typeof fetch = (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      posts += 1;
      return isDown ? offline() : fetch(input, init);
    };
    const { id, token } = await conversation();
    const asleep = open({ session: id, token, fetch: counting });
    await live(asleep);
    const sent = asleep.send("given up", { idempotencyKey: "k" });
    await until(asleep, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    asleep.suspend();
    const awake = open({ session: id, token, fetch: offline });
    await until(awake, ({ outbox }) => outbox.length === 1, "found");
    awake.discard("k");
    isDown = false;
    posts = 0;
    asleep.resume();
    await assert.rejects(sent);
    await live(asleep);
    assert.deepEqual([texts(asleep.state), posts], [["Hello"], 0]);
  });
});

describe("a conversation that was replaced elsewhere", () => {
  test("gives way to the one that the backend names, and what was not sent goes back into the field", async () => {
    const [first, second] = [await conversation(), await conversation()];
    let { answer }: { answer: ClientTokenAnswer } = first;
    let isDown = false;
    const session = open({
      endpoint: "/api/chat",
      getClientToken: () => answer,
      fetch: (input, init) => (isDown && init?.method === "POST" ? offline() : fetch(input, init)),
    });
    await live(session);
    const returned: string[] = [];
    session.observe({ returned: (text) => returned.push(text) });
    isDown = true;
    session.send("one").catch(() => {});
    session.send("two").catch(() => {});
    await until(session, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    answer = second.answer;
    await server.expireTokens(first.id);
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
      async getClientToken({ reason, input }) {
        if (reason !== "start") return answer;
        const { id, token } = await server.createSession({ input: input!.text });
        return { session: id, token };
      },
    });
    await live(session);
    answer = null;
    await server.expireTokens(first.id);
    await until(session, (state) => state.session === null && state.caughtUp, "none");
    session.send("anew").catch(() => {});
    await until(session, (state) => texts(state).join() === "anew" && state.outbox.length === 0, "begun");
  });
});

describe("a conversation that has ended", () => {
  test("gives way to the one that the backend has by now", async () => {
    const [first, second] = [await conversation(), await conversation()];
    let { answer }: { answer: ClientTokenAnswer } = first;
    const session = open({ endpoint: "/api/chat", getClientToken: () => answer });
    await live(session);
    await server.request("POST", `/sessions/${first.id}/archive`, {});
    answer = second.answer;
    session.send("too late").catch(() => {});
    await until(session, (state) => state.session === second.id && state.caughtUp, "the second");
    assert.deepEqual(texts(session.state), ["Hello"]);
  });

  test("may be left for a new one, with the words that it did not take", async () => {
    const first = await conversation();
    const session = open({
      endpoint: "/api/chat",
      async getClientToken({ reason, input }) {
        if (reason !== "start") return first.answer;
        const { id, token } = await server.createSession({ input: input!.text });
        return { session: id, token };
      },
    });
    await live(session);
    await server.request("POST", `/sessions/${first.id}/archive`, {});
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
});

describe("a message that waits", () => {
  const DAY_MS = 24 * 60 * 60 * 1000;

  test("for days and was never tried is asked about, and goes when the person says so", async () => {
    const mine = await conversation();
    const clock = new FastClock(1);
    const before = open({ session: mine.id, getClientToken: () => Promise.reject(new Error("down")), clock });
    before.send("old news", { idempotencyKey: "k" }).catch(() => {});
    before.close();
    assert.match(kept(), /triedAt\\":null/);
    clock.skew = 3 * DAY_MS;
    const session = open({ session: mine.id, token: mine.token, clock });
    const { outbox } = await until(session, (state) => state.outbox[0]?.delivery === "failed", "asked about");
    assert.equal(outbox[0]?.error?.code, "stale");
    await live(session);
    assert.deepEqual(texts(session.state), ["Hello", "old news"]);
    session.retry("k");
    await until(session, (state) => state.outbox.length === 0 && texts(state).length === 2, "sent");
  });

  test("keeps its place before what is written before the session is known", async () => {
    const mine = await conversation();
    const down: typeof fetch = (input, init) => (init?.method === "POST" ? offline() : fetch(input, init));
    const before = open({ session: mine.id, token: mine.token, fetch: down });
    await live(before);
    before.send("first").catch(() => {});
    await until(before, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    before.close();
    const session = open({ endpoint: "/api/chat", getClientToken: async () => mine.answer });
    session.send("second").catch(() => {});
    await until(session, (state) => state.outbox.length === 0 && texts(state).length === 3, "both sent");
    assert.deepEqual(texts(session.state), ["Hello", "first", "second"]);
  });
});
