import { expect } from "chai";
import { Session, type SessionOptions, items } from "../../src/core.js";
import { PostLock } from "../../src/session/tabs/post-lock.js";
import { Random } from "../../demo/fault-network/random.js";
import { FastClock } from "../support/clock.js";
import { AgentRoutes } from "../support/agent-routes.js";
import { FaultProxy } from "../support/fault-proxy.js";
import { LocalServer } from "../support/local-server.js";
import { texts, until } from "../support/until.js";
import { WIRES, type WireName } from "../support/wires.js";

const isFirefox = navigator.userAgent.includes("Firefox");
const SEEDS = Array.from({ length: isFirefox ? 3 : 20 }, (_, i) => i + 1);
/** How many times faster than real time it goes at first, and at the slowest. */
const [SPEED, SLOWEST_SPEED] = [40, 2];
/** How long the end of a life may take at one speed, in milliseconds, before it goes on at half of that. */
const PATIENCE_MS = 5_000;

/** A message of the log. */
interface Logged {
  readonly seq: number;
  readonly text: string;
}

/** A conversation by one of the wires, and the service that holds it. */
interface Conversation {
  readonly id: string;
  /** What follows the origin in `baseUrl`. */
  readonly base: string;
  readonly options: SessionOptions;
  /** Has the agent say something. */
  say(text: string): Promise<unknown>;
  /** What has been said, read past the faults. */
  log(): Promise<Logged[]>;
}

let server: LocalServer;
let routes: AgentRoutes;
before(async () => {
  server = await LocalServer.start({ heartbeatSeconds: 0.25 });
  routes = await AgentRoutes.start();
});
after(() => Promise.all([server.close(), routes.close()]));
afterEach(() => localStorage.clear());

/** Holds what a tab takes while it posts, as one does that the browser has frozen just then; gives what ends it. */
async function freezeHolder(conversation: string): Promise<() => void> {
  let thaw = () => {};
  const lock = new PostLock({ tabNames: { way: conversation, conversation, post: conversation } });
  const { signal } = new AbortController();
  await new Promise<void>((held) => {
    const hold = () => (held(), new Promise<void>((over) => (thaw = over)));
    void lock.exclusively(hold, signal);
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

async function v3Conversation(): Promise<Conversation> {
  const { id, token } = await server.createSession();
  return {
    id,
    base: "/v3",
    options: { token },
    say: (text) =>
      server.appendEvents(id, { type: "agent.message", actor: { type: "agent" }, body: { text } }),
    async log() {
      const { body } = await server.request("GET", `/sessions/${id}/messages?limit=1000`);
      return (body as { data: { seq: number; body: { text: string } }[] }).data.map(
        ({ seq, body: { text } }) => ({
          seq,
          text,
        }),
      );
    },
  };
}

async function agentConversation(): Promise<Conversation> {
  const id = await routes.begin();
  let turns = 0;
  return {
    id,
    base: "/api/agent",
    options: { protocol: "serverless" },
    say: (text) =>
      routes.append(id, { type: "message.completed", turnId: `turn-${++turns}`, data: { text } }),
    async log() {
      const events = await routes.log(id);
      return events.flatMap(({ seq, type, data }) => {
        const text = data[type === "message.received" ? "input" : "text"];
        return /^message\.(received|completed)$/.test(type) ? [{ seq, text: String(text) }] : [];
      });
    },
  };
}

const BEGIN: Readonly<Record<WireName, { at: () => string; begin: () => Promise<Conversation> }>> = {
  v3: { at: () => server.url, begin: v3Conversation },
  serverless: { at: () => routes.url, begin: agentConversation },
};

/**
 * Waits until all is sent and read. What a service has 15 seconds for it has to do in 375 ms at 40 times the speed,
 * which a busy machine does not: time goes slower until it does.
 */
async function atRest(session: Session, clock: FastClock): Promise<void> {
  const isAtRest = ({ outbox, caughtUp }: Session["state"]) => outbox.length === 0 && caughtUp;
  for (let speed = SPEED; speed > SLOWEST_SPEED; speed /= 2) {
    clock.speed = speed;
    const inTime = await until(session, isAtRest, "all sent", PATIENCE_MS).catch(() => null);
    if (inTime) return;
  }
  await until(session, isAtRest, "all sent");
}

interface Life {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly sent: readonly string[];
  readonly faults: number;
}

/** A life: messages out, answers in, cuts and reloads, over a network that fails as the seed says. */
async function live(wire: WireName, seed: number): Promise<Life> {
  const random = new Random(seed);
  const proxy = await FaultProxy.start(BEGIN[wire].at(), seed, 0.4);
  const conversation = await BEGIN[wire].begin();
  const { id } = conversation;
  const baseUrl = proxy.url + conversation.base;
  const isHeld = seed % 3 === 0;
  const thaw = isHeld ? await freezeHolder(JSON.stringify([baseUrl, null, id])) : () => {};
  const clock = new FastClock(SPEED);
  const open = () => {
    const session = new Session({ ...conversation.options, session: id, baseUrl, clock });
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
      await conversation.say(`answer ${steps} ü`);
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
  await atRest(session, clock);
  thaw();
  return { session, conversation, sent, faults };
}

for (const wire of WIRES) {
  describe(`in a browser, on the wire ${wire}, behind a network that fails`, () => {
    for (const seed of SEEDS) {
      it(`as seed ${seed} says, nothing is lost and nothing doubled`, async () => {
        const { session, conversation, sent, faults } = await live(wire, seed);
        expect(faults).to.be.greaterThan(0);
        const log = await conversation.log();
        await until(
          session,
          (state) => state.lastSeq >= log.at(-1)!.seq && state.log.length === log.length,
          "read",
        );
        expect(texts(session.state)).to.deep.equal(log.map(({ text }) => text));
        expect([...items(session.state.log)].map(({ seq }) => seq)).to.deep.equal(log.map(({ seq }) => seq));
        const mine = log.map(({ text }) => text).filter((text) => text.startsWith("message"));
        expect(mine).to.deep.equal(sent);
        session.close();
      });
    }
  });
}
