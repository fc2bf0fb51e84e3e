import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Ready, Reader } from "./reader.js";

const SUBJECT = fileURLToPath(new URL("subject.mjs", import.meta.url));

/** Events that the measured log has. */
const EVENTS = 10_000;

/** What the server costs, as measured in one run on one machine. */
export interface ServerFigures {
  /** Milliseconds to replay 10 000 events by SSE; median. */
  replay: number;
  /** The same of a bare Node server that writes ready frames one by one from memory; median. */
  bareReplay: number;
  /** Resident bytes of the server with 1 000 idle readers. */
  idleMemory: number;
  /** Milliseconds from before a message is posted (200 a second) until 100 readers have it. */
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
  const [ours, bare] = [await start("measured"), await start("bare")];
  try {
    const replay: number[] = [];
    const bareReplay: number[] = [];
    for (let round = 0; round < 15; round++) {
      bareReplay.push(await timeReplay(bare));
      replay.push(await timeReplay(ours));
    }
    const delivery = await measureDelivery(ours, { readers: 100, perSecond: 200, seconds: 10 });
    return { replay: median(replay), bareReplay: median(bareReplay), idleMemory, ...delivery };
  } finally {
    ours.child.disconnect();
    bare.child.disconnect();
  }
}

async function start(kind: "measured" | "bare"): Promise<Subject> {
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
  const subject = await start("measured");
  const readers = await openReaders(subject, EVENTS, count);
  const { rss } = await ask(subject);
  for (const reader of readers) reader.close();
  subject.child.disconnect();
  return rss;
}

async function measureDelivery(
  subject: Subject,
  load: { readers: number; perSecond: number; seconds: number },
): Promise<Pick<ServerFigures, "delivery" | "cpu">> {
  const { head } = await post(subject, "warm up");
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
  const before = await ask(subject);
  const began = performance.now();
  for (let n = 0; n < total; n++) {
    const due = began + (n * 1000) / load.perSecond;
    while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
    postedAt[n] = performance.now();
    void post(subject, `message-${n}-`);
  }
  await allArrived;
  const took = performance.now() - began;
  const after = await ask(subject);
  for (const reader of readers) reader.close();
  delays.sort((a, b) => a - b);
  const at = (share: number) => delays[Math.floor((delays.length - 1) * share)]!;
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return { delivery: { p50: at(0.5), p99: at(0.99), max: at(1) }, cpu: cpu / 1000 / took };
}

async function post({ url, session, token }: Ready, text: string): Promise<{ head: number }> {
  const response = await fetch(`${url}/v3/sessions/${session}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify({ text }),
  });
  return ((await response.json()) as { session: { head: number } }).session;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
