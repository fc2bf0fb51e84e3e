import { Session, items, type SessionOptions, type SessionState } from "../../src/core.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { AGENT_BASE, AgentHost } from "../support/agent-host.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import type { WireName } from "../support/wires.js";
import { SeededPlan, type FaultPlan } from "../../demo/fault-network/plan.js";
import { FaultProxy } from "./proxy.js";
import { Random } from "../../demo/fault-network/random.js";
import { runScenarios } from "./scenario.js";
import type { Report } from "./report.js";

const SPEED = 100;
const REST_TIMEOUT_MS = 120_000;

/** A conversation of the soak: what its service is asked past the failing network. */
interface Talk {
  /** Has the agent say these, one after the other. */
  say(texts: readonly string[]): Promise<unknown>;
  /** What people have said, as the log has it. */
  held(): Promise<string[]>;
  /** Has whoever reads begin anew. */
  disturb(): unknown;
}

/** Sessions behind a failing network, with one conversation. */
async function setUp(wire: WireName, plan: FaultPlan, count = 1) {
  const server = await LocalOpenComputer.start({ heartbeatSeconds: 0.1 });
  const host = new AgentHost(server);
  const upstreams = wire === "v3" ? { "/v3": server.url } : { [AGENT_BASE]: await host.listen() };
  const proxy = await FaultProxy.start(upstreams, plan);
  const shared = new MemoryStorage();
  const { options, talk } = await (wire === "v3" ? v3Talk(server, proxy) : agentTalk(server, host, proxy));
  const sessions = Array.from({ length: count }, () => {
    const storages = { shared, tab: new MemoryStorage() };
    return new Session({ ...options, clock: new FastClock(SPEED), storages });
  });
  for (const session of sessions) session.open();
  async function close(): Promise<void> {
    for (const session of sessions) session.close();
    await proxy.close();
    await host.close();
    await server.close();
  }
  return { ...talk, sessions, close };
}

async function v3Talk(server: LocalOpenComputer, proxy: FaultProxy) {
  const { id, token } = await server.createSession();
  const options: SessionOptions = {
    session: id,
    token,
    baseUrl: `${proxy.url}/v3`,
    getClientToken: () => server.mint(id),
  };
  const talk: Talk = {
    say: (texts) => {
      const actor = { type: "agent" as const };
      return server.appendEvents(
        id,
        ...texts.map((text) => ({ type: "agent.message", actor, body: { text } })),
      );
    },
    held: async () => (await heldBy(server, id)).slice(1),
    disturb: () => void server.dropConnections(id),
  };
  return { options, talk };
}

async function agentTalk(server: LocalOpenComputer, host: AgentHost, proxy: FaultProxy) {
  const session = await host.begin();
  const options: SessionOptions = {
    protocol: "serverless",
    session,
    baseUrl: proxy.url + AGENT_BASE,
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, origin: proxy.url } }),
  };
  const talk: Talk = {
    say: (texts) => {
      const events = texts.map((text) => ({ type: "message.completed", turnId: text, data: { text } }));
      return server.appendServerlessEvents(session, ...events);
    },
    held: async () =>
      (await host.log(session)).flatMap(({ type, data }) =>
        type === "message.received" ? [String(data["input"])] : [],
      ),
    disturb: () => {},
  };
  return { options, talk };
}

/** A page that was cut off brings nothing, where a stream brings what came before: fewer cuts take as long. */
const CUTS: Readonly<Record<WireName, number>> = { v3: 1000, serverless: 200 };

/** 10 000 messages of the agent's read through cuts at any byte. */
export async function cuts(wire: WireName): Promise<Report> {
  const random = new Random(1);
  let cut = 0;
  const plan: FaultPlan = {
    next: (route) => {
      if (route === "post" || cut >= CUTS[wire]) return {};
      cut += 1;
      return { end: { how: random.pick(["cut", "end"]), after: random.integer(1, 6000) } };
    },
  };
  const { say, disturb, sessions, close } = await setUp(wire, plan);
  const [session] = sessions as [Session];
  let told = 0;
  session.observe({ event: () => (told += 1) });
  const said: string[] = [];
  while (said.length < 10_000) {
    const texts = Array.from({ length: 50 }, (_, j) => {
      const words = "lorem ipsum ü 世界 ".repeat(random.integer(1, 12));
      return `answer ${said.length + j}: ${words}.`;
    });
    await say(texts);
    said.push(...texts);
    if (said.length % 500 === 0) await come(() => session.state.log.length > said.length - 2000);
  }
  const answers = () => drawn(session.state).filter((text) => text.startsWith("answer"));
  const isRead = () => session.state.log.length >= said.length && answers().length >= said.length;
  const isDone = await come(
    () => cut >= CUTS[wire] && isRead(),
    () => {
      disturb();
      if (isRead()) session.setView({ level: nextLevel(session) });
    },
  );
  const shown = answers();
  const { connection, log } = session.state;
  await close();
  return {
    ...compare(said, shown, `${told} events through ${cut} cuts`),
    complaints: isDone ? [] : [`not at rest: ${connection}, ${log.length}`],
  };
}

