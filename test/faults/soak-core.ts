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

/** The factor by which the clocks of the sessions are faster than real time. */
const SPEED = 100;
const REST_TIMEOUT_MS = 120_000;

/** The calls by which a part controls its conversation directly, not through the failing network. */
interface Controls {
  /** Appends messages of the agent. */
  say(texts: readonly string[]): Promise<unknown>;
  /** The texts of the person's messages in the log. */
  inputs(): Promise<string[]>;
  /** Cuts the open streams, so that their readers reconnect. */
  disturb(): unknown;
}

/** Sessions behind a failing network, with one conversation. */
async function setUp(wire: WireName, plan: FaultPlan, count = 1) {
  const server = await LocalOpenComputer.start({ heartbeatSeconds: 0.1 });
  const host = new AgentHost(server);
  const upstreams = wire === "v3" ? { "/v3": server.url } : { [AGENT_BASE]: await host.listen() };
  const proxy = await FaultProxy.start(upstreams, plan);
  const shared = new MemoryStorage();
  const { options, controls } = await (wire === "v3"
    ? v3Conversation(server, proxy)
    : agentConversation(server, host, proxy));
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
  return { ...controls, sessions, close };
}

async function v3Conversation(server: LocalOpenComputer, proxy: FaultProxy) {
  const { id, token } = await server.createSession();
  const options: SessionOptions = {
    session: id,
    token,
    baseUrl: `${proxy.url}/v3`,
    getClientToken: () => server.mint(id),
  };
  const controls: Controls = {
    say: (texts) => {
      const actor = { type: "agent" as const };
      return server.appendEvents(
        id,
        ...texts.map((text) => ({ type: "agent.message", actor, body: { text } })),
      );
    },
    inputs: async () => (await messagesOf(server, id)).slice(1),
    disturb: () => void server.dropConnections(id),
  };
  return { options, controls };
}

async function agentConversation(server: LocalOpenComputer, host: AgentHost, proxy: FaultProxy) {
  const session = await host.begin();
  const options: SessionOptions = {
    protocol: "serverless",
    session,
    baseUrl: proxy.url + AGENT_BASE,
    fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, origin: proxy.url } }),
  };
  const controls: Controls = {
    say: (texts) => {
      const events = texts.map((text) => ({ type: "message.completed", turnId: text, data: { text } }));
      return server.appendServerlessEvents(session, ...events);
    },
    inputs: async () =>
      (await host.log(session)).flatMap(({ type, data }) =>
        type === "message.received" ? [String(data["input"])] : [],
      ),
    disturb: () => {},
  };
  return { options, controls };
}

/** The number of cuts. Pages need more time: a page that is cut delivers no events, a stream those before the cut. */
const CUTS: Readonly<Record<WireName, number>> = { v3: 1000, serverless: 200 };

/** Reads 10 000 messages of the agent while connections are cut at random bytes. */
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
  let reported = 0;
  session.observe({ event: () => (reported += 1) });
  const appended: string[] = [];
  while (appended.length < 10_000) {
    const texts = Array.from({ length: 50 }, (_, j) => {
      const words = "lorem ipsum ü 世界 ".repeat(random.integer(1, 12));
      return `answer ${appended.length + j}: ${words}.`;
    });
    await say(texts);
    appended.push(...texts);
    if (appended.length % 500 === 0) {
      await becomesTrue(() => session.state.log.length > appended.length - 2000);
    }
  }
  const answers = () => shown(session.state).filter((text) => text.startsWith("answer"));
  const isRead = () => session.state.log.length >= appended.length && answers().length >= appended.length;
  const isDone = await becomesTrue(
    () => cut >= CUTS[wire] && isRead(),
    () => {
      disturb();
      if (isRead()) session.setView({ level: nextLevel(session) });
    },
  );
  const read = answers();
  const { connection, log } = session.state;
  await close();
  return {
    ...compare(appended, read, `${reported} events, ${cut} cuts`),
    violations: isDone ? [] : [`not at rest: ${connection}, ${log.length}`],
  };
}

/** The level whose log the session has not read. After the whole log has been read, only another level causes cuts. */
function nextLevel({ state }: Session): "user" | "progress" {
  return state.view.level === "user" ? "progress" : "user";
}

/** Sends 1 000 messages while 30 % of all requests have a fault. */
export async function sends(wire: WireName): Promise<Report> {
  const plan = new SeededPlan(2, 0.3);
  const { inputs, sessions, close } = await setUp(wire, plan);
  const [session] = sessions as [Session];
  const texts = Array.from({ length: 1000 }, (_, i) => `message ${i}`);
  for (const text of texts) {
    session.send(text).catch(() => {});
    await becomesTrue(
      () => session.state.outbox.length < 20,
      () => retryFailed(session),
    );
  }
  const isDone = await becomesTrue(
    () => session.state.outbox.length === 0,
    () => retryFailed(session),
  );
  const logged = await inputs();
  await becomesTrue(() => shownInputs(session.state).length === logged.length);
  const report = compare(texts, logged, `${texts.length} messages, ${plan.faults} faults`);
  const onPage = compare(logged, shownInputs(session.state), "");
  await close();
  return {
    ...report,
    lost: report.lost + onPage.lost,
    doubled: report.doubled + onPage.doubled,
    violations: isDone ? [] : ["not at rest"],
  };
}

