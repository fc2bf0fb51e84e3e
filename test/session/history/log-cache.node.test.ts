import assert from "node:assert/strict";
import { afterEach, before, beforeEach, describe, test } from "node:test";
import { forget, Session, type SessionOptions } from "../../../src/core.js";
import { cacheFile } from "../../../src/session/history/log-cache.js";
import { turnFile } from "../../../src/session/fold/turn-file.js";
import { nameOf } from "../../../src/session/sending/storages.js";
import { laterFile } from "../../../src/session/later-file.js";
import { isHistoryComplete } from "../../../src/session/state/state.js";
import { ManualClock } from "../../support/clock.js";
import { FakeApi } from "../../support/fake-api.js";
import { agentMessage, turnCompleted, userMessage } from "../../support/log.js";
import { nested } from "../../support/poison.js";
import { settled } from "../../support/settled.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts, until } from "../../support/until.js";
import { WIRES, type WireName } from "../../support/wires.js";

let clock: ManualClock;
let api: FakeApi;
let person: SessionOptions;
let session: Session;
let told: string[];
let storages: { shared: MemoryStorage; tab: MemoryStorage };

before(() =>
  Promise.all([
    cacheFile.load(),
    turnFile.load(),
    laterFile.load(),
    import("../../../src/wire/serverless/wire.js"),
  ]),
);
afterEach(() => session.close());

for (const wire of WIRES) {
  describe(`on the wire ${wire}`, () => {
    beforeEach(() => {
      clock = new ManualClock();
      api = new FakeApi(wire);
      person = PERSON[wire];
      storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
    });
    describe("the end of a log that is kept", () => theEnd(wire));
    describe("a log that is not what was kept of it", anotherLog);
    describe("what was kept for somebody else", anotherPerson);
    describe("a record that", aRecord);
    describe("storage that", storageThat);
    if (wire === "v3") describe("what is kept by a token", byToken);
  });
}

/** A log of so many turns: a message, the answer, the end. */
function fill(turns: number, from = api.log.length, words = ""): void {
  for (let turn = 0; turn < turns; turn += 1) {
    const seq = from + 1 + turn * 3;
    api.log.push(
      userMessage(seq, `q${words}${seq}`),
      agentMessage(seq + 1, `a${words}${seq}`),
      turnCompleted(seq + 2),
    );
  }
}

const DEFAULTS: SessionOptions = { history: "tail", cache: "tab" };
/** Where cookies tell who sits there, the page has to name the person for anything to be shown before an answer. */
const PERSON: Readonly<Record<WireName, SessionOptions>> = { v3: {}, serverless: { user: "eve" } };

