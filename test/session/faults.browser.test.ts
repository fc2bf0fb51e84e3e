import { expect } from "chai";
import { Session, items } from "../../src/core.js";
import { SessionStore } from "../../src/session/fold/store.js";
import { initialState } from "../../src/session/state/state.js";
import { TabLink } from "../../src/session/tabs/tab-sync.js";
import type { Clock } from "../../src/session/time/clock.js";
import { Random } from "../../demo/fault-network/random.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { LocalServer } from "../support/local-server.js";
import { texts, until } from "../support/until.js";

const isFirefox = navigator.userAgent.includes("Firefox");
const SEEDS = Array.from({ length: isFirefox ? 3 : 20 }, (_, i) => i + 1);
const SPEED = 40;

/** So many times faster than real time. */
const fast: Clock = {
  now: () => Math.round(1.8e12 + performance.now() * SPEED),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds / SPEED),
  clearTimeout: (timer) => clearTimeout(timer as number),
  random: Math.random,
};

let server: LocalServer;
before(async () => {
  server = await LocalServer.start({ heartbeatSeconds: 0.25 });
});
after(() => server.close());
afterEach(() => localStorage.clear());

/** Holds what a tab takes while it posts, as one does that the browser has frozen just then; gives what ends it. */
async function freezeHolder(conversation: string): Promise<() => void> {
  let thaw = () => {};
  const tab = new TabLink({
    store: new SessionStore(
      initialState(null, { level: "user", afterSeq: 0, viewer: null, retain: () => false }),
    ),
    identity: {
      session: null,
      tabNames: { way: conversation, conversation },
      owns: () => true,
      recordFor: () => null,
    },
    ...{ onAccess() {}, onLog() {}, onReset() {} },
  });
  const { signal } = new AbortController();
  await new Promise<void>((held) => {
    const hold = () => (held(), new Promise<void>((over) => (thaw = over)));
    void tab.exclusively(hold, signal);
  });
  return () => thaw();
}

/** Waits for something to go wrong: a busy machine may have asked for little yet, and who is cut off asks again. */
async function failure(proxy: FaultProxy): Promise<void> {
  for (let seen = -1; ;) {
    const { faults, requests } = await proxy.report();
    if (faults > 0) return;
    if (requests > seen) await proxy.cut();
    seen = requests;
    await new Promise((over) => setTimeout(over, 10));
  }
}

/** A life: messages out, answers in, cuts and reloads, over a network that fails as the seed says. */
async function live(seed: number): Promise<{ session: Session; id: string; sent: string[]; faults: number }> {
  const random = new Random(seed);
  const proxy = await FaultProxy.start(server.url, seed, 0.4);
  const { id, token } = await server.createSession();
  const baseUrl = `${proxy.url}/v3`;
  const isHeld = seed % 3 === 0;
  const thaw = isHeld ? await freezeHolder(JSON.stringify([baseUrl, null, id])) : () => {};
  const open = () => {
    const session = new Session({ session: id, token, baseUrl, clock: fast });
    session.open();
    return session;
  };
  let session = open();
  const sent: string[] = [];
  for (let steps = 12; steps > 0; steps -= 1) {
    const chance = random.next();
    if (chance < 0.5) {
      sent.push(`message ${sent.length} 世界`);
      session.send(sent.at(-1)!).catch(() => {});
    } else if (chance < 0.8) {
      const body = { text: `answer ${steps} ü` };
      await server.appendEvents(id, { type: "agent.message", actor: { type: "agent" }, body });
    } else if (chance < 0.9) await proxy.cut();
    else {
      session.close();
      session = open();
    }
    await new Promise((over) => setTimeout(over, random.integer(0, 30)));
  }
  await failure(proxy);
  const { faults } = await proxy.heal();
  session.reconnect();
  await until(session, ({ outbox, caughtUp }) => outbox.length === 0 && caughtUp, "all sent", 8000);
  thaw();
  return { session, id, sent, faults };
}

describe("in a browser, behind a network that fails", () => {
  for (const seed of SEEDS) {
    it(`as seed ${seed} says, nothing is lost and nothing doubled`, async () => {
      const life = await live(seed);
      expect(life.faults).to.be.greaterThan(0);
      const { body } = await server.request("GET", `/sessions/${life.id}/messages?limit=1000`);
      const log = (body as { data: { seq: number; body: { text: string } }[] }).data;
      const { session } = life;
      await until(
        session,
        (state) => state.lastSeq === log.at(-1)!.seq && state.log.length === log.length,
        "read",
      );
      expect(texts(session.state)).to.deep.equal(log.map(({ body: { text } }) => text));
      expect([...items(session.state.log)].map(({ seq }) => seq)).to.deep.equal(log.map(({ seq }) => seq));
      const mine = log.map(({ body: { text } }) => text).filter((text) => text.startsWith("message"));
      expect(mine).to.deep.equal(life.sent);
      session.close();
    });
  }
});
