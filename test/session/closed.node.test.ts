import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import {
  Session,
  type ClientTokenAnswer,
  type ClientTokenQuestion,
  type SessionOptions,
} from "../../src/core.js";
import { cacheFile } from "../../src/session/history/log-cache.js";
import { ManualClock } from "../support/clock.js";
import { FakeApi } from "../support/fake-api.js";
import { settled } from "../support/settled.js";
import { MemoryStorage } from "../support/storage.js";
import { until } from "../support/until.js";

let api: FakeApi;
let shared: MemoryStorage;
let clock: ManualClock;
/** The questions to the backend that it has not answered, in order. */
let asked: { question: ClientTokenQuestion; answer: (given: ClientTokenAnswer) => void }[];

let openChannels = 0;
const { BroadcastChannel } = globalThis;
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    openChannels += 1;
    // An open channel keeps Node from its end.
    (this as unknown as NodeJS.RefCounted).unref();
  }

  override close(): void {
    super.close();
    openChannels -= 1;
  }
};
after(() => void Object.assign(globalThis, { BroadcastChannel }));

beforeEach(() => {
  openChannels = 0;
  api = new FakeApi();
  shared = new MemoryStorage();
  clock = new ManualClock();
  asked = [];
});

function open(options: SessionOptions = {}): Session {
  const session = new Session({
    baseUrl: "https://api.example/v3",
    clock,
    fetch: api.fetch,
    storages: { shared, tab: new MemoryStorage() },
    getClientToken: (question) => new Promise((answer) => asked.push({ question, answer })),
    history: "tail",
    ...options,
  });
  session.open();
  return session;
}

/** Answers the oldest question that is open. */
function answer(given: ClientTokenAnswer): void {
  asked.shift()?.answer(given);
}

/** Lets the log be read to its end by its pages, without a stream. */
async function read(session: Session): Promise<void> {
  answer({ session: "ses_1", token: "ct_1" });
  await until(session, ({ caughtUp }) => caughtUp, "read");
}

const keptTexts = () => shared.dump().match(/unsent|first/g) ?? [];

test("a session that was closed while its first message started it reads nothing", async () => {
  const session = open({ user: "ann" });
  answer(null);
  await until(session, ({ connection }) => connection === "live", "without a conversation");
  session.send("first").catch(() => {});
  await until(session, ({ outbox }) => outbox[0]?.starts === true, "starting");
  await settled(session, api);
  assert.deepEqual([asked[0]?.question.reason, keptTexts()], ["start", ["first"]]);
  session.close();
  answer({ session: "ses_1", token: "ct_1" });
  await settled(session, api);
  assert.deepEqual([keptTexts(), asked, api.requests, clock.pending], [[], [], [], 0]);
  assert.equal(session.state.connection, "disconnected");
});

test("an answer that comes after the closing takes no unsent message out of the storage", async () => {
  const session = open({ user: "ann" });
  await read(session);
  session.setToken(null);
  session.send("unsent").catch(() => {});
  await settled(session, api);
  assert.deepEqual([asked.length, keptTexts()], [1, ["unsent"]]);
  session.close();
  answer(null);
  await settled(session, api);
  assert.deepEqual(keptTexts(), ["unsent"]);
});

for (const [what, call] of [
  ["left for a new conversation", (session: Session) => session.startOver()],
  ["reset", (session: Session) => session.reset()],
  ["suspended and read on", (session: Session) => (session.suspend(), session.readAll().catch(() => {}))],
] as const)
  test(`a closed session that is ${what} asks and reads nothing`, async () => {
    const session = open();
    await read(session);
    session.close();
    await settled(session, api);
    const before = api.requests.length;
    void call(session);
    await settled(session, api);
    assert.deepEqual(
      [asked, api.requests.length - before, session.state.connection],
      [[], 0, "disconnected"],
    );
    assert.equal(openChannels, 0);
  });

test("a session that is closed right after the log was read does not load the code of the cache", async () => {
  let loads = 0;
  cacheFile.from(() => {
    loads += 1;
    return Promise.reject(new TypeError("Failed to fetch"));
  });
  const session = open({ cache: "tab" });
  await read(session);
  session.close();
  clock.advance(60_000);
  await settled(session, api);
  assert.equal(loads, 0);
});