function open(options: SessionOptions = {}): Session {
  session = new Session({
    ...api.options,
    ...DEFAULTS,
    ...person,
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
  return session;
}

const settle = () => settled(session, api);

/** Lets what the log has got be heard of, where it is asked for page by page too. */
async function heard(): Promise<void> {
  if (session.state.capabilities.live === "poll") clock.advance(1_000);
  await settle();
}

/** Waits until the end of the log, which has been read, is kept. */
async function rest(): Promise<void> {
  for (const milliseconds of [1_000, 0]) {
    clock.advance(milliseconds);
    await settle();
  }
}

/** Opens a page, and leaves it when the log has been read and its end kept. */
async function visit(options: SessionOptions = {}): Promise<void> {
  open(options);
  await settle();
  clock.advance(1_000);
  await settle();
  session.close();
  api.requests.length = 0;
}

/** Opens a page whose requests wait, until what is kept is shown; the answer lets them go. */
async function openShown(options: SessionOptions = {}): Promise<() => Promise<void>> {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const { fetch = api.fetch } = options;
  open({ ...options, fetch: (input, init) => held.then(() => fetch(input, init)) });
  await until(session, ({ kept }) => kept !== null, "shown");
  return () => (release(), settle());
}

async function openOffline(options: SessionOptions = {}): Promise<void> {
  open({ ...options, ...offline });
  await settle();
}

const offline: SessionOptions = { fetch: () => Promise.reject(new TypeError("offline")) };
const names = (storage: MemoryStorage) => Object.keys(Object.fromEntries(JSON.parse(storage.dump())));
const records = (kind: "shared" | "tab" = "tab") =>
  names(storages[kind]).filter((name) => name.startsWith(`${nameOf("cache")}:`));
const whole = () => api.log.flatMap(({ body }) => (body.text ? [String(body.text)] : []));
const kept = () => storages.tab.getItem(records()[0] ?? "") ?? "";

/** A token as some services make them, which says for whom it is. */
function tokenFor(sub: string): string {
  return `x.${btoa(JSON.stringify({ sub }))}.y`;
}

function theEnd(wire: WireName): void {
  test("is shown before the service answers, and read on from", async () => {
    fill(3_000);
    await visit();
    api.log.push(agentMessage(9_001, "meanwhile"));
    const answer = await openShown();
    const { state } = session;
    assert.equal(texts(state).at(-1), "a8998");
    assert.deepEqual([state.connection, state.caughtUp, state.kept !== null], ["connecting", false, true]);
    await answer();
    const { connection, caughtUp, kept: left } = session.state;
    assert.deepEqual([connection, caughtUp, left], ["live", true, null]);
    assert.equal(texts(session.state).at(-1), "meanwhile");
    assert.equal(new Set(told).size, told.length, "each event is told once");
    assert.ok(told.every((word) => !word.includes("new")));
    assert.equal(api.count("page"), wire === "v3" ? 1 : 2);
    assert.match(api.requests[1] ?? "", wire === "v3" ? /after=9001&.*stream/ : /after=9001$/);
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
  });

  test("is all of a log that is short", async () => {
    fill(5);
    await visit();
    await openOffline();
    assert.deepEqual(texts(session.state), whole());
    assert.ok(isHistoryComplete(session.state));
  });

  test("is shown without a network, by a state that says so, and by nothing that is waited for", async () => {
    fill(100);
    await visit();
    await openOffline();
    session.setOnline(false);
    const written = session.send("written offline").catch(() => {});
    await settle();
    const { connection, caughtUp, pending } = session.state;
    assert.deepEqual([connection, caughtUp], ["offline", false]);
    assert.equal(texts(session.state).at(-2), "a298");
    assert.deepEqual(
      pending.map(({ delivery }) => delivery),
      ["waiting"],
    );
    session.discard(session.state.outbox[0]!.key);
    await written;
  });

  test("has what a message became that was on its way: it is there once", async () => {
    fill(30);
    await visit();
    let posts = 0;
    // The page goes before the answer of its post comes; a service knows a message by its key.
    const lost: typeof fetch = async (input, init) => {
      const answer = await api.fetch(input, init);
      if (init?.method !== "POST") return answer;
      posts += 1;
      if (posts === 1) throw new TypeError("lost");
      return answer;
    };
    open({ fetch: lost });
    await settle();
    session.send("once").catch(() => {});
    await settle();
    session.close();
    assert.match(kept(), /once/);
    assert.match(storages.shared.dump(), /once/);
    const answer = await openShown({ fetch: lost });
    const count = () => texts(session.state).filter((text) => text === "once").length;
    assert.equal(count(), 1);
    assert.equal(posts, 1, "it waits for the log");
    await answer();
    assert.deepEqual([count(), posts, session.state.outbox], [1, 2, []]);
    assert.equal(api.log.length, 91);
  });

  test("counts as read what was read, and as unread what was not", async () => {
    fill(30);
    await visit();
    api.log.push(agentMessage(91, "one"), agentMessage(92, "two"));
    const answer = await openShown();
    assert.equal(session.state.unread, 0);
    await answer();
    assert.equal(session.state.unread, 2);
  });

  test("goes on to be kept as the log grows", async () => {
    fill(30);
    open();
    await settle();
    clock.advance(1_000);
    await settle();
    for (let i = 0; i < 5; i += 1) api.append(agentMessage(91 + i, `live ${i}`));
    await heard();
    assert.equal(session.state.lastSeq, 95);
    session.suspend();
    assert.match(kept(), /live 4/, "also by a page that is put away before it has rested");
    session.close();
    await openOffline();
    assert.equal(texts(session.state).at(-1), "live 4");
  });

  test("is kept where an element of the page is named like a function that the browser lacks", async () => {
    fill(30);
    Object.assign(globalThis, { requestIdleCallback: {} });
    try {
      open();
      await settle();
      for (let step = 0; step < 2; step += 1) {
        clock.advance(1_000);
        await settle();
      }
      assert.match(kept(), /"upTo":90/);
    } finally {
      Reflect.deleteProperty(globalThis, "requestIdleCallback");
    }
  });

  test("is not written by a page that has not read the log", async () => {
    fill(30);
    await visit();
    const before = kept();
    await openOffline();
    session.suspend();
    session.close();
    assert.equal(kept(), before);
  });

  for (const [how, words] of [
    ["has the most that may be", "x".repeat(2_000)],
    ["has the most that may be of characters of two bytes", "語".repeat(2_000)],
  ] as const)
    test(`${how}`, async () => {
      for (let seq = 1; seq < 600; seq += 3)
        api.log.push(userMessage(seq, "q"), agentMessage(seq + 1, words), turnCompleted(seq + 2));
      open();
      await session.readAll();
      clock.advance(1_000);
      await settle();
      clock.advance(0);
      await settle();
      const bytes = 2 * kept().length;
      assert.ok(bytes <= 256 * 1024 && bytes > 200 * 1024, `${bytes} bytes`);
      session.close();
      await openOffline();
      assert.equal(session.state.lastSeq, 600);
    });

  test("begins after an event that cannot be written", async () => {
    fill(20);
    api.log.push(agentMessage(61, "deep", { body: { text: "deep", more: "DEEP" } }));
    fill(20);
    const fetch: typeof api.fetch = async (input, init) => {
      const response = await api.fetch(input, init);
      if (/stream=/.test(String(input))) return response;
      return new Response((await response.text()).replace('"DEEP"', nested(12_000)));
    };
    await visit({ fetch });
    await openOffline();
    assert.deepEqual(texts(session.state), whole().slice(-38));
  });

  test("of many sessions is the newest that fit in 1 MB", async () => {
    for (let seq = 1; seq < 300; seq += 3)
      api.log.push(userMessage(seq, "q"), agentMessage(seq + 1, "x".repeat(4_000)), turnCompleted(seq + 2));
    for (let i = 0; i < 8; i += 1) {
      await visit({ session: `ses_${i}` });
      clock.advance(1_000);
    }
    assert.ok(2 * storages.tab.dump().length < 1.05 * 1024 * 1024, `${storages.tab.dump().length}`);
    assert.deepEqual(
      records().map((name) => name.slice(-1)),
      ["4", "5", "6", "7"],
    );
  });
}

function anotherLog(): void {
  const replaced = async (seen: number) => {
    const answer = await openShown();
    assert.equal(texts(session.state).at(-1), "a88");
    await answer();
    assert.equal(session.state.kept, null);
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
    assert.equal(session.state.unread, 0);
    assert.equal(session.state.seenSeq, seen);
    api.append(agentMessage(session.state.lastSeq + 1, "news"));
    await heard();
    assert.deepEqual([session.state.unread, texts(session.state).at(-1)], [1, "news"]);
    session.suspend();
    session.close();
    await openOffline();
    assert.deepEqual(texts(session.state), whole());
  };
  beforeEach(async () => {
    fill(30);
    await visit();
    api.log.length = 0;
  });

  test("takes its place where it is shorter", async () => {
    fill(4, 0, "other");
    await replaced(12);
  });

  test("takes its place where it has nothing", async () => {
    open();
    await settle();
    assert.deepEqual([texts(session.state), session.state.caughtUp, session.state.kept], [[], true, null]);
    session.close();
    await openOffline();
    assert.deepEqual(texts(session.state), []);
  });

  test("takes its place where it has the same seqs", async () => {
    fill(30, 0, "other");
    for (const event of api.log) Object.assign(event, { id: `other_${event.id}` });
    await replaced(90);
  });

  test("takes its place where it has the same seqs and ids, at other times", async () => {
    fill(30, 0, "other");
    for (const event of api.log) Object.assign(event, { ts: "2020-01-01T00:00:00Z" });
    await replaced(90);
  });

  test("takes its place where it is longer", async () => {
    fill(200, 0, "other");
    for (const event of api.log) Object.assign(event, { id: `other_${event.id}` });
    open();
    await settle();
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
  });

  test("takes its place where it has grown far beyond it", async () => {
    fill(700);
    open();
    await settle();
    assert.equal(texts(session.state).at(-1), whole().at(-1));
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
  });

  test("is not joined with an earlier page of the other", async () => {
    fill(30, 0, "other");
    for (const event of api.log) Object.assign(event, { id: `other_${event.id}` });
    open();
    await session.readEarlier();
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
  });
}

function anotherPerson(): void {
  beforeEach(async () => {
    fill(30);
    await visit({ token: tokenFor("ann"), user: "ann" });
    assert.equal(records().length, 1);
  });

  for (const [who, options, isGone] of [
    ["another person", { user: "bob", token: tokenFor("bob") }, false],
    ["nobody by name", { user: null, token: tokenFor("ann") }, false],
    ["another viewer", { user: "ann", token: tokenFor("ann"), viewer: "act_9" }, false],
    ["eyes for another level", { user: "ann", token: tokenFor("ann"), level: "internal" }, true],
  ] as const)
    test(`is not shown to ${who}, and removed`, async () => {
      await openOffline({ ...options });
      assert.deepEqual(texts(session.state), []);
      assert.equal(records().length, isGone ? 0 : 1);
      session.close();
      await visit(options);
      assert.equal(records().length, 1);
      await openOffline({ user: "ann", token: tokenFor("ann") });
      assert.deepEqual(texts(session.state), []);
    });

  for (const nth of [1, 2, 3])
    test(`is not shown at another level that is set when it has been read ${nth} times`, async () => {
      const { tab } = storages;
      const getItem = tab.getItem.bind(tab);
      const [record] = records();
      let reads = 0;
      tab.getItem = (name) => {
        const isLast = name === record && (reads += 1) === nth;
        if (isLast) queueMicrotask(() => session.setView({ level: "internal" }));
        return getItem(name);
      };
      await openOffline({ user: "ann", token: tokenFor("ann") });
      assert.deepEqual([session.state.view.level, session.state.kept], ["internal", null]);
    });

  test("is not shown before it is known who is there", async () => {
    let answer!: (value: { session: string; token: string; user: string }) => void;
    open({ session: null, token: null, getClientToken: () => new Promise((resolve) => (answer = resolve)) });
    await settle();
    assert.deepEqual(texts(session.state), []);
    const { page } = api;
    api.page = () => new Promise(() => {});
    answer({ session: "ses_1", token: tokenFor("ann"), user: "ann" });
    await settle();
    assert.equal(texts(session.state).at(-1), "a88", "it is shown before the log is read");
    api.page = page;
  });

  for (const status of [401, 403, 404])
    test(`goes where the service refuses access, by ${status}`, async () => {
      api.page = async () => Response.json({ error: { message: "no" } }, { status });
      api.stream = api.page;
      const answer = await openShown({ user: "ann", token: tokenFor("ann") });
      assert.equal(texts(session.state).at(-1), "a88");
      await answer();
      assert.deepEqual([texts(session.state), records()], [[], []]);
    });

  for (const [times, sessions] of [
    ["a reset", ["ses_1"]],
    ["a reset that others followed", ["ses_1", "ses_2", "ses_3"]],
  ] as const)
    test(`goes with ${times}, here and in a tab that is not open then`, async () => {
      const other = new MemoryStorage();
      for (const name of names(storages.tab)) other.setItem(name, storages.tab.getItem(name) ?? "");
      for (const id of sessions) {
        open({ session: id, user: "ann", token: tokenFor("ann") });
        await settle();
        session.reset();
        assert.deepEqual([texts(session.state), records()], [[], []]);
        session.suspend();
        session.close();
        assert.deepEqual(records(), []);
      }
      storages.tab = other;
      await openOffline({ user: "ann", token: tokenFor("ann") });
      assert.deepEqual([texts(session.state), records()], [[], []]);
    });

  test("goes with a sign-out, here and in a tab that is not open then", async () => {
    const other = new MemoryStorage();
    for (const name of names(storages.tab)) other.setItem(name, storages.tab.getItem(name) ?? "");
    open({ user: "ann", token: tokenFor("ann") });
    await settle();
    api.append(agentMessage(91, "not written yet"));
    await settle();
    forget(storages);
    assert.deepEqual(records(), []);
    session.suspend();
    session.close();
    assert.deepEqual(records(), [], "a page that leaves does not bring it back");
    storages.tab = other;
    await openOffline({ user: "ann", token: tokenFor("ann") });
    assert.deepEqual([texts(session.state), records()], [[], []]);
  });

  for (const status of [401, 403, 404])
    test(`is not brought back by a page that is left after a ${status}`, async () => {
      open({ user: "ann", token: tokenFor("ann") });
      await settle();
      await rest();
      assert.equal(records().length, 1);
      api.page = async () => Response.json({ error: { message: "no" } }, { status });
      api.stream = api.page;
      api.cut();
      for (let tries = 0; tries < 5; tries += 1) {
        await settle();
        clock.advance(2_000);
      }
      assert.equal(session.state.connection, status === 404 ? "closed" : "unauthorized");
      assert.deepEqual(records(), []);
      session.suspend();
      session.close();
      assert.deepEqual(records(), []);
    });

  test("goes where the service refuses access before the code that shows it is here", async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { attempt } = cacheFile;
    await visit();
    assert.equal(records().length, 1);
    cacheFile.attempt = () => held.then(() => cacheFile.loaded);
    api.page = async () => Response.json({ error: { message: "no" } }, { status: 401 });
    open();
    await settle();
    release();
    await settle();
    cacheFile.attempt = attempt;
    assert.deepEqual([session.state.connection, texts(session.state), records()], ["unauthorized", [], []]);
  });

  test("is waited for no longer than 10 s, where the code that shows it is used only afterwards", async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { attempt } = cacheFile;
    fill(1);
    await visit();
    const before = storages.tab.dump();
    cacheFile.attempt = () => held.then(() => cacheFile.loaded);
    fill(1);
    open();
    await settle();
    clock.advance(9_999);
    await settle();
    assert.equal(session.state.caughtUp, false);
    clock.advance(1);
    await settle();
    const read = texts(session.state);
    assert.equal(session.state.caughtUp, true);
    release();
    await settle();
    await rest();
    cacheFile.attempt = attempt;
    assert.deepEqual([texts(session.state).slice(-read.length), session.state.kept], [read, null]);
    assert.notEqual(storages.tab.dump(), before);
  });

  test("is not left under no name when the person is given one, for a reset to miss", async () => {
    storages.tab = new MemoryStorage();
    open({ user: null });
    await settle();
    await rest();
    assert.equal(records().length, 1);
    session.setUser("ann");
    await settle();
    await rest();
    session.reset();
    session.close();
    assert.deepEqual(records(), []);
  });

  test("is not kept on after 30 days", async () => {
    clock.advance(31 * 24 * 60 * 60 * 1000);
    await openOffline({ user: "ann", token: tokenFor("ann") });
    assert.deepEqual([texts(session.state), records()], [[], []]);
  });
}

