import { expect } from "chai";
import { forget, Session, type ClientTokenQuestion, type SessionOptions } from "../../../src/core.js";
import { nameOf } from "../../../src/session/sending/storages.js";
import { FastClock, ManualClock } from "../../support/clock.js";
import { texts, until } from "../../support/until.js";
import { until as waitUntil } from "../../support/wait.js";
import { LocalServer } from "../../support/local-server.js";

/** Sessions of one page share locks, channel and `localStorage` as tabs do; `sessionStorage` is each one's own. */
let server: LocalServer;
const tabs: Session[] = [];

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());
afterEach(() => {
  tabs.splice(0).forEach((tab) => tab.close());
  localStorage.clear();
});

function openTab(options: SessionOptions): Session {
  const tab = new Session({
    baseUrl: server.baseUrl,
    ...options,
    storages: { shared: localStorage, tab: null },
  });
  tabs.push(tab);
  tab.open();
  return tab;
}

async function openTabs(count: number, options: SessionOptions = {}): Promise<Session[]> {
  const { id, token } = await server.createSession();
  const opened = Array.from({ length: count }, () => openTab({ session: id, token, ...options }));
  await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
  return opened;
}

async function logOf(id: string): Promise<string[]> {
  const { body } = await server.request("GET", `/sessions/${id}/messages`);
  return (body as { data: { body: { text: string } }[] }).data.map(({ body: { text } }) => text);
}

/** Counts posts, and lets a test stop them. */
function watchPosts() {
  const watch = {
    count: 0,
    isDown: false,
    fetch: (async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      if (watch.isDown) throw new TypeError("offline");
      watch.count += 1;
      return fetch(input, init);
    }) satisfies typeof fetch,
  };
  return watch;
}

