import { Session, items, type SessionOptions, type SessionState } from "../../src/core.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import { SeededPlan, type FaultPlan } from "../../demo/fault-network/plan.js";
import { FaultProxy } from "./proxy.js";
import { Random } from "../../demo/fault-network/random.js";
import { runScenarios } from "./scenario.js";
import type { Report } from "./report.js";

const SPEED = 100;
const REST_TIMEOUT_MS = 120_000;

/** A session behind a failing network, and everything it was told. */
async function setUp(plan: FaultPlan, count = 1) {
  const server = await LocalOpenComputer.start({ heartbeatSeconds: 0.1 });
  const proxy = await FaultProxy.start({ "/v3": server.url }, plan);
  const { id, token } = await server.createSession();
  const shared = new MemoryStorage();
  const sessions = Array.from({ length: count }, () => {
    const options: SessionOptions = {
      ...{ session: id, token, baseUrl: `${proxy.url}/v3`, clock: new FastClock(SPEED) },
      getClientToken: () => server.mint(id),
      storages: { shared, tab: new MemoryStorage() },
    };
    return new Session(options);
  });
  for (const session of sessions) session.open();
  async function close(): Promise<void> {
    for (const session of sessions) session.close();
    await proxy.close();
    await server.close();
  }
  return { server, proxy, id, sessions, close };
}

/** 10 000 events read through 1 000 cuts at any byte. */
export async function cuts(): Promise<Report> {
  const random = new Random(1);
  let cut = 0;
  const plan: FaultPlan = {
    next: (route) => {
      if (route !== "stream" || cut >= 1000) return {};
      cut += 1;
      return { end: { how: random.pick(["cut", "end"]), after: random.integer(1, 6000) } };
    },
  };
  const { server, id, sessions, close } = await setUp(plan);
  const [session] = sessions as [Session];
  const told: number[] = [];
  session.observe({ event: ({ seq }) => told.push(seq) });
  for (let i = 1; i < 10_000; i += 50) {
    const drafts = Array.from({ length: Math.min(50, 10_000 - i) }, (_, j) => ({
      type: "agent.message",
      actor: { type: "agent" as const },
      body: { text: `answer ${i + j}: ${"lorem ipsum ü 世界 ".repeat(random.integer(1, 12))}` },
    }));
    await server.appendEvents(id, ...drafts);
    if (i % 500 === 1) await come(() => session.state.lastSeq > i - 2000);
  }
  const isDone = await come(
    () => session.state.lastSeq === 10_000 && cut >= 1000,
    () => void server.dropConnections(id),
  );
  const shown = [...items(session.state.log)].map(({ seq }) => seq ?? 0);
  await close();
  return {
    did: `${told.length} events through ${cut} cuts`,
    lost: 10_000 - new Set(shown).size,
    doubled: told.length - new Set(told).size + shown.length - new Set(shown).size,
    reordered: disorder(shown),
    complaints: isDone ? [] : [`not at rest: ${session.state.connection}, ${session.state.lastSeq}`],
  };
}

/** 1 000 messages while 30 % of all requests fail. */
export async function sends(): Promise<Report> {
  const plan = new SeededPlan(2, 0.3);
  const { server, id, sessions, close } = await setUp(plan);
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
  const held = await heldBy(server, id);
  await come(() => drawn(session.state).length === held.length + 1);
  const report = compare(texts, held, `${texts.length} messages, ${plan.faults} requests failed`);
  const shown = compare(held, drawn(session.state).slice(1), "");
  await close();
  return {
    ...report,
    lost: report.lost + shown.lost,
    doubled: report.doubled + shown.doubled,
    complaints: isDone ? [] : ["not at rest"],
  };
}

/** Hundreds of seeded lives with tokens expiring and clocks set three hours to and fro. */
export async function clocks(): Promise<Report> {
  const seeds = Array.from({ length: 1000 }, (_, i) => 100_000 + i);
  const outcomes = await runScenarios(seeds);
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
export async function alone(): Promise<Report> {
  const plan = new SeededPlan(3, 0.2);
  const { server, id, sessions, close } = await setUp(plan, 8);
  const texts = sessions.flatMap((session, tab) =>
    Array.from({ length: 25 }, (_, i) => {
      const text = `tab ${tab} message ${i}`;
      session.send(text).catch(() => {});
      return text;
    }),
  );
  const isDone = await come(
    () =>
      sessions.every(({ state }) => state.outbox.length === 0 && drawn(state).length === texts.length + 1),
    () => sessions.forEach(retryFailed),
  );
  const held = await heldBy(server, id);
  const shown = sessions.map(({ state }) => compare(held, drawn(state).slice(1), ""));
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
  return texts.slice(1);
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
