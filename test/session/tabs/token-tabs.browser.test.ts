import { expect } from "chai";
import { type Session, type ClientTokenQuestion, type SessionOptions } from "../../../src/core.js";
import { sessionTabs } from "../../support/session-tabs.js";
import { texts, until } from "../../support/until.js";
import { until as waitUntil } from "../../support/wait.js";
import { LocalServer } from "../../support/local-server.js";

let server: LocalServer;
const open = sessionTabs();

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());

const openTab = (options: SessionOptions) => open({ baseUrl: server.baseUrl, ...options });

async function openTabs(count: number, options: SessionOptions = {}): Promise<Session[]> {
  const { id, token } = await server.createSession();
  const opened = Array.from({ length: count }, () => openTab({ session: id, token, ...options }));
  await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
  return opened;
}

describe("several tabs of one session, each with a token", () => {
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
});

describe("a place among the streams of a browser", () => {
  it("is given back with the tab", async () => {
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
