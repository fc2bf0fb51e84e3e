import { expect } from "chai";
import { Session, type SessionOptions } from "../../../src/core.js";
import { LOG_LOCKS } from "../../../src/session/tabs/election.js";
import { FastClock } from "../../support/clock.js";
import { LocalServer } from "../../support/local-server.js";
import { texts, until } from "../../support/until.js";
import { until as eventually } from "../../support/wait.js";

/** Sessions of one page share locks and channel as tabs do. */
let server: LocalServer;
let tabs: Tab[];
before(async () => void (server = await LocalServer.start()));
after(() => server.close());
beforeEach(() => (tabs = []));
afterEach(() => tabs.forEach(({ session }) => session.close()));

/** A tab, the streams that it has open, its requests, and the events that it was told of. */
class Tab {
  readonly session: Session;
  readonly seqs: number[] = [];
  streams = 0;
  requests = 0;
  /** Its network is gone. */
  isCutOff = false;

  constructor(options: SessionOptions) {
    const watched: typeof fetch = (input, init) => {
      this.requests += 1;
      if (this.isCutOff) return Promise.reject(new TypeError("cut off"));
      if (String(input).includes("stream=")) {
        this.streams += 1;
        init!.signal!.addEventListener("abort", () => (this.streams -= 1), { once: true });
      }
      return fetch(input, init);
    };
    this.session = new Session({
      baseUrl: server.baseUrl,
      fetch: watched,
      storages: { shared: localStorage, tab: null },
      ...options,
    });
    this.session.observe({ event: ({ seq }) => this.seqs.push(seq) });
    this.session.open();
    tabs.push(this);
  }

  shows(text: string): Promise<unknown> {
    return until(this.session, (state) => texts(state).at(-1) === text, text);
  }
}

async function open(count: number, options: SessionOptions): Promise<Tab[]> {
  const opened = Array.from({ length: count }, () => new Tab(options));
  for (const { session } of opened) {
    await until(session, (state) => state.caughtUp && state.connection === "live", "live and caught up");
  }
  return opened;
}
const readers = (of: readonly Tab[]) => of.filter(({ streams }) => streams > 0);
/** Waits until so many tabs read, and no other one does. */
const areRead = (of: readonly Tab[], by: number) =>
  eventually(() => readers(of).length === by && of.every(({ streams }) => streams < 2), `read by ${by}`);
const say = (id: string, text: string) =>
  server.appendEvents(id, { type: "agent.message", level: "user", body: { text } });
const areTold = (of: readonly Tab[], text: string) => Promise.all(of.map((tab) => tab.shows(text)));
/** That each event came to each tab, in order, once. */
const heardAll = (of: readonly Tab[]) => {
  for (const { seqs } of of) expect(seqs).to.deep.equal(seqs.map((_, i) => i + 1));
};