function aRecord(): void {
  let name: string;
  let record: Record<string, unknown>;
  beforeEach(async () => {
    fill(30);
    await visit();
    name = records()[0] ?? "";
    record = JSON.parse(kept()) as Record<string, unknown>;
  });

  const events = () => record["events"] as Record<string, unknown>[];
  for (const [what, write] of [
    ["is cut off", () => kept().slice(0, -20)],
    ["is no JSON", () => "cache"],
    ["is nothing", () => "null"],
    ["is a list", () => "[]"],
    ["nests without end", () => "[".repeat(100_000)],
    ["is of another version", () => JSON.stringify({ ...record, v: 2 })],
    ["is of another log", () => JSON.stringify({ ...record, of: "[]" })],
    ["has no time", () => JSON.stringify({ ...record, at: "soon" })],
    ["is of a time far ahead", () => JSON.stringify({ ...record, at: 9e15 })],
    ["begins nowhere", () => JSON.stringify({ ...record, after: -1 })],
    ["has no events", () => JSON.stringify({ ...record, events: [] })],
    ["has events that are none", () => JSON.stringify({ ...record, events: [1, null] })],
    ["has an event without a seq", () => JSON.stringify({ ...record, events: [{ id: "a", type: "b" }] })],
    ["has its events in no order", () => JSON.stringify({ ...record, events: events().toReversed() })],
    ["has an event twice", () => JSON.stringify({ ...record, events: [events()[0], ...events()] })],
    ["is too long", () => JSON.stringify({ ...record, more: "x".repeat(200_000) })],
    [
      "has too many events",
      () =>
        JSON.stringify({
          ...record,
          after: 0,
          events: Array.from({ length: 400 }, (_, i) => ({ id: `e${i}`, seq: i + 1, type: "x" })),
        }),
    ],
  ] as const)
    test(`${what} is ignored and removed`, async () => {
      storages.tab.setItem(name, write());
      await openOffline();
      assert.deepEqual([texts(session.state), session.state.kept, records()], [[], null, []]);
      session.close();
      open();
      await session.readAll();
      assert.deepEqual(texts(session.state), whole());
      assert.deepEqual(
        told.filter((word) => / /.test(word)),
        [],
      );
    });

  test("has odd events is read as the wire is", async () => {
    const odd = events().map((event, i) =>
      i % 2 ? { ...event, body: ["<b>"], actor: 7, refs: "x" } : event,
    );
    storages.tab.setItem(name, JSON.stringify({ ...record, events: odd }));
    const answer = await openShown();
    assert.ok(session.state.kept);
    await answer();
    assert.equal(session.state.caughtUp, true);
  });
}

