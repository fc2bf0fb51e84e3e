import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { type Ready, Reader } from "./reader.js";

const SUBJECT = fileURLToPath(new URL("subject.mjs", import.meta.url));

/** The number of messages, their rate, and the number of readers that receive all of them. */
export interface Load {
  readers: number;
  perSecond: number;
  seconds: number;
}

/** Milliseconds from just before a post until a reader has its message. */
export interface Delivery {
  p50: number;
  p99: number;
  max: number;
}

const LOAD: Load = { readers: 100, perSecond: 200, seconds: 3 };

/** The server's performance, measured in one run on one machine. */
export interface ServerFigures {
  /** Milliseconds to replay 10 000 events by SSE; median. */
  replay: number;
  /** The same for a bare Node server that writes prepared frames one by one from memory; median. */
  bareReplay: number;
  /** Resident bytes of the server with 1 000 idle readers. */
  idleMemory: number;
  /**
   * Milliseconds from just before a post (200 a second) until 100 readers have the message; the middle one of five
   * rounds.
   */
  delivery: Delivery;
  /** Share of one core that the server used during that time. */
  cpu: number;
}

export interface Subject extends Ready {
  child: ChildProcess;
}

/** Measures a local server on disk, with its default durability. Takes about half a minute. */
export async function measureServer(): Promise<ServerFigures> {
  const idleMemory = await measureIdleMemory(1000);
  const [ours, bare] = [await start("full"), await start("bare")];
  try {
    const replay: number[] = [];
    const bareReplay: number[] = [];
    for (let round = 0; round < 15; round++) {
      bareReplay.push(await timeReplay(bare));
      replay.push(await timeReplay(ours));
    }
    const delivery = await middleDelivery([ours], LOAD);
    return { replay: median(replay), bareReplay: median(bareReplay), idleMemory, ...delivery };
  } finally {
    ours.child.disconnect();
    bare.child.disconnect();
  }
}

/** The middle one of five rounds, because other work on the machine can slow down single rounds. */
async function middleDelivery(
  subjects: readonly Subject[],
  load: Load,
): Promise<Pick<ServerFigures, "delivery" | "cpu">> {
  const rounds = [];
  for (let round = 0; round < 5; round++) rounds.push(await measureDelivery(subjects, load));
  return rounds.toSorted((a, b) => a.delivery.p99 - b.delivery.p99)[2]!;
}

/** @param env for a server on PostgreSQL: its `DATABASE_URL` and `OC_VAULT_KEYS` */
export async function start(
  kind: "full" | "idle" | "bare" | "joined",
  env: Record<string, string> = {},
): Promise<Subject> {
  const child = fork(SUBJECT, [kind], { execArgv: [], env: { ...process.env, ...env } });
  const [ready] = (await once(child, "message")) as [Ready];
  return { ...ready, child };
}

async function usageOf(subject: Subject): Promise<{ rss: number; cpu: NodeJS.CpuUsage }> {
  subject.child.send("usage");
  const [usage] = (await once(subject.child, "message")) as [{ rss: number; cpu: NodeJS.CpuUsage }];
  return usage;
}

export async function timeReplay(subject: Subject): Promise<number> {
  const began = performance.now();
  const reader = await Reader.open(subject, 0);
  await reader.caughtUp();
  const took = performance.now() - began;
  reader.close();
  return took;
}

/** Microseconds of processor time that some servers have used. */
async function cpuOf(subjects: readonly Subject[]): Promise<number> {
  let sum = 0;
  for (const subject of subjects) {
    const { cpu } = await usageOf(subject);
    sum += cpu.user + cpu.system;
  }
  return sum;
}

/** Readers that are opened at the same time. */
const OPENED_AT_ONCE = 50;

export async function openReaders(subject: Subject, after: number, count: number): Promise<Reader[]> {
  const readers: Reader[] = [];
  while (readers.length < count) {
    const some = Array.from({ length: Math.min(OPENED_AT_ONCE, count - readers.length) }, async () => {
      const reader = await Reader.open(subject, after);
      await reader.caughtUp();
      return reader;
    });
    readers.push(...(await Promise.all(some)));
  }
  return readers;
}

async function measureIdleMemory(count: number): Promise<number> {
  const subject = await start("idle");
  const readers = await openReaders(subject, 0, count);
  const { rss } = await usageOf(subject);
  for (const reader of readers) reader.close();
  subject.child.disconnect();
  return rss;
}

/** @param subjects servers of one session; readers and posts are distributed among them */
export async function measureDelivery(
  subjects: readonly Subject[],
  load: Load,
): Promise<Pick<ServerFigures, "delivery" | "cpu">> {
  const at = (n: number) => subjects[n % subjects.length]!;
  const head = await post(at(0), "warm up");
  const readers: Reader[] = [];
  for (const subject of subjects) {
    readers.push(...(await openReaders(subject, head, load.readers / subjects.length)));
  }
  const total = load.perSecond * load.seconds;
  const postedAt: number[] = [];
  const delays: number[] = [];
  const allArrived = new Promise<void>((resolve) => {
    for (const reader of readers) {
      reader.onData = (piece) => {
        const now = performance.now();
        for (const [, n] of piece.toString("latin1").matchAll(/message-(\d+)-/g)) {
          delays.push(now - postedAt[Number(n)]!);
        }
        if (delays.length === total * load.readers) resolve();
      };
    }
  });
  const posts: Promise<number>[] = [];
  const before = await cpuOf(subjects);
  const began = performance.now();
  for (let n = 0; n < total; n++) {
    const due = began + (n * 1000) / load.perSecond;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
    postedAt[n] = performance.now();
    posts.push(post(at(n), `message-${n}-`));
  }
  await allArrived;
  const took = performance.now() - began;
  const cpu = (await cpuOf(subjects)) - before;
  await Promise.all(posts);
  for (const reader of readers) reader.close();
  delays.sort((a, b) => a - b);
  const of = (share: number) => delays[Math.floor((delays.length - 1) * share)]!;
  return { delivery: { p50: of(0.5), p99: of(0.99), max: of(1) }, cpu: cpu / 1000 / took };
}

/** Connections stay open, so that the measurement contains the server and not the opening of sockets. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Posts a message; resolves with the head of the log. */
export async function post(subject: Ready, text: string): Promise<number> {
  for (;;) {
    const head = await tryPost(subject, text);
    if (head !== null) return head;
  }
}

/** Like {@link post}; null if the server had just closed the idle connection. */
function tryPost({ url, session, token }: Ready, text: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    const options = { method: "POST", agent, headers };
    const outgoing = request(`${url}/v3/sessions/${session}/messages`, options, (response) => {
      let body = "";
      response.on("data", (piece: Buffer) => (body += piece.toString()));
      response.on("end", () => resolve((JSON.parse(body) as { session: { head: number } }).session.head));
    });
    outgoing.on("error", (error) => (outgoing.reusedSocket ? resolve(null) : reject(error)));
    outgoing.end(JSON.stringify({ text }));
  });
}

export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
