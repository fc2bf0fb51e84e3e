import { expect } from "chai";
import { Session } from "../../../src/core.js";
import { isHistoryComplete } from "../../../src/session/state/state.js";
import { LocalServer } from "../../support/local-server.js";
import { texts, until } from "../../support/until.js";
import { until as eventually } from "../../support/wait.js";
import { WIRES, type WireName } from "../../support/wires.js";

/** A log whose end is read first, and which one tab reads for all. Sessions of one page share locks and channel as tabs do. */

/** How long the log is: several pages on either wire, each event an answer that a turn of its own gave. */
const EVENTS = 1_500;
/** As many events as a host's routes give at once. */
const PAGE_EVENTS = 500;

/** A service with one session, on one of the wires. */
interface Service {
  readonly id: string;
  /** What a session is opened with. */
  readonly options: object;
  readonly fetch: typeof fetch;
  say(text: string): Promise<unknown> | void;
  close(): Promise<unknown> | void;
}

async function v3Service(): Promise<Service> {
  const server = await LocalServer.start();
  const { id, token } = await server.createSession();
  const draft = (text: string) => ({ type: "agent.message", level: "user" as const, body: { text } });
  await server.appendEvents(id, ...Array.from({ length: EVENTS }, (_, i) => draft(`a${i + 1}`)));
  return {
    id,
    options: { session: id, token, baseUrl: server.baseUrl },
    fetch: (input, init) => fetch(input, init),
    say: (text) => server.appendEvents(id, draft(text)),
    close: () => server.close(),
  };
}

let count = 0;
function agentService(): Service {
  const id = `tail-${(count += 1)}-${Date.now()}`;
  const event = (seq: number, text: string) => ({
    seq,
    type: "message.completed",
    turnId: `t${seq}`,
    data: { text },
  });
  const events = Array.from({ length: EVENTS }, (_, i) => event(i + 1, `a${i + 1}`));
  return {
    id,
    options: { session: id, protocol: "serverless", baseUrl: "/agent" },
    fetch: async (input) => {
      const after = Number(new URL(String(input), location.href).searchParams.get("after"));
      return Response.json({ events: events.filter(({ seq }) => seq > after).slice(0, PAGE_EVENTS) });
    },
    say: (text) => void events.push(event(events.length + 1, text)),
    close: () => {},
  };
}

const start: Readonly<Record<WireName, () => Promise<Service> | Service>> = {
  v3: v3Service,
  serverless: agentService,
};

for (const wire of WIRES)
  describe(`a log whose end is read first, of which one tab tells the others, over ${wire}`, function () {
    this.timeout(120_000);
    let service: Service;
    let tabs: Tab[];
    beforeEach(async () => {
      service = await start[wire]();
      tabs = [];
    });
    afterEach(async () => {
      for (const { session } of tabs) session.close();
      await service.close();
    });

    /** A tab, and what it asks for. */
    class Tab {
      readonly session: Session;
      readonly told: number[] = [];
      requests = 0;
      /** Requests wait, where it is not null, until this has resolved. */
      held: Promise<void> | null = null;

      constructor() {
        this.session = new Session({
          ...service.options,
          history: "tail",
          storages: { shared: localStorage, tab: null },
          fetch: async (input, init) => {
            this.requests += 1;
            await this.held;
            return service.fetch(input, init);
          },
        });
        this.session.observe({ event: ({ seq }) => this.told.push(seq) });
        tabs.push(this);
        this.session.open();
      }

      shows(text: string): Promise<unknown> {
        return until(this.session, (state) => texts(state).at(-1) === text, text);
      }

      hasRead(): Promise<unknown> {
        const is = ({ caughtUp, connection }: Session["state"]) => caughtUp && connection === "live";
        return until(this.session, is, "read");
      }
    }

    /** Two tabs, of which the second only listens to the first. */
    async function lead(): Promise<[leader: Tab, follower: Tab]> {
      const leader = new Tab();
      await leader.hasRead();
      const follower = new Tab();
      await follower.hasRead();
      // What is read by itself when nothing else is to be done.
      await eventually(() => tabs.every(({ session }) => session.state.startSeq > 0), "the end is read");
      await follows(leader, follower);
      return [leader, follower];
    }

    /** Waits until news reach the second tab without a request of its own. */
    async function follows(leader: Tab, follower: Tab): Promise<void> {
      await eventually(async () => {
        const before = follower.requests;
        const text = `news ${Math.random()}`;
        await service.say(text);
        await Promise.all([leader.shows(text), follower.shows(text)]);
        return follower.requests === before;
      }, "the second tab is told");
    }

    /** All of the log is there, in order, and each event was told once. */
    const hasAll = ({ session, told }: Tab) => {
      expect(isHistoryComplete(session.state)).to.equal(true);
      const all = texts(session.state);
      const answers = all.filter((text) => /^a\d+$/.test(text));
      expect(answers).to.deep.equal(Array.from({ length: EVENTS }, (_, i) => `a${i + 1}`));
      expect(new Set(all).size).to.equal(all.length);
      expect(new Set(told).size).to.equal(told.length);
      expect(told.length).to.be.at.least(all.length);
    };

    it("is joined by a tab while the first one reads", async () => {
      const leader = new Tab();
      const follower = new Tab();
      await Promise.all([leader.hasRead(), follower.hasRead()]);
      for (const { session } of tabs) expect(session.state.startSeq).to.be.greaterThan(EVENTS / 3);
      const [one, other] = await eventually(async () => {
        const before = tabs.map(({ requests }) => requests);
        const text = `joined ${Math.random()}`;
        await service.say(text);
        await Promise.all(tabs.map((tab) => tab.shows(text)));
        const silent = tabs.findIndex(({ requests }, i) => requests === before[i]);
        return silent < 0 ? null : [tabs[1 - silent] as Tab, tabs[silent] as Tab];
      }, "one is told by the other");
      await follows(one as Tab, other as Tab);
      for (const { told } of tabs) expect(new Set(told).size).to.equal(told.length);
    });

    it("is read back by a tab that is told, which the one that tells need not know of", async () => {
      const [leader, follower] = await lead();
      const { startSeq } = leader.session.state;
      const reading = follower.session.readAll();
      await service.say("meanwhile");
      await reading;
      await Promise.all(tabs.map((tab) => tab.shows("meanwhile")));
      hasAll(follower);
      expect(leader.session.state.startSeq).to.be.within(1, startSeq);
      await follows(leader, follower);
      await leader.session.readAll();
      hasAll(leader);
    });

    it("is read back to its beginning although the tab that tells of its end goes meanwhile", async () => {
      const [leader, follower] = await lead();
      let release = (): void => {};
      follower.held = new Promise((resolve) => (release = resolve));
      const reading = follower.session.readAll();
      leader.session.close();
      await service.say("after it");
      release();
      follower.held = null;
      await reading;
      await follower.shows("after it");
      await follower.session.readAll();
      hasAll(follower);
    });
  });
