import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, test } from "node:test";
import { Session, type SessionOptions } from "../../../src/core.js";
import { loadLater } from "../../../src/session/later-file.js";
import { isHistoryComplete } from "../../../src/session/state/state.js";
import { ManualClock } from "../../support/clock.js";
import { FakeApi } from "../../support/fake-api.js";
import { agentMessage, turnCompleted, userMessage } from "../../support/log.js";
import { settled } from "../../support/settled.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts } from "../../support/until.js";
import { until } from "../../support/wait.js";
import { WIRES, type WireName } from "../../support/wires.js";
import { turnFile } from "../../../src/session/fold/turn-file.js";

let clock: ManualClock;
let api: FakeApi;
let session: Session;
let told: string[];
let storages: { shared: MemoryStorage; tab: MemoryStorage };

// A clock that stands still gives no time to load a file in.
before(() => Promise.all([loadLater(), turnFile.load(), import("../../../src/wire/serverless/wire.js")]));
beforeEach(() => {
  clock = new ManualClock();
  api = new FakeApi();
  storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
});
afterEach(() => session.close());

/** A log of so many turns: a message, the answer, the end. */
function fill(turns: number): void {
  for (let turn = 0; turn < turns; turn += 1) {
    const seq = 1 + turn * 4;
    api.log.push(userMessage(seq, `q${turn}`), agentMessage(seq + 1, `a${turn}`), turnCompleted(seq + 2));
  }
}

function open(options: SessionOptions = {}): void {
  session = new Session({
    ...api.options,
    history: "tail",
    fetch: api.fetch,
    clock,
    storages,
    ...options,
  });
  told = [];
  session.observe({
    event: ({ seq }, replayed) => told.push(`${seq}${replayed ? "" : " new"}`),
    error: ({ code, message }) => told.push(`${code} ${message}`),
  });
  session.open();
}

const settle = () => settled(session, api);

/** Lets a log that is asked for page by page be asked for once more. */
async function heard(wire: WireName): Promise<void> {
  if (wire === "serverless") clock.advance(1_000);
  await settle();
}

const whole = () => api.log.flatMap(({ body }) => (body.text ? [String(body.text)] : []));
const pages = () => api.count("page");

for (const wire of WIRES) {
  describe(`a log whose end is read first, on the wire ${wire}`, () => onBoth(wire));
  describe(`reading back, on the wire ${wire}`, () => readingBack(wire));
}