function storageThat(): void {
  test("is full means that nothing is kept", async () => {
    fill(30);
    storages.tab.isFull = true;
    await visit();
    assert.deepEqual(records(), []);
    open();
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
    assert.ok(told.every((word) => !word.includes("cache")));
  });

  test("throws means that nothing is kept, and nothing is said", async () => {
    fill(30);
    await visit();
    const refused = {
      get shared(): never {
        throw new DOMException("no", "SecurityError");
      },
      get tab(): never {
        throw new DOMException("no", "SecurityError");
      },
    };
    await visit({ storages: refused });
    open({ storages: refused });
    await session.readAll();
    assert.deepEqual(texts(session.state), whole());
  });

  test("lasts longer than the tab has it where the host wants that and names the person", async () => {
    fill(30);
    await visit({ cache: "device", user: "ann" });
    assert.deepEqual([records("shared").length, records().length], [1, 0]);
    await openOffline({ cache: "device", user: "ann" });
    assert.deepEqual(texts(session.state), whole());
    session.close();
    await visit({ cache: "device", user: null });
    assert.deepEqual([records("shared").length, records().length], [1, 1]);
  });

  for (const cache of ["tab", "none"] as const)
    test(`has more than the host wants by now is emptied of it: ${cache}`, async () => {
      fill(30);
      await visit({ cache: "device", user: "ann" });
      await openOffline({ cache, user: "ann" });
      assert.deepEqual([texts(session.state), records("shared")], [[], []]);
    });

  for (const [what, options] of [
    ["keeps nothing by itself", { cache: undefined }],
    ["keeps nothing of a log that is read from its beginning", { history: "full" }],
    ["keeps nothing where the host lets nothing be kept", { storage: "none" }],
  ] as const)
    test(`${what}`, async () => {
      fill(30);
      await visit(options as SessionOptions);
      assert.deepEqual([records(), records("shared")], [[], []]);
    });
}

