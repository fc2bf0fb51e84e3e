import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Session, type SessionError } from "../../src/core.js";
import { laterFile } from "../../src/session/later-file.js";
import { isHistoryComplete } from "../../src/session/state/state.js";
import { ManualClock } from "../support/clock.js";
import { FakeApi } from "../support/fake-api.js";
import { agentMessage, turnCompleted, userMessage } from "../support/log.js";
import { MemoryStorage } from "../support/storage.js";
import { until } from "../support/until.js";
import { until as eventually } from "../support/wait.js";

const opened: Session[] = [];
afterEach(() => opened.splice(0).forEach((session) => session.close()));

function open(clock = new ManualClock()): { session: Session; api: FakeApi; told: SessionError[] } {
  const api = new FakeApi();
  for (let seq = 1; seq < 1_200; seq += 3)
    api.log.push(userMessage(seq, "q"), agentMessage(seq + 1, "a"), turnCompleted(seq + 2));
  const session = new Session({
    session: "ses_1",
    token: "ct_1",
    history: "tail",
    fetch: api.fetch,
    clock,
    storages: { shared: new MemoryStorage(), tab: new MemoryStorage() },
  });
  opened.push(session);
  const told: SessionError[] = [];
  session.observe({ error: (error) => void told.push(error) });
  session.open();
  return { session, api, told };
}

/** Waits for all that is settled to be heard of. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const caughtUp = (session: Session) => until(session, (state) => state.caughtUp, "read to the end");

const missing = () => Promise.reject(new TypeError("Failed to fetch"));
const bundled = () => import("../../src/session/later.js");

test("a session that is closed before the file is here reads nothing, and says so", async () => {
  let asked = 0;
  laterFile.from(() => ((asked += 1), missing()));
  const { session, api } = open();
  session.close();
  const { length } = api.requests;
  await assert.rejects(session.readAll(), { code: "closed" });
  await assert.rejects(session.readEarlier(), { code: "closed" });
  await settled();
  assert.deepEqual([asked, api.requests.length], [0, length]);
});

/** One process, one life of the file: the tests in which it never comes go before the one in which it does. */
test("the log is read to its end without the file, and whoever asks for more is told why there is none", async () => {
  laterFile.from(missing);
  const { session, told } = open();
  await caughtUp(session);
  const { log } = session.state;
  assert.ok(log.length > 0);
  await assert.rejects(session.readEarlier(), { code: "network" });
  await assert.rejects(session.readAll(), { code: "network" });
  assert.equal(session.state.log, log);
  assert.equal(session.state.connection, "live");
  assert.equal(told[0]?.code, "network");
});

test("whoever asks and leaves, or closes the session, waits no longer, and nothing is read", async () => {
  let come = () => {};
  laterFile.from(() => new Promise((_, reject) => (come = () => reject(new Error("late")))));
  const { session, api } = open();
  await caughtUp(session);
  const leaving = new AbortController();
  const asked = [session.readEarlier(leaving.signal), session.readAll()].map((promise) =>
    promise.then(
      () => "read",
      (error: unknown) => String(error),
    ),
  );
  leaving.abort("left");
  session.close();
  const { length } = api.requests;
  come();
  const [left] = await Promise.all(asked);
  assert.match(left!, /left|did not load/);
  await settled();
  assert.equal(api.requests.length, length);
});

test("the file is asked for once the page is idle", async () => {
  const page = globalThis as { requestIdleCallback?: (work: () => void) => unknown };
  const waiting: (() => void)[] = [];
  page.requestIdleCallback = (work) => waiting.push(work);
  try {
    let asked = 0;
    laterFile.from(() => ((asked += 1), missing()));
    const { session } = open();
    await caughtUp(session);
    await settled();
    assert.equal(asked, 0);
    for (const work of waiting) work();
    await settled();
    assert.equal(asked, 1);
  } finally {
    delete page.requestIdleCallback;
  }
});

test("the file is asked for until it is here; then the rest can be read, and a page lies ready", async () => {
  const clock = new ManualClock();
  let asked = 0;
  laterFile.from(() => ((asked += 1) < 3 ? missing() : bundled()));
  const { session } = open(clock);
  await caughtUp(session);
  const { startSeq } = session.state;
  await eventually(() => {
    clock.advance(1_000);
    return session.state.startSeq < startSeq;
  });
  assert.equal(asked, 3);
  await session.readAll();
  assert.ok(isHistoryComplete(session.state));
});