/** Has the log read anew: what has been read to its end is cut no more. */
function nextLevel({ state }: Session): "user" | "progress" {
  return state.view.level === "user" ? "progress" : "user";
}

/** 1 000 messages while 30 % of all requests fail. */
export async function sends(wire: WireName): Promise<Report> {
  const plan = new SeededPlan(2, 0.3);
  const { held: heldNow, sessions, close } = await setUp(wire, plan);
  const [session] = sessions as [Session];
  const texts = Array.from({ length: 1000 }, (_, i) => `message ${i}`);
  for (const text of texts) {
    session.send(text).catch(() => {});
    await come(
      () => session.state.outbox.length < 20,
      () => retryFailed(session),
    );
  }
  const isDone = await come(
    () => session.state.outbox.length === 0,
    () => retryFailed(session),
  );
  const held = await heldNow();
  await come(() => written(session.state).length === held.length);
  const report = compare(texts, held, `${texts.length} messages, ${plan.faults} requests failed`);
  const shown = compare(held, written(session.state), "");
  await close();
  return {
    ...report,
    lost: report.lost + shown.lost,
    doubled: report.doubled + shown.doubled,
    complaints: isDone ? [] : ["not at rest"],
  };
}

/** Hundreds of seeded lives with tokens expiring and clocks set three hours to and fro. */
export async function clocks(wire: WireName): Promise<Report> {
  const seeds = Array.from({ length: 1000 }, (_, i) => 100_000 + i);
  const outcomes = await runScenarios(wire, seeds);
  const total = (of: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const all = outcomes.flatMap(({ seed, violations }) => violations.map((text) => `seed ${seed}: ${text}`));
  const count = (pattern: RegExp) => all.filter((text) => pattern.test(text)).length;
  return {
    did:
      `${outcomes.length} seeded lives with clocks up to 3 h off, ${total(({ events }) => events)} events, ` +
      `${total(({ sends: sent }) => sent)} messages, ${total(({ faults }) => faults)} faults`,
    lost: count(/lost/),
    doubled: count(/doubled|twice/),
    reordered: count(/out of order/),
    complaints: all,
  };
}

/** Eight tabs that write at once, where there are no locks to take turns by. */
export async function alone(wire: WireName): Promise<Report> {
  const plan = new SeededPlan(3, 0.2);
  const { held: heldNow, sessions, close } = await setUp(wire, plan, 8);
  const texts = sessions.flatMap((session, tab) =>
    Array.from({ length: 25 }, (_, i) => {
      const text = `tab ${tab} message ${i}`;
      session.send(text).catch(() => {});
      return text;
    }),
  );
  const isDone = await come(
    () => sessions.every(({ state }) => state.outbox.length === 0 && written(state).length === texts.length),
    () => sessions.forEach(retryFailed),
  );
  const held = await heldNow();
  const shown = sessions.map(({ state }) => compare(held, written(state), ""));
  const report = compare(
    [...texts].sort(),
    [...held].sort(),
    `8 tabs without locks, ${texts.length} messages, ${plan.faults} faults`,
  );
  await close();
  return {
    ...report,
    lost: report.lost + shown.reduce((sum, { lost }) => sum + lost, 0),
    doubled: report.doubled + shown.reduce((sum, { doubled }) => sum + doubled, 0),
    reordered: report.reordered + shown.reduce((sum, { reordered }) => sum + reordered, 0),
    complaints: isDone ? [] : ["not at rest"],
  };
}

function retryFailed(session: Session): void {
  for (const { key, delivery } of session.state.outbox) if (delivery === "failed") session.retry(key);
}

async function heldBy(server: LocalOpenComputer, id: string): Promise<string[]> {
  const texts: string[] = [];
  for (let after: string | null = "0"; after !== null;) {
    const { body } = await server.request("GET", `/sessions/${id}/messages?limit=1000&after=${after}`);
    const page = body as { data: { body: { text: string } }[]; next_cursor: string | null };
    texts.push(...page.data.map(({ body: { text } }) => text));
    after = page.next_cursor;
  }
  return texts;
}

/** What people have written, as it is drawn. */
function written(state: SessionState): string[] {
  return drawn(state).filter((text) => text !== "Hello");
}

function drawn({ log, pending }: SessionState): string[] {
  return [...items(log), ...pending].flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
}

/** What of `wanted` is missing in `got`, is there too often, or stands before what it came after. */
export function compare(wanted: readonly string[], got: readonly string[], did: string): Report {
  const place = new Map(wanted.map((text, i) => [text, i]));
  return {
    did,
    lost: wanted.filter((text) => !got.includes(text)).length,
    doubled: got.length - new Set(got).size,
    reordered: disorder([...new Set(got)].map((text) => place.get(text) ?? -1)),
    complaints: [],
  };
}

function disorder(numbers: readonly number[]): number {
  return numbers.filter((number, i) => i > 0 && number < numbers[i - 1]!).length;
}

/** Whether it comes true; what `meanwhile` does helps it along. */
async function come(is: () => boolean, meanwhile = () => {}): Promise<boolean> {
  const deadline = performance.now() + REST_TIMEOUT_MS;
  while (!is()) {
    if (performance.now() > deadline) return false;
    meanwhile();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}