/** What only a wire with tokens, streams and bodies of their own has. */
function byToken(): void {
  describe("for somebody else", () => {
    beforeEach(async () => {
      fill(30);
      await visit({ token: tokenFor("ann"), user: "ann" });
    });

    test("is not shown to another subject of the token, and removed", async () => {
      const bob = { user: "ann", token: tokenFor("bob") };
      await openOffline(bob);
      assert.deepEqual([texts(session.state), records()], [[], []]);
      session.close();
      await visit(bob);
      await openOffline({ user: "ann", token: tokenFor("ann") });
      assert.deepEqual(texts(session.state), []);
    });

    test("goes as soon as the token turns out to be another's", async () => {
      let answer!: (value: string) => void;
      await openShown({
        user: "ann",
        token: null,
        getClientToken: () => new Promise((resolve) => (answer = resolve)),
      });
      assert.equal(texts(session.state).at(-1), "a88");
      api.page = () => new Promise(() => {});
      answer(tokenFor("bob"));
      await settle();
      assert.deepEqual([texts(session.state), records()], [[], []]);
    });
  });

  test("has no hole where the person is given a name while it is shown", async () => {
    api.log.length = 0;
    fill(10);
    await visit({ user: "ann" });
    const [of, ann] = [records()[0] ?? "", kept()];
    fill(20);
    await visit();
    storages.tab.setItem(of, ann);
    const answer = await openShown();
    session.setUser("ann");
    await answer();
    api.append(agentMessage(91, "live"));
    await settle();
    session.suspend();
    session.close();
    await openOffline({ user: "ann" });
    assert.equal(isHistoryComplete(session.state), true);
    assert.deepEqual(texts(session.state), whole());
  });

  test("has neither tokens nor addresses of what was too large for the log", async () => {
    fill(3);
    const secret = "https://files.example/long?sig=secret";
    api.log.push(agentMessage(10, "begins", { content_ref: secret, body_truncated: true, body_bytes: 1e6 }));
    await visit({ token: "ct_secret" });
    assert.match(kept(), /begins/);
    assert.doesNotMatch(storages.tab.dump() + storages.shared.dump(), /secret/);
    await openOffline();
    const last = session.state.log;
    assert.ok(last.length > 0);
    assert.equal(session.state.kept?.at(-1)?.content_ref, "kept");
  });

  test("takes its place where pages are refused, and what it was made of is a stream", async () => {
    fill(30);
    api.page = async () => new Response("no", { status: 500 });
    open();
    await settle();
    clock.advance(60_000);
    await settle();
    assert.deepEqual(texts(session.state), whole());
    assert.equal(session.state.kept, null);
  });
}
