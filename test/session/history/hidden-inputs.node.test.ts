import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, test } from "node:test";
import { Session, type Sent, type SessionOptions } from "../../../src/core.js";
import { loadLater } from "../../../src/session/later-file.js";
import { ManualClock } from "../../support/clock.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";

/** As many events as the service gives at once. */
const PAGE = 500;

/** What the service answers to a post. */
interface Receipt {
  readonly turnId?: string;
  readonly heldId?: string;
  readonly duplicate?: boolean;
  readonly status?: string;
}

interface Logged {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly turnId: string;
  readonly data: unknown;
}

/** A serverless agent as a function: one log, and what it says to every post. */
class FakeAgent {
  readonly log: Logged[] = [];
  readonly reads: number[] = [];
  receipt: Receipt = {};
  /** The status with which reads after these seqs are refused. */
  readonly refused = new Map<number, number>();

  add(type: string, turnId: string, data: unknown): number {
    const seq = this.log.length + 1;
    this.log.push({ id: `e${seq}`, seq, type, turnId, data });
    return seq;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (init?.method === "POST") return Response.json({ status: "completed", ...this.receipt });
    const after = Number(new URL(String(input)).searchParams.get("after"));
    this.reads.push(after);
    const status = this.refused.get(after);
    if (status) return Response.json({ error: { code: "unavailable", message: "Later." } }, { status });
    return Response.json({ events: this.log.filter(({ seq }) => seq > after).slice(0, PAGE) });
  };
}

let agent: FakeAgent;
let clock: ManualClock;
let session: Session;

before(loadLater);
beforeEach(() => {
  agent = new FakeAgent();
  clock = new ManualClock();
});
afterEach(() => session.close());

async function open(options: SessionOptions): Promise<void> {
  session = new Session({
    session: "s",
    protocol: "serverless",
    baseUrl: "http://host.example/api",
    fetch: agent.fetch,
    clock,
    storages: { shared: new MemoryStorage(), tab: new MemoryStorage() },
    ...options,
  });
  session.open();
  await until(session, ({ caughtUp }) => caughtUp, "read to its end");
}

/** A log of so many turns, of a message and an answer. */
function fill(turns: number): void {
  for (let turn = 1; turn <= turns; turn += 1) {
    agent.add("message.received", `t${turn}`, { input: `q${turn}` });
    agent.add("message.completed", `t${turn}`, { text: `a${turn}` });
  }
}

/** Lets as much time pass as is needed, at most 60 s by the clock, until a promise has settled. */
async function inTime(sent: Promise<Sent>): Promise<Sent | "never"> {
  let answer: Sent | "never" = "never";
  void sent.then(
    (given) => (answer = given),
    () => {},
  );
  for (let i = 0; i < 120 && answer === "never"; i += 1) {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    clock.advance(500);
  }
  return answer;
}

const hiddenReads = () => agent.reads.filter((after) => after < 1000);

describe("a message whose place is not shown", () => {
  test("whose key was used before `afterSeq` is settled with its place", async () => {
    fill(700);
    agent.receipt = { turnId: "t300", duplicate: true };
    await open({ afterSeq: 1000 });
    const sent = await inTime(session.send("q300", { idempotencyKey: "k" }));
    assert.deepEqual(sent, { id: "e599", seq: 599 });
    assert.deepEqual([session.state.outbox, texts(session.state)[0]], [[], "q501"]);
    assert.deepEqual(hiddenReads(), [0, 500]);
  });

  test("is found where the end of the log was read first", async () => {
    fill(2_000);
    agent.receipt = { turnId: "t300", duplicate: true };
    await open({ afterSeq: 1000, history: "tail" });
    assert.deepEqual(await inTime(session.send("q300", { idempotencyKey: "k" })), { id: "e599", seq: 599 });
  });

  test("is found by the name that it had while it was held back", async () => {
    fill(10);
    const seq = agent.add("message.held", "t10", { questionId: "q", heldId: "h", input: "held" });
    fill(700);
    agent.receipt = { heldId: "h", status: "held", duplicate: true };
    await open({ afterSeq: 1000 });
    assert.deepEqual(await inTime(session.send("held", { idempotencyKey: "k" })), { id: `e${seq}`, seq });
  });

  test("of a log that does not reach to `afterSeq` is settled, though nothing was used before", async () => {
    fill(10);
    agent.receipt = { turnId: "new" };
    await open({ afterSeq: 1000 });
    const sent = session.send("new", { idempotencyKey: "k" });
    await until(session, ({ outbox }) => outbox[0]?.accepted != null, "accepted");
    agent.add("message.received", "new", { input: "new" });
    assert.deepEqual(await inTime(sent), { id: "e21", seq: 21 });
    assert.deepEqual(texts(session.state), []);
  });

  test("is looked for again after a failure, from there on", async () => {
    fill(700);
    agent.receipt = { turnId: "t300", duplicate: true };
    agent.refused.set(500, 503);
    await open({ afterSeq: 1000 });
    const sent = session.send("q300", { idempotencyKey: "k" });
    for (let i = 0; i < 200 && hiddenReads().length < 6; i += 1) {
      for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      clock.advance(500);
    }
    agent.refused.clear();
    assert.deepEqual(await inTime(sent), { id: "e599", seq: 599 });
    assert.equal(hiddenReads().filter((after) => after === 0).length, 1);
  });

  test("is not looked for where what is shown has it, nor a second time where nothing has it", async () => {
    fill(700);
    agent.receipt = { turnId: "t600", duplicate: true };
    await open({ afterSeq: 1000 });
    const sent = await inTime(session.send("q600", { idempotencyKey: "k" }));
    assert.deepEqual([sent, hiddenReads()], [{ id: "e1199", seq: 1199 }, []]);
    agent.receipt = { turnId: "nowhere", duplicate: true };
    const lost = session.send("lost", { idempotencyKey: "l" });
    assert.equal(await inTime(lost), "never");
    assert.deepEqual(hiddenReads(), [0, 500]);
  });
});