function onBoth(wire: WireName): void {
  beforeEach(() => void (api = new FakeApi(wire)));

  test("is drawn from its end, and goes on from there", async () => {
    fill(5_000);
    open();
    await settle();
    const { caughtUp, connection, startSeq } = session.state;
    assert.deepEqual([connection, caughtUp], ["live", true]);
    // The routes of a serverless agent give 500 events at once, whatever is asked for.
    assert.ok(startSeq > (wire === "v3" ? 19_800 : 19_300), `read from ${startSeq}`);
    assert.equal(api.count("stream"), wire === "v3" ? 1 : 0);
    assert.ok(pages() <= 26, `${pages()} questions`);
    assert.equal(texts(session.state).at(-1), "a4999");
    api.append(userMessage(20_001, "more"));
    await heard(wire);
    assert.equal(texts(session.state).at(-1), "more");
    assert.deepEqual(
      told.filter((word) => !/^\d+$/.test(word)),
      ["20001 new"],
    );
  });

  test("is drawn though the stream is held back, which a proxy may do", async () => {
    fill(5_000);
    api.stream = () => new Promise(() => {});
    open();
    await settle();
    assert.ok(session.state.caughtUp);
    assert.equal(texts(session.state).at(-1), "a4999");
  });

  test("that has nothing in it is complete", async () => {
    open();
    await settle();
    assert.ok(isHistoryComplete(session.state) && session.state.caughtUp);
    api.append(userMessage(1, "first"));
    await heard(wire);
    assert.deepEqual(texts(session.state), ["first"]);
  });

  test("is read back to its beginning, each event told once", async () => {
    fill(700);
    open();
    await settle();
    const entries = [session.state.log.length];
    const ends = [session.state.log.first + session.state.log.length];
    while (!isHistoryComplete(session.state)) {
      await session.readEarlier();
      entries.push(session.state.log.length);
      ends.push(session.state.log.first + session.state.log.length);
    }
    assert.deepEqual(texts(session.state), whole());
    assert.ok(
      entries.every((count, i) => i === 0 || (count > entries[i - 1]! && count - entries[i - 1]! < 300)),
    );
    assert.equal(new Set(ends).size, 1, "what was read stays at its place");
    assert.deepEqual([...new Set(told)].length, told.length);
    assert.deepEqual(
      told.map(Number).sort((a, b) => a - b),
      api.log.map(({ seq }) => seq),
    );
  });

  test("is read whole where that is asked for, at once", async () => {
    fill(3_000);
    open();
    const all = session.readAll();
    const again = session.readAll();
    await Promise.all([all, again]);
    assert.deepEqual(texts(session.state), whole());
    assert.ok(pages() < 25 + 9_000 / 100, `${pages()} pages`);
  });

  test("grows while it is read back", async () => {
    fill(500);
    open();
    await settle();
    const all = session.readAll();
    for (let i = 0; i < 20; i += 1) {
      api.append(userMessage(2_100 + i, `live ${i}`));
      await new Promise(setImmediate);
    }
    await all;
    await heard(wire);
    assert.deepEqual(texts(session.state), whole());
  });

  test("has its unread messages counted once all is quiet", async () => {
    fill(300);
    open();
    await settle();
    session.close();
    const { shared } = storages;
    const names = Array.from({ length: shared.length }, (_, i) => shared.key(i) ?? "");
    shared.setItem(
      names.find((name) => name.includes(":seen:"))!,
      "100",
    );
    open();
    await settle();
    assert.ok(session.state.startSeq > 100);
    clock.advance(1_000);
    await until(() => session.state.startSeq <= 100, `100 read: ${session.state.startSeq}`);
    assert.equal(session.state.unread, 275);
  });

  test("of which no turn has ended in what was read is read back until one has", async () => {
    fill(50);
    api.log.push(userMessage(1_000, "long"));
    for (let i = 1; i <= 400; i += 1) api.log.push(agentMessage(1_000 + i, `s${i}`, { level: "progress" }));
    open({ level: "progress" });
    await settle();
    assert.equal(session.state.turn, "working");
    assert.ok(session.state.startSeq < 1_000);
  });
}

function readingBack(wire: WireName): void {
  beforeEach(() => void (api = new FakeApi(wire)));

  test("is tried again after a failure, and reports what it gives up", async () => {
    fill(700);
    open();
    await settle();
    api.page = async () => Response.json({ error: { type: "x", message: "busy" } }, { status: 503 });
    const read = assert.rejects(session.readEarlier(), { code: "server" });
    for (let i = 0; i < 5; i += 1) {
      await settle();
      clock.advance(10_000);
    }
    await read;
    api.page = null;
    await session.readEarlier();
    assert.ok(session.state.log.length > 90);
  });

  test("ends with the signal, and with the session", async () => {
    fill(700);
    open();
    await settle();
    const abort = new AbortController();
    const read = session.readAll(abort.signal);
    abort.abort(new Error("enough"));
    await assert.rejects(read, /enough/);
    api.page = () => new Promise(() => {});
    const rest = assert.rejects(session.readAll(), { code: "closed" });
    await settle();
    session.close();
    await rest;
  });

  test("asks for nothing more once the session is closed, also between two pages, and says so", async () => {
    fill(700);
    open();
    await settle();
    const reading = assert.rejects(session.readAll(), { code: "closed" });
    session.observe({ state: () => session.close() });
    await reading;
    const { length } = api.requests;
    await assert.rejects(session.readAll(), { code: "closed" });
    await assert.rejects(session.readEarlier(), { code: "closed" });
    await settle();
    assert.equal(api.requests.length, length);
  });

  test("of a session that has read all is done, closed or not", async () => {
    fill(3);
    open();
    await settle();
    session.close();
    await session.readAll();
    assert.ok(isHistoryComplete(session.state));
  });

  test("is refused where the service has no such conversation", { timeout: 60_000 }, async () => {
    const none = async () => Response.json({ error: { message: "none" } }, { status: 404 });
    api.page = api.stream = none;
    open();
    await assert.rejects(session.readAll(), { code: "not-found" });
    await assert.rejects(session.readAll(), { code: "not-found" });
  });
}