describe("several tabs of one session", () => {
  it("are each granted a token of their own: none is on the channel", async () => {
    const questions: ClientTokenQuestion[] = [];
    const heard: unknown[] = [];
    const channel = new BroadcastChannel("oc-session");
    channel.onmessage = ({ data }) => heard.push(data);
    const { id, token } = await server.createSession();
    const tokens = [token];
    const getClientToken = async (question: ClientTokenQuestion) => {
      questions.push(question);
      const { body } = await server.request("POST", `/sessions/${id}/client-tokens`, {});
      tokens.push((body as { token: string }).token);
      return tokens.at(-1)!;
    };
    const opened = Array.from({ length: 4 }, () => openTab({ session: id, token, getClientToken }));
    await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
    await server.expireTokens(id);
    await Promise.all(opened.map((tab, i) => tab.send(`m${i}`)));
    for (const tab of opened) await until(tab, (state) => texts(state).length === 5, "all shown");
    channel.close();
    expect(questions.length).to.be.within(1, 4);
    for (const { reason } of questions) expect(reason).to.equal("unauthorized");
    expect(heard.length).to.be.greaterThan(8);
    for (const own of tokens) expect(JSON.stringify(heard)).not.to.contain(own);
  });

  it("take nothing from the channel that is not as they speak: forged, of another version, or broken", async () => {
    const questions: ClientTokenQuestion[] = [];
    const { id, token } = await server.createSession();
    const tab = openTab({
      session: id,
      token,
      getClientToken: (question) => void questions.push(question),
      fetch: (input, init) => (init?.method === "POST" ? new Promise(() => {}) : fetch(input, init)),
    });
    await until(tab, ({ caughtUp }) => caughtUp, "caught up");
    tab.send("mine", { idempotencyKey: "k" }).catch(() => {});
    await until(tab, ({ outbox }) => outbox[0]?.delivery === "sending", "being sent");
    const { state } = tab;
    const channel = new BroadcastChannel("oc-session");
    const change = (fields: object) => ({ v: 1, to: null, message: { kind: "change", change: fields } });
    const grant = { session: id, token: "osb_forged", expiresAt: null };
    const record = {
      v: 1,
      key: "forged",
      session: id,
      text: "Hi",
      refs: null,
      createdAt: 1,
      touchedAt: 1,
      tab: "",
    };
    const looped: Record<string, unknown> = {};
    looped["self"] = looped;
    for (const message of [
      ...[null, 7, "reset", [], {}, { v: 1 }, { v: 1, to: null, message: null }, { kind: "reset" }],
      { v: 2, to: null, message: { kind: "reset" } },
      { v: 1, to: ["somebody else"], message: { kind: "reset" } },
      { v: 1, to: null, message: { kind: "grant", grant } },
      { v: 1, to: null, message: { kind: "started", grant } },
      { v: 1, to: null, message: { kind: "queued", record: { v: 1, key: "x", text: { toString: 1 } } } },
      { v: 1, to: null, message: { kind: "queued", record: null } },
      ...[
        { createdAt: Number.MAX_SAFE_INTEGER },
        { refs: looped },
        { refs: { a: 1n } },
        { key: "\ud800" },
      ].map((odd) => ({ v: 1, to: null, message: { kind: "queued", record: { ...record, ...odd } } })),
      ...[
        {},
        { type: "sent", key: "k" },
        { type: "refused", key: "k" },
        { type: "accepted", key: "k", id: 1 },
      ].map(change),
      ...[
        { type: "reset", key: "k" },
        { type: "attempt", key: "k", at: "now" },
        { type: "seen", key: "k" },
      ].map(change),
    ])
      channel.postMessage(message);
    channel.postMessage(change({ type: "discarded", key: "k" }));
    await until(tab, ({ outbox }) => outbox.length === 0, "told to discard it at last");
    channel.close();
    expect(tab.state.session).to.equal(id);
    expect(texts(tab.state)).to.deep.equal(["Hello"]);
    expect(state.outbox[0]?.delivery).to.equal("sending");
    expect(questions).to.deep.equal([]);
  });

  it("of another person's hear nothing of each other", async () => {
    const { id, token } = await server.createSession();
    const down = () => Promise.reject(new TypeError("offline"));
    const [ann, bob] = ["ann", "bob"].map((user) => openTab({ session: id, token, user, fetch: down }));
    const alsoAnn = openTab({ session: id, token, user: "ann", fetch: down });
    ann!.send("for Ann").catch(() => {});
    await until(alsoAnn, (state) => texts(state).includes("for Ann"), "shown to Ann");
    expect(texts(bob!.state)).to.deep.equal([]);
    ann!.reset();
    await until(alsoAnn, ({ session }) => session === null, "reset");
    expect(bob!.state.session).to.equal(id);
  });

  it("are all emptied when everything is to be forgotten, whosever they are", async () => {
    const { id, token } = await server.createSession();
    const all = ["ann", null].map((user) => openTab({ session: id, token, user }));
    await Promise.all(all.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
    forget();
    for (const tab of all) await until(tab, ({ session }) => session === null, "emptied");
    expect(Object.keys(localStorage).filter((name) => !name.startsWith(nameOf("reset")))).to.deep.equal([]);
  });

  it("do not ask each other on and on when every token is refused", async () => {
    let questions = 0;
    const { id } = await server.createSession();
    const getClientToken = () => `ct_wrong_${(questions += 1)}`;
    const opened = [0, 1, 2].map(() => openTab({ session: id, getClientToken }));
    const areOut = () => opened.every(({ state }) => state.connection === "unauthorized");
    await waitUntil(areOut, "out");
    opened[0]!.send("knock knock").catch(() => {});
    // The message is tried under the lock. A tab that waits for the lock is to have had its turn too.
    await waitUntil(async () => {
      const { held = [], pending = [] } = await navigator.locks.query();
      const isQuiet = [...held, ...pending].every(({ name }) => !name?.includes(id));
      return isQuiet && areOut() && opened[0]!.state.outbox[0]?.triedAt != null;
    }, "tried");
    const asked = questions;
    await openTabs(2);
    expect(questions).to.equal(asked);
    expect(asked).to.be.below(12);
  });

  it("begin one conversation, however many begin at once", async () => {
    const questions: ClientTokenQuestion[] = [];
    let made: { session: string; token: string } | null = null;
    const getClientToken = async (question: ClientTokenQuestion) => {
      questions.push(question);
      if (question.reason === "start") {
        const { id, token } = await server.createSession({ input: question.input!.text });
        made = { session: id, token };
      }
      return made;
    };
    // A name of its own for each page: here all are one page, so the endpoint says that they belong together.
    const endpoint = "/api/chat";
    const opened = [0, 1, 2].map(() => openTab({ getClientToken, endpoint }));
    await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "told that there is none")));
    await Promise.all(opened.map((tab, i) => tab.send(`m${i}`)));
    for (const tab of opened) {
      await until(tab, (state) => texts(state).length === 3 && state.outbox.length === 0, "all shown");
    }
    expect(questions.filter(({ reason }) => reason === "start")).to.have.length(1);
    expect(new Set(opened.map(({ state }) => state.session)).size).to.equal(1);
  });

  it("all show the conversation that one of them finds", async () => {
    let made: { session: string; token: string } | null = null;
    const opened = [0, 1].map(() => openTab({ getClientToken: () => made, endpoint: "/api/found" }));
    await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "told that there is none")));
    const { id, token } = await server.createSession();
    made = { session: id, token };
    opened[0]!.reconnect();
    for (const tab of opened) await until(tab, (state) => texts(state).includes("Hello"), "shown");
  });

  it("are all signed out by one", async () => {
    const posts = watchPosts();
    posts.isDown = true;
    const [one, two] = (await openTabs(2, { fetch: posts.fetch })) as [Session, Session];
    const sent = two.send("never sent");
    sent.catch(() => {});
    two.draft = "half";
    let resets = 0;
    two.observe({ reset: () => (resets += 1) });
    one.reset();
    await until(two, ({ session }) => session === null, "reset");
    expect([texts(one.state), texts(two.state), resets]).to.deep.equal([[], [], 1]);
    expect(JSON.stringify(localStorage)).not.to.contain("never sent");
    await sent.then(
      () => expect.fail("It was sent."),
      (error: Error) => expect(error.message).to.match(/reset/),
    );
  });

  it("do not wait for good for one that stands still in the middle of a post", async () => {
    const { id, token } = await server.createSession();
    const frozen: typeof fetch = (input, init) =>
      init?.method === "POST" ? new Promise(() => {}) : fetch(input, init);
    // Neither its timers go off nor its requests come back, but it has the lock.
    const still = openTab({ session: id, token, fetch: frozen, clock: new ManualClock() });
    await until(still, ({ connection }) => connection === "live", "live");
    still.send("first").catch(() => {});
    await until(still, ({ outbox }) => outbox[0]?.delivery === "sending", "posting");
    const other = openTab({ session: id, token, clock: new FastClock(50) });
    const second = other.send("second");
    await until(other, ({ caughtUp }) => caughtUp, "caught up");
    expect((await second).seq).to.equal(3);
    expect(await logOf(id)).to.deep.equal(["Hello", "first", "second"]);
  });

  it("are told to wait by the server once, not each", async () => {
    let posts = 0;
    const limited: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      posts += 1;
      return new Response("{}", { status: 429, headers: { "retry-after": "3600" } });
    };
    const opened = await openTabs(4, { fetch: limited });
    opened[0]!.send("wait").catch(() => {});
    for (const tab of opened) {
      await until(
        tab,
        ({ outbox }) => outbox[0]?.triedAt != null && outbox[0].delivery === "waiting",
        "told to wait",
      );
    }
    expect(posts).to.equal(1);
  });
});

