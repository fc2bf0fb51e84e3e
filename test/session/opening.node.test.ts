import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Random } from "../../demo/fault-network/random.js";
import { Session } from "../../src/core.js";
import { ManualClock } from "../support/clock.js";
import { FakeApi } from "../support/fake-api.js";
import { agentMessage, turnCompleted, userMessage } from "../support/log.js";
import { MemoryStorage } from "../support/storage.js";
import { texts } from "../support/until.js";

/*
 * The time between the end of the log, which pages bring, and its stream, which waits for an idle page.
 */

const page = globalThis as { requestIdleCallback?: (work: () => void) => unknown };
let waiting: (() => void)[];
let clock: ManualClock;
let api: FakeApi;
let session: Session;
let heard: number[];
let errors: string[];

beforeEach(() => {
  waiting = [];
  page.requestIdleCallback = (work) => waiting.push(work);
});
afterEach(() => {
  session.close();
  delete page.requestIdleCallback;
});

/** Opens a session of a log with this many events. */
function open(events: number): void {
  clock = new ManualClock();
  api = new FakeApi();
  for (let seq = 1; seq <= events; seq += 1) grow();
  const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
  const options = {
    ...api.options,
    history: "tail",
    cache: "tab",
    fetch: api.fetch,
    clock,
    storages,
  } as const;
  session = new Session(options);
  heard = [];
  errors = [];
  session.observe({
    event: ({ seq }) => void heard.push(seq),
    error: ({ code }) => void errors.push(code),
  });
  session.open();
}

/** Adds the next event to the log. */
function grow(): void {
  const seq = (api.log.at(-1)?.seq ?? 0) + 1;
  const kinds = [userMessage, agentMessage, (at: number) => turnCompleted(at)];
  api.append(kinds[seq % 3]!(seq, `m${seq}`));
}

/** Lets the page be idle. */
const rest = () => waiting.splice(0).forEach((work) => work());

/** Waits for all that is settled to be heard of. */
async function settle(turns = 12): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
}

/** Lets time pass on an idle page. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    rest();
    await settle(6);
    clock.advance(1_000);
  }
  await settle(6);
}

const posts = () => api.requests.filter((url) => url.endsWith("/messages")).length;

describe("while the page is busy after the end of the log was read", () => {
  test("a message is posted at once", async () => {
    open(10);
    await settle();
    assert.deepEqual([session.state.caughtUp, api.count("stream"), posts()], [true, 0, 0]);
    session.send("hello").catch(() => {});
    await until(() => posts() === 1);
    assert.equal(api.count("stream"), 0);
  });

  test("the events that come meanwhile are read once, in their order", async () => {
    open(10);
    await settle();
    for (let more = 0; more < 5; more += 1) grow();
    rest();
    await settle();
    assert.deepEqual(heard, upTo(15));
  });
});

describe("whatever happens meanwhile", () => {
  for (const first of [1, 101, 201])
    test(`nothing is lost, doubled or asked for without end: seeds from ${first}`, async () => {
      for (let seed = first; seed < first + 15; seed += 1) {
        await play(seed);
        session.close();
      }
    });
});

/** Opens a session and disturbs it in the order of a seed, then leaves it in peace and looks at what it shows. */
async function play(seed: number): Promise<void> {
  const random = new Random(seed);
  open([0, 1, 40, 150, 700][seed % 5]!);
  let isFailing = false;
  let sent = 0;
  const failure = () =>
    random.pick([
      async () => Response.json({ error: { message: "later" } }, { status: 500 }),
      async () => new Response("<html>"),
      () => Promise.reject(new TypeError("Failed to fetch")),
    ])();
  const disturbances = [
    grow,
    grow,
    rest,
    rest,
    () => (session.suspend(), session.resume()),
    () => api.cut(),
    () => void session.send(`s${(sent += 1)}`).catch(() => {}),
    () => session.setVisible(false),
    () => session.setVisible(true),
    () => session.setOnline(false),
    () => session.setOnline(true),
    () => session.reconnect(),
    () => session.setToken("ct_2"),
    () => void session.readEarlier().catch(() => {}),
    () => {
      isFailing = !isFailing;
      api.page = isFailing ? failure : null;
      api.stream = isFailing && random.chance(0.5) ? failure : null;
    },
    () => clock.advance(random.integer(0, 4_000)),
  ];
  for (let step = 0; step < 14; step += 1) {
    await settle(random.integer(0, 6));
    random.pick(disturbances)();
  }
  api.page = api.stream = null;
  session.setOnline(true);
  session.setVisible(true);
  session.reconnect();
  await pass(20);
  grow();
  const last = api.log.at(-1)!.seq;
  // After failed streams pages are read for a while.
  for (let tries = 0; tries < 5 && session.state.lastSeq < last; tries += 1) await pass(1);
  const { connection, caughtUp, outbox, lastSeq, startSeq } = session.state;
  const what = `seed ${seed}: ${errors.join()}`;
  assert.deepEqual([connection, caughtUp, lastSeq, outbox.length], ["live", true, last, 0], what);
  assert.deepEqual([...new Set(heard)].length, heard.length, `${what}: an event was told twice`);
  const shown = texts(session.state);
  const logged = api.log
    .filter(({ seq, type }) => seq > startSeq && type !== "turn.completed")
    .map(({ body }) => body["text"]);
  assert.deepEqual(shown, logged, what);
  const { length } = api.requests;
  await settle(6);
  assert.equal(api.requests.length, length, `${what}: asks on at rest`);
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

async function until(is: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !is(); turn += 1) await settle(1);
  assert.ok(is());
}