describe("a log whose end is read first", () => {
  test("that is short takes one page and one stream", async () => {
    fill(20);
    open();
    await settle();
    assert.deepEqual(texts(session.state), whole());
    assert.ok(isHistoryComplete(session.state) && session.state.caughtUp);
    assert.deepEqual(api.requests, [
      "/v3/sessions/ses_1/events?after=0&level=user&limit=100",
      "/v3/sessions/ses_1/events?after=79&level=user&stream=sse",
    ]);
  });

  test("has each event once where a page brings one twice", async () => {
    fill(700);
    const fetch: typeof api.fetch = async (input, init) => {
      const response = await api.fetch(input, init);
      if (/stream=/.test(String(input))) return response;
      const page = (await response.json()) as { data: unknown[] };
      return Response.json({ ...page, data: page.data.flatMap((event) => [event, event]) });
    };
    open({ fetch });
    await settle();
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
    assert.equal(new Set(told).size, told.length);
  });

  test("is found where its level leaves out nearly all events", async () => {
    for (let i = 1; i <= 3_000; i += 1) {
      api.log.push(agentMessage(i * 61, `m${i}`), turnCompleted(i * 61 + 9));
    }
    open();
    await settle();
    assert.ok(session.state.log.length < 140);
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
  });

  test("of a service that gives more than it is asked for is read as it comes", async () => {
    api.knowsLimit = false;
    fill(500);
    open();
    await settle();
    assert.deepEqual(texts(session.state), whole());
    assert.equal(pages(), 1);
  });

  for (const [what, page] of [
    ["refused", async () => Response.json({ error: { type: "x", message: "no pages" } }, { status: 501 })],
    ["no JSON", async () => new Response("<html>")],
  ] as const) {
    test(`is read from its beginning where its pages are ${what}`, async () => {
      fill(300);
      api.page = page;
      open();
      await settle();
      assert.deepEqual(texts(session.state), whole());
      assert.ok(isHistoryComplete(session.state));
    });
  }

  test("is asked for once where the host's backend tells its last seq", async () => {
    fill(5_000);
    open({
      token: null,
      session: null,
      getClientToken: () => ({ session: "ses_1", token: "ct_1", head: "19999" }),
    });
    await settle();
    assert.equal(pages(), 1);
    assert.equal(texts(session.state).at(-1), "a4999");
    assert.ok(session.state.startSeq > 19_890);
  });

  test("is found anew, with one question, when it is looked at with other eyes", async () => {
    fill(5_000);
    open();
    await settle();
    const before = pages();
    await turnFile.load();
    session.setView({ level: "internal" });
    await settle();
    assert.equal(pages() - before, 1);
    assert.equal(texts(session.state).at(-1), "a4999");
  });

  test("has a page more read once all is quiet, and no more", async () => {
    fill(5_000);
    open();
    await settle();
    const { startSeq } = session.state;
    clock.advance(1_000);
    await settle();
    const read = session.state.startSeq;
    assert.ok(read < startSeq && read > startSeq - 400);
    clock.advance(600_000);
    await settle();
    assert.equal(session.state.startSeq, read);
  });
});

describe("reading back", () => {
  test("asks for a new token where the one in hand is refused", async () => {
    fill(700);
    let tokens = 0;
    open({
      token: null,
      session: null,
      getClientToken: () => ({ session: "ses_1", token: `ct_${(tokens += 1)}` }),
    });
    await settle();
    let refused = 0;
    api.page = async () => {
      api.page = null;
      refused += 1;
      return Response.json({ error: { type: "x", message: "expired" } }, { status: 401 });
    };
    const read = session.readEarlier();
    await settle();
    clock.advance(10_000);
    await read;
    assert.deepEqual([refused, tokens], [1, 2]);
  });

  test("waits until the backend has named the conversation, and reads nothing where there is none", async () => {
    fill(300);
    const { session: name, token } = api.options;
    let answer = (_grant: { session: string; token: string }): void => {};
    const asked = new Promise<{ session: string; token: string }>((done) => (answer = done));
    open({ session: null, token: null, getClientToken: () => asked });
    const all = session.readAll();
    await new Promise(setImmediate);
    answer({ session: name as string, token: token as string });
    await all;
    assert.deepEqual(texts(session.state), whole());
    session.close();
    open({ session: null, token: null, getClientToken: () => null });
    await session.readAll();
    assert.equal(session.state.log.length, 0);
  });

  test("waits for a connection, and is refused where none is to be had", async () => {
    open({ token: null });
    await assert.rejects(session.readAll(), { code: "config" });
  });
});
