import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { forget, Session, SessionError, type SessionOptions } from "../../src/core.js";
import { SessionStore } from "../../src/session/fold/store.js";
import { type Later, laterFile } from "../../src/session/later-file.js";
import { Posting, type PostingOptions } from "../../src/session/posting.js";
import type { Storages } from "../../src/session/sending/storages.js";
import { newOutgoing } from "../../src/session/state/local-echo.js";
import { initialState } from "../../src/session/state/state.js";
import { ManualClock } from "../support/clock.js";
import { FakeApi } from "../support/fake-api.js";
import { MemoryStorage } from "../support/storage.js";
import { until } from "../support/until.js";

const opened: Session[] = [];
afterEach(() => opened.splice(0).forEach((session) => session.close()));

/** Waits for all that is settled to be heard of. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const newStorages = (): Storages => ({ shared: new MemoryStorage(), tab: new MemoryStorage() });
const newClock = () => new ManualClock();

function open(api: FakeApi, options: SessionOptions = {}): Session {
  const session = new Session({
    baseUrl: "https://api.example/v3",
    session: "ses_1",
    token: "ct_1",
    clock: newClock(),
    fetch: api.fetch,
    storages: newStorages(),
    ...options,
  });
  opened.push(session);
  session.open();
  return session;
}

const posts = ({ requests }: FakeApi) => requests.filter((path) => path.endsWith("/messages")).length;

/** How often the file was asked for while it cannot be had. */
function refuseFile(): { count: number } {
  const asked = { count: 0 };
  laterFile.from(() => {
    asked.count += 1;
    return Promise.reject(new TypeError("Failed to fetch"));
  });
  return asked;
}

const waits = (session: Session) =>
  until(session, ({ outbox }) => outbox[0]?.error?.code === "network", "told why it waits");

/** One process, one life of the file: the tests in which it never comes go before the one in which it does. */
test("another attempt that a person asked for is remembered when the page sleeps", async () => {
  const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
  const store = new SessionStore(initialState("ses_1", view));
  const posting = new Posting({ store, clock: newClock() } as unknown as PostingOptions);
  const failed = new Promise<void>((resolve) => store.observe({ error: () => resolve() }));
  const asked = refuseFile();
  const error = new SessionError("network", "given up");
  store.dispatch({
    type: "queued",
    outgoing: newOutgoing({ key: "k", text: "a", refs: null, createdAt: 0 }),
  });
  store.dispatch({ type: "refused", key: "k", error, certain: false });
  posting.retry("k");
  await failed;
  await settled();
  posting.stop();
  assert.equal(asked.count, 1);
  posting.start();
  assert.equal(asked.count, 2);
  posting.stop();
});

test("a page whose conversation was reset while it slept posts again", async () => {
  const asked = refuseFile();
  const storages = newStorages();
  const session = open(new FakeApi(), { storages, token: null, user: "u_1", getClientToken: () => null });
  await until(session, ({ connection }) => connection !== "connecting", "opened");
  session.suspend();
  forget(storages);
  session.resume();
  const { count } = asked;
  session.send("Hello").catch(() => {});
  await waits(session);
  assert.equal(asked.count, count + 1);
});

test("what waits when the file comes is posted by no session that is closed or asleep, and by the next", async () => {
  let come!: () => void;
  const file = new Promise<Later>((resolve) => {
    come = () => void import("../../src/session/later.js").then(resolve);
  });
  laterFile.from(() => file);
  const [left, asleep] = [new FakeApi(), new FakeApi()];
  const storages = newStorages();
  const closed = open(left, { storages });
  const lost = closed.send("Kept", { idempotencyKey: "k" }).catch((error: Error) => error.message);
  closed.retry("k");
  closed.close();
  assert.match((await lost) as string, /closed/);

  const sleeper = open(asleep);
  await until(sleeper, ({ connection }) => connection === "live", "live");
  const sent = sleeper.send("Asleep");
  sleeper.retry(sleeper.state.outbox[0]!.key);
  sleeper.suspend();
  come();
  await file;
  await settled();
  assert.deepEqual([posts(left), posts(asleep)], [0, 0]);

  sleeper.resume();
  await sent;
  assert.equal(posts(asleep), 1);
  const next = open(left, { storages });
  await until(next, ({ log }) => log.length === 1, "sent");
  assert.equal(posts(left), 1);
});
