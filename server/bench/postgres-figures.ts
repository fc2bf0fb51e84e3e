import { randomBytes } from "node:crypto";
import { Postgres } from "../test/support/postgres.js";
import {
  type Delivery,
  type Load,
  measureDelivery,
  median,
  openReaders,
  post,
  start,
  type Subject,
  timeReplay,
} from "./figures.js";
import type { Reader } from "./reader.js";

/** Idle readers of two servers together. */
export const IDLE_READERS = 10_000;

/** The loads with which both engines are compared: messages to one session at two rates. */
const LOADS: readonly Load[] = [20, 50].map((perSecond) => ({ readers: 100, perSecond, seconds: 5 }));

const ROUNDS = 5;

/** The performance of two servers on PostgreSQL compared with one on SQLite, measured in one run on one machine. */
export interface PostgresFigures {
  /** Idle readers that received a message, of {@link IDLE_READERS}. */
  reached: number;
  deliveries: readonly ComparedDelivery[];
  /** Time of a replay of 10 000 events, divided by SQLite's. */
  replayRatio: number;
  /** Milliseconds from a server's death until the log contains the ends of all of its turns. */
  takeOver: number;
  /** Messages that were acknowledged while a server was killed, and are missing or duplicated in the log. */
  lost: number;
  doubled: number;
}

/** Milliseconds from the post to the delivery at one load; the middle one of some rounds. */
export interface ComparedDelivery {
  perSecond: number;
  ours: { p50: number; p99: number };
  sqlite: { p50: number; p99: number };
}

/** Measures two servers on a temporary PostgreSQL. Takes about three minutes. */
export async function measurePostgres(): Promise<PostgresFigures> {
  const postgres = await Postgres.start(true);
  const env = {
    DATABASE_URL: await postgres.database(),
    OC_VAULT_KEYS: randomBytes(32).toString("base64"),
  };
  const sqlite = await start("full");
  const first = await start("full", env);
  const second = { ...(await start("joined", env)), session: first.session, token: first.token };
  try {
    const replays: [number[], number[]] = [[], []];
    for (let round = 0; round < 9; round++) {
      replays[0].push(await timeReplay(sqlite));
      replays[1].push(await timeReplay(round % 2 === 0 ? first : second));
    }
    const deliveries: ComparedDelivery[] = [];
    for (const load of LOADS) deliveries.push(await compareDelivery([sqlite], [first, second], load));
    const reached = await reachIdle([first, second]);
    const killed = await killWhileWorking(first, second);
    return {
      reached,
      deliveries,
      replayRatio: median(replays[1]) / median(replays[0]),
      ...killed,
    };
  } finally {
    for (const { child } of [sqlite, first, second]) if (child.connected) child.disconnect();
    await postgres.stop();
  }
}

/** Alternates between both, so that other work on the machine slows down both. */
async function compareDelivery(
  sqlite: readonly Subject[],
  ours: readonly Subject[],
  load: Load,
): Promise<ComparedDelivery> {
  const rounds: [Delivery[], Delivery[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    rounds[0].push((await measureDelivery(sqlite, load)).delivery);
    rounds[1].push((await measureDelivery(ours, load)).delivery);
  }
  const middle = (of: Delivery[]) => ({
    p50: median(of.map(({ p50 }) => p50)),
    p99: median(of.map(({ p99 }) => p99)),
  });
  return { perSecond: load.perSecond, sqlite: middle(rounds[0]), ours: middle(rounds[1]) };
}

/**
 * Opens idle readers and posts one message; resolves with the number of readers that receive it within half a minute.
 */
async function reachIdle(subjects: readonly Subject[]): Promise<number> {
  const head = await post(subjects[0]!, "before");
  const readers: Reader[] = [];
  for (const subject of subjects) {
    readers.push(...(await openReaders(subject, head, IDLE_READERS / subjects.length)));
  }
  let reached = 0;
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(resolve, 30_000);
    for (const reader of readers) {
      reader.onData = (piece) => {
        if (!piece.includes("to-all-of-them")) return;
        reader.onData = () => {};
        if (++reached < readers.length) return;
        clearTimeout(giveUp);
        resolve();
      };
    }
    void post(subjects[0]!, "to-all-of-them");
  });
  for (const reader of readers) reader.close();
  return reached;
}

/** Kills a server that runs turns and receives messages; the other one continues. */
async function killWhileWorking(
  victim: Subject,
  heir: Subject,
): Promise<Pick<PostgresFigures, "takeOver" | "lost" | "doubled">> {
  await call(victim, "POST", "/agents", { name: "worker", prompt: "", model: "offline/coder" });
  const sessions: string[] = [];
  for (let n = 0; n < 20; n++) {
    const made = await call(victim, "POST", "/sessions", { agent: "worker", input: "Write a long answer" });
    sessions.push(made.session.id);
  }
  const acknowledged: { session: string; text: string; seq: number }[] = [];
  const writing = sessions.map(async (session, n) => {
    for (let m = 0; ; m++) {
      const text = `kept-${n}-${m}`;
      const body = { text, idempotency_key: text };
      const posted = await call(victim, "POST", `/sessions/${session}/messages`, body).catch(() => null);
      if (posted === null) return;
      acknowledged.push({ session, text, seq: posted.event.seq });
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  victim.child.kill("SIGKILL");
  const killedAt = performance.now();
  await Promise.all(writing);
  await Promise.all(sessions.map((session) => untilInterrupted(heir, session)));
  const takeOver = performance.now() - killedAt;
  let [lost, doubled] = [0, 0];
  for (const session of sessions) {
    const log = await messagesOf(heir, session);
    const texts = log.map(({ text }) => text);
    doubled += texts.length - new Set(texts).size;
    for (const one of acknowledged) {
      if (one.session !== session) continue;
      if (!log.some(({ seq, text }) => seq === one.seq && text === one.text)) lost++;
    }
  }
  return { takeOver, lost, doubled };
}

async function untilInterrupted(subject: Subject, session: string): Promise<void> {
  for (;;) {
    const { data } = await call(subject, "GET", `/sessions/${session}/events?type=turn.completed`);
    if (data.some((event) => event.body.error?.code === "interrupted")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function messagesOf(subject: Subject, session: string): Promise<{ seq: number; text: string }[]> {
  const found: { seq: number; text: string }[] = [];
  for (let next: string | null = "0"; next !== null;) {
    const path = `/sessions/${session}/events?type=user.message&limit=1000&after=${next}`;
    const page = await call(subject, "GET", path);
    found.push(...page.data.map(({ seq, body }) => ({ seq, text: String(body.text) })));
    next = page.next_cursor;
  }
  return found;
}

/** The fields of the API's answers that these measurements read. */
interface Answer {
  session: { id: string };
  event: { seq: number };
  data: { seq: number; body: { text?: string; error?: { code: string } } }[];
  next_cursor: string | null;
}

async function call(subject: Subject, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${subject.url}/v3${path}`, {
    method,
    headers: { Authorization: "Bearer osb_bench" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Answer;
}