/** Runs 1 000 seeded scenarios, in which tokens expire and clocks are set up to three hours forward or back. */
export async function clocks(wire: WireName): Promise<Report> {
  const seeds = Array.from({ length: 1000 }, (_, i) => 100_000 + i);
  const outcomes = await runScenarios(wire, seeds);
  const total = (of: (outcome: (typeof outcomes)[number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const all = outcomes.flatMap(({ seed, violations }) => violations.map((text) => `seed ${seed}: ${text}`));
  const count = (pattern: RegExp) => all.filter((text) => pattern.test(text)).length;
  return {
    size:
      `${outcomes.length} seeded scenarios with clocks up to 3 h off, ${total(({ events }) => events)} events, ` +
      `${total(({ sends: sent }) => sent)} messages, ${total(({ faults }) => faults)} faults`,
    lost: count(/lost/),
    doubled: count(/doubled|twice/),
    reordered: count(/out of order/),
    violations: all,
  };
}

/** Sends from eight tabs at the same time, without locks. */
export async function alone(wire: WireName): Promise<Report> {
  const plan = new SeededPlan(3, 0.2);
  const { inputs, sessions, close } = await setUp(wire, plan, 8);
  const texts = sessions.flatMap((session, tab) =>
    Array.from({ length: 25 }, (_, i) => {
      const text = `tab ${tab} message ${i}`;
      session.send(text).catch(() => {});
      return text;
    }),
  );
  const isDone = await becomesTrue(
    () =>
      sessions.every(({ state }) => state.outbox.length === 0 && shownInputs(state).length === texts.length),
    () => sessions.forEach(retryFailed),
  );
  const logged = await inputs();
  const onPages = sessions.map(({ state }) => compare(logged, shownInputs(state), ""));
  const report = compare(
    [...texts].sort(),
    [...logged].sort(),
    `8 tabs without locks, ${texts.length} messages, ${plan.faults} faults`,
  );
  await close();
  return {
    ...report,
    lost: report.lost + onPages.reduce((sum, { lost }) => sum + lost, 0),
    doubled: report.doubled + onPages.reduce((sum, { doubled }) => sum + doubled, 0),
    reordered: report.reordered + onPages.reduce((sum, { reordered }) => sum + reordered, 0),
    violations: isDone ? [] : ["not at rest"],
  };
}

function retryFailed(session: Session): void {
  for (const { key, delivery } of session.state.outbox) if (delivery === "failed") session.retry(key);
}

async function messagesOf(server: LocalOpenComputer, id: string): Promise<string[]> {
  const texts: string[] = [];
  for (let after: string | null = "0"; after !== null;) {
    const { body } = await server.request("GET", `/sessions/${id}/messages?limit=1000&after=${after}`);
    const page = body as { data: { body: { text: string } }[]; next_cursor: string | null };
    texts.push(...page.data.map(({ body: { text } }) => text));
    after = page.next_cursor;
  }
  return texts;
}

/** The texts of the person's messages that a session shows, without the first input. */
function shownInputs(state: SessionState): string[] {
  return shown(state).filter((text) => text !== "Hello");
}

function shown({ log, pending }: SessionState): string[] {
  return [...items(log), ...pending].flatMap((entry) => (entry.kind === "message" ? [entry.text] : []));
}

/** Counts the texts of `expected` that are missing in `actual`, that it contains twice, and that it has earlier. */
export function compare(expected: readonly string[], actual: readonly string[], size: string): Report {
  const place = new Map(expected.map((text, i) => [text, i]));
  return {
    size,
    lost: expected.filter((text) => !actual.includes(text)).length,
    doubled: actual.length - new Set(actual).size,
    reordered: descents([...new Set(actual)].map((text) => place.get(text) ?? -1)),
    violations: [],
  };
}

/** The number of numbers that are smaller than the one before. */
function descents(numbers: readonly number[]): number {
  return numbers.filter((number, i) => i > 0 && number < numbers[i - 1]!).length;
}

/** Whether a condition becomes true within {@link REST_TIMEOUT_MS}; calls `meanwhile` before each new check. */
async function becomesTrue(is: () => boolean, meanwhile = () => {}): Promise<boolean> {
  const deadline = performance.now() + REST_TIMEOUT_MS;
  while (!is()) {
    if (performance.now() > deadline) return false;
    meanwhile();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}