describe("the connections of a browser", () => {
  it("are never all taken by streams: with eight tabs a post still goes through at once", async () => {
    const opened = await openTabs(8);
    const { seq } = await opened[7]!.send("through");
    expect(seq).to.equal(2);
    for (const tab of opened)
      await until(tab, (state) => texts(state).includes("through"), "shown in every tab");
    expect(opened.map(({ state }) => state.connection)).to.deep.equal(Array(8).fill("live"));
  });

  it("are given back with the tab", async () => {
    const { id, token } = await server.createSession();
    const first = openTab({ session: id, token });
    await until(first, ({ caughtUp }) => caughtUp, "caught up");
    const held = async () =>
      (await navigator.locks.query()).held!.filter(({ name }) => name?.startsWith("oc-stream:")).length;
    await waitUntil(async () => (await held()) === 1, "held");
    first.close();
    await waitUntil(async () => (await held()) === 0);
  });
});

describe("two conversations of one page that nothing tells apart", () => {
  it("share nothing", async () => {
    const made: string[] = [];
    const getClientToken = async ({ reason, input }: ClientTokenQuestion) => {
      if (reason !== "start") return null;
      const { id, token } = await server.createSession({ input: input!.text });
      made.push(id);
      return { session: id, token };
    };
    const [one, two] = [openTab({ getClientToken }), openTab({ getClientToken })] as [Session, Session];
    await one.send("to one");
    expect(texts(two.state)).to.deep.equal([]);
    await two.send("to two");
    expect([texts(one.state), texts(two.state)]).to.deep.equal([["to one"], ["to two"]]);
    expect(new Set(made).size).to.equal(2);
  });
});
