import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { type Ready, Reader } from "./reader.js";

const SUBJECT = fileURLToPath(new URL("subject.mjs", import.meta.url));

/** What the server costs, as measured in one run on one machine. */
export interface ServerFigures {
  /** Milliseconds to replay 10 000 events by SSE; median. */
  replay: number;
  /** The same of a bare Node server that writes ready frames one by one from memory; median. */
  bareReplay: number;
  /** Resident bytes of the server with 1 000 idle readers. */
  idleMemory: number;
  /** Milliseconds from before a message is posted (200 a second) until 100 readers have it, of the middle of five rounds. */
  delivery: { p50: number; p99: number; max: number };
  /** Share of one core that the server took for that. */
  cpu: number;
}

interface Subject extends Ready {
  child: ChildProcess;
}

/** Measures a local server on disk, with its usual durability. Takes about half a minute. */
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
    const rounds = [];
    for (let round = 0; round < 5; round++) {
      rounds.push(await measureDelivery(ours, { readers: 100, perSecond: 200, seconds: 3 }));
    }
    // The middle one: a machine that others use too has bad seconds that are not the server's.
    const delivery = rounds.toSorted((a, b) => a.delivery.p99 - b.delivery.p99)[2]!;
    return { replay: median(replay), bareReplay: median(bareReplay), idleMemory, ...delivery };
  } finally {
    ours.child.disconnect();
    bare.child.disconnect();
  }
}

async function start(kind: "full" | "idle" | "bare"): Promise<Subject> {
  const child = fork(SUBJECT, [kind], { execArgv: [] });
  const [ready] = (await once(child, "message")) as [Ready];
  return { ...ready, child };
}

async function ask(subject: Subject): Promise<{ rss: number; cpu: NodeJS.CpuUsage }> {
  subject.child.send("usage");
  const [usage] = (await once(subject.child, "message")) as [{ rss: number; cpu: NodeJS.CpuUsage }];
  return usage;
}

async function timeReplay(subject: Subject): Promise<number> {
  const began = performance.now();
  const reader = await Reader.open(subject, 0);
  await reader.caughtUp();
  const took = performance.now() - began;
  reader.close();
  return took;
}

async function openReaders(subject: Subject, after: number, count: number): Promise<Reader[]> {
  const readers: Reader[] = [];
  for (let n = 0; n < count; n++) {
    const reader = await Reader.open(subject, after);
    await reader.caughtUp();
    readers.push(reader);
  }
  return readers;
}

async function measureIdleMemory(count: number): Promise<number> {
  const subject = await start("idle");
  const readers = await openReaders(subject, 0, count);
  const { rss } = await ask(subject);
  for (const reader of readers) reader.close();
  subject.child.disconnect();
  return rss;
}

async function measureDelivery(
  subject: Subject,
  load: { readers: number; perSecond: number; seconds: number },
): Promise<Pick<ServerFigures, "delivery" | "cpu">> {
  const head = await post(subject, "warm up");
  const readers = await openReaders(subject, head, load.readers);
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
  const before = await ask(subject);
  const began = performance.now();
  for (let n = 0; n < total; n++) {
    const due = began + (n * 1000) / load.perSecond;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
    postedAt[n] = performance.now();
    posts.push(post(subject, `message-${n}-`));
  }
  await allArrived;
  const took = performance.now() - began;
  const after = await ask(subject);
  await Promise.all(posts);
  for (const reader of readers) reader.close();
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor((delays.length - 1) * share)]!;
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return { delivery: { p50: at(0.5), p99: at(0.99), max: at(1) }, cpu: cpu / 1000 / took };
}

/** Connections that stay open: what is measured is the server, not the making of sockets. */
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Posts a message; resolves with the log's head. */
function post({ url, session, token }: Ready, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    const options = { method: "POST", agent, headers };
    const outgoing = request(`${url}/v3/sessions/${session}/messages`, options, (response) => {
      let body = "";
      response.on("data", (piece: Buffer) => (body += piece.toString()));
      response.on("end", () => resolve((JSON.parse(body) as { session: { head: number } }).session.head));
    });
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify({ text }));
  });
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