describe("a log that is sent as it grows", () => {
  it("is read by one tab of twenty, whichever of them go", async function () {
    this.timeout(120_000);
    const { id, token } = await server.createSession();
    let left = await open(20, { session: id, token });
    await areRead(left, 1);
    const [before] = [left.reduce((sum, { requests }) => sum + requests, 0)];
    for (const text of ["one", "two"]) await say(id, text);
    await areTold(left, "two");
    expect(left.reduce((sum, { requests }) => sum + requests, 0)).to.equal(before);
    for (let gone = 1; gone <= 5; gone += 1) {
      const [leader] = readers(left) as [Tab];
      left = left.filter((tab) => tab !== leader);
      if (gone % 2 === 0) leader.session.close();
      else leader.session.suspend();
      await say(id, `without ${gone}`);
      await areTold(left, `without ${gone}`);
      await areRead(left, 1);
    }
    heardAll(left);
  });

  it("is read by the next tab where the first is cut off, and each says what it knows", async () => {
    const { id, token } = await server.createSession();
    const all = await open(3, { session: id, token });
    await areRead(all, 1);
    const [leader] = readers(all) as [Tab];
    const others = all.filter((tab) => tab !== leader);
    leader.isCutOff = true;
    await server.dropConnections(id);
    await areRead(others, 1);
    await until(leader.session, ({ connection }) => connection === "reconnecting", "reconnecting");
    await say(id, "still here");
    await areTold(others, "still here");
    expect(others.map(({ session }) => session.state.connection)).to.deep.equal(["live", "live"]);
    leader.isCutOff = false;
    leader.session.reconnect();
    await leader.shows("still here");
    await areRead(all, 1);
    heardAll(all);
  });

  it("is told to nobody whose own token does not open it", async () => {
    const { id, token } = await server.createSession();
    const steers = await server.createSession({ scopes: ["steer"] });
    const [reader] = (await open(1, { session: id, token })) as [Tab];
    const stranger = new Tab({ session: id, token: steers.token });
    await until(
      stranger.session,
      ({ connection }) => ["closed", "unauthorized"].includes(connection),
      "refused",
    );
    await say(id, "secret");
    await reader.shows("secret");
    expect(stranger.seqs).to.deep.equal([]);
  });

  it("is told to nobody whose token was taken away and is tried again", async () => {
    const { id, token } = await server.createSession();
    const [leader, follower] = (await open(2, { session: id, token })) as [Tab, Tab];
    await areRead([leader, follower], 1);
    await server.expireTokens(id);
    for (const { session } of [leader, follower])
      await until(session, ({ connection }) => connection === "unauthorized", "unauthorized");
  });

  it("is shared by no tabs that read with other eyes, as another person, or by another way", async () => {
    const { id, token } = await server.createSession();
    const same: SessionOptions = { session: id, token, user: "ann" };
    const all: SessionOptions[] = [
      same,
      { ...same, user: "bob" },
      { ...same, level: "progress" },
      { ...same, endpoint: "/api/other" },
    ];
    const opened = (await Promise.all(all.map((options) => open(1, options)))).flat();
    await areRead(opened, 4);
  });

  it("is left by a tab that takes up other eyes, and read for both", async () => {
    const { id, token } = await server.createSession();
    const both = await open(2, { session: id, token });
    await areRead(both, 1);
    readers(both)[0]!.session.setView({ level: "internal" });
    await areRead(both, 2);
    await say(id, "seen by both");
    await areTold(both, "seen by both");
  });

  it("is read again by a tab that comes back", async () => {
    const { id, token } = await server.createSession();
    const both = await open(2, { session: id, token });
    await areRead(both, 1);
    const [leader] = readers(both) as [Tab];
    const [other] = both.filter((tab) => tab !== leader) as [Tab];
    leader.session.suspend();
    await say(id, "meanwhile");
    await other.shows("meanwhile");
    leader.session.resume();
    await leader.shows("meanwhile");
    await areRead(both, 1);
    heardAll(both);
  });

  it("is had by a burst of ten thousand events in each tab, once and in order", async function () {
    this.timeout(120_000);
    const { id, token } = await server.createSession();
    const all = await open(4, { session: id, token, level: "internal" });
    await areRead(all, 1);
    const events = Array.from({ length: 10_000 }, (_, i) => ({
      type: "agent.message",
      level: "internal" as const,
      body: { text: `${i + 1}` },
    }));
    for (let start = 0; start < events.length; start += 1000)
      await server.appendEvents(id, ...events.slice(start, start + 1000));
    for (const { session } of all)
      await until(session, (state) => state.lastSeq === 10_001, "all of them", 100_000);
    heardAll(all);
  });
});

describe("a tab that does nothing", () => {
  it("loses the lead to one that asks it in vain", async function () {
    this.timeout(120_000);
    const { id, token } = await server.createSession();
    // A lock that is held by somebody who has said that they are there, and says nothing more.
    const name = (await nameOfLog(id, token)) as string;
    const stuck = navigator.locks.request(name, () => new Promise(() => {})).catch(() => "stolen");
    const [tab] = (await open(1, { session: id, token, clock: new FastClock(10) })) as [Tab];
    const channel = new BroadcastChannel("oc-session");
    channel.postMessage({ v: 1, to: null, message: { kind: "log", word: "here" } });
    channel.close();
    await say(id, "after all");
    await tab.shows("after all");
    await areRead([tab], 1);
    expect(await stuck).to.equal("stolen");
  });
});

/** The name of the lock that the tab holds which reads a log. */
async function nameOfLog(id: string, token: string): Promise<string | undefined> {
  const held = async () =>
    (await navigator.locks.query())
      .held!.map(({ name }) => name!)
      .filter((name) => name.startsWith(LOG_LOCKS) && name.includes(id));
  const both = await open(2, { session: id, token });
  await eventually(async () => (await held()).length > 0, "held");
  const [name] = await held();
  both.forEach(({ session }) => session.close());
  await eventually(async () => (await held()).length === 0, "given back");
  return name;
}
