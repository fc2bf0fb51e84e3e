import { expect } from "chai";
import { forget, type Session, type ClientTokenQuestion, type SessionOptions } from "../../../src/core.js";
import { nameOf } from "../../../src/session/sending/storages.js";
import { FastClock, ManualClock } from "../../support/clock.js";
import { sessionTabs } from "../../support/session-tabs.js";
import { tabServiceOn, type TabService } from "../../support/tab-service.js";
import { texts, until } from "../../support/until.js";
import { WIRES } from "../../support/wires.js";

const open = sessionTabs();

for (const wire of WIRES) describe(`several tabs, on the wire ${wire}`, () => tests(tabServiceOn(wire)));

function tests(service: TabService): void {
  const { said } = service;

  const openTab = (options: SessionOptions) => open({ ...service.way, ...service.pace, ...options });

  async function openTabs(count: number, options: SessionOptions = {}): Promise<Session[]> {
    const conversation = await service.begin();
    const opened = Array.from({ length: count }, () => openTab({ ...conversation, ...options }));
    await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
    return opened;
  }

  it("of another person's hear nothing of each other", async () => {
    const conversation = await service.begin();
    const down = () => Promise.reject(new TypeError("offline"));
    const [ann, bob] = ["ann", "bob"].map((user) => openTab({ ...conversation, user, fetch: down }));
    const alsoAnn = openTab({ ...conversation, user: "ann", fetch: down });
    ann!.send("for Ann").catch(() => {});
    await until(alsoAnn, (state) => texts(state).includes("for Ann"), "shown to Ann");
    expect(texts(bob!.state)).to.deep.equal([]);
    ann!.reset();
    await until(alsoAnn, ({ session }) => session === null, "reset");
    expect(bob!.state.session).to.equal(conversation.session);
  });

  it("are all emptied when everything is to be forgotten, whosever they are", async () => {
    const conversation = await service.begin();
    const all = ["ann", null].map((user) => openTab({ ...conversation, user }));
    await Promise.all(all.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "caught up")));
    forget();
    for (const tab of all) await until(tab, ({ session }) => session === null, "emptied");
    expect(Object.keys(localStorage).filter((name) => !name.startsWith(nameOf("reset")))).to.deep.equal([]);
  });

  it("begin one conversation, however many begin at once", async () => {
    const questions: ClientTokenQuestion[] = [];
    let made: string | null = null;
    const getClientToken = async (question: ClientTokenQuestion) => {
      questions.push(question);
      if (question.reason === "start") made = (await service.begin(question.input!.text)).session;
      return made && service.answerFor(made);
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
    let made: string | null = null;
    const getClientToken = () => made && service.answerFor(made);
    const opened = [0, 1].map(() => openTab({ getClientToken, endpoint: "/api/found" }));
    await Promise.all(opened.map((tab) => until(tab, ({ caughtUp }) => caughtUp, "told that there is none")));
    made = (await service.begin()).session;
    opened[0]!.reconnect();
    await opened[0]!.send("found");
    for (const tab of opened) await until(tab, (state) => texts(state).includes("found"), "shown");
  });

  it("are all signed out by one", async () => {
    const mute: typeof fetch = (input, init) =>
      init?.method === "POST" ? Promise.reject(new TypeError("offline")) : fetch(input, init);
    const [one, two] = (await openTabs(2, { fetch: mute })) as [Session, Session];
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
    const conversation = await service.begin();
    const frozen: typeof fetch = (input, init) =>
      init?.method === "POST" ? new Promise(() => {}) : fetch(input, init);
    // Neither its timers go off nor its requests come back, but it has the lock.
    const still = openTab({ ...conversation, fetch: frozen, clock: new ManualClock() });
    await until(still, ({ connection }) => connection === "live", "live");
    still.send("first").catch(() => {});
    await until(still, ({ outbox }) => outbox[0]?.delivery === "sending", "posting");
    const other = openTab({ ...conversation, clock: new FastClock(50) });
    const second = other.send("second");
    await until(other, ({ caughtUp }) => caughtUp, "caught up");
    await second;
    expect(await service.logOf(conversation.session)).to.deep.equal([...said, "first", "second"]);
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

  it("show what one of eight posts at once: no request waits for a connection", async () => {
    const opened = await openTabs(8);
    await opened[7]!.send("through");
    for (const tab of opened) {
      await until(tab, (state) => texts(state).includes("through"), "shown in every tab");
      await until(tab, ({ connection }) => connection === "live", "live");
    }
  });

  it("share nothing in one page where nothing tells their conversations apart", async () => {
    const made: string[] = [];
    const getClientToken = async ({ reason, input }: ClientTokenQuestion) => {
      if (reason !== "start") return null;
      const { session } = await service.begin(input!.text);
      made.push(session);
      return service.answerFor(session);
    };
    const [one, two] = [openTab({ getClientToken }), openTab({ getClientToken })] as [Session, Session];
    await one.send("to one");
    expect(texts(two.state)).to.deep.equal([]);
    await two.send("to two");
    expect([texts(one.state), texts(two.state)]).to.deep.equal([["to one"], ["to two"]]);
    expect(new Set(made).size).to.equal(2);
  });
}
