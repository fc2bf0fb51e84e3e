import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { LogIntake } from "../../../src/session/history/intake.js";
import type { LogCache } from "../../../src/session/history/log-cache.js";
import { LogConnection } from "../../../src/session/reading/log-connection.js";
import { Rhythm } from "../../../src/session/reading/rhythm.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import { initialState } from "../../../src/session/state/state.js";
import { SessionError } from "../../../src/wire/errors.js";
import type { Page, Wire } from "../../../src/wire/wire.js";
import { ManualClock } from "../../support/clock.js";
import { agentMessage } from "../../support/log.js";

const GRANT = { session: "ses_1", token: "ct_1", expiresAt: null };

const EMPTY: Page = { events: [], errors: [], next: null };

/** What a request for a page comes to. */
let answer: Promise<Page>;
/** What the requests for pages after the first one come to, by the seq after which they read; null: the same. */
let further: ((after: number) => Promise<Page>) | null;
/** How many pages were asked for. */
let pages: number;
let connection: LogConnection;
let leave: AbortController;
/** How many streams were asked for. */
let streams: number;

beforeEach(() => {
  const store = new SessionStore(
    initialState("ses_1", { level: "user", afterSeq: 0, viewer: null, retain: () => false }),
  );
  const wire = {
    capabilities: { ...store.state.capabilities, limit: true },
    page: ({ after }: { after: number }) => ((pages += 1) > 1 && further ? further(after) : answer),
    stream: () => {
      streams += 1;
      return new Promise(() => {});
    },
  } as unknown as Wire;
  const memory = { passed: 0, tooLongAfter: null, searches: 0, rhythm: new Rhythm() };
  leave = new AbortController();
  streams = pages = 0;
  further = null;
  connection = new LogConnection({
    ...{
      store,
      wire,
      memory,
      clock: new ManualClock(),
      grant: GRANT,
      isTailFirst: true,
      signal: leave.signal,
    },
    intake: new LogIntake(store, wire, memory, () => {}),
    cache: { look: () => 0, shown: null, compare() {} } as unknown as LogCache,
    hint: () => 0,
    onOpen() {},
    onStream() {},
  });
});

describe("the search for the end of a log", () => {
  for (const [how, read] of [
    ["a stream", () => connection.stream()],
    ["pages", () => connection.catchUp()],
  ] as const) {
    test(`is over when it fails, where the log is to be read by ${how}`, async () => {
      answer = Promise.reject(new SessionError("network", "The API is away."));
      const reading = read();
      assert.equal(connection.isSeeking, true);
      await assert.rejects(reading, { code: "network" });
      assert.equal(connection.isSeeking, false);
    });

    test(`is over when the log is left, where it is to be read by ${how}`, async () => {
      answer = new Promise(() => {});
      const reading = read();
      leave.abort(new SessionError("closed", "Left."));
      await assert.rejects(reading);
      assert.equal(connection.isSeeking, false);
    });
  }

  test("is over when the end is found", async () => {
    answer = Promise.resolve(EMPTY);
    await connection.catchUp();
    assert.equal(connection.isSeeking, false);
  });
});

describe("the stream after the end of the log was found", () => {
  const page = globalThis as { requestIdleCallback?: (work: () => void) => unknown };
  let rest = () => {};
  beforeEach(() => {
    answer = Promise.resolve(EMPTY);
    page.requestIdleCallback = (work) => (rest = work);
  });
  afterEach(() => delete page.requestIdleCallback);

  test("is asked for once the page is idle", async () => {
    void connection.stream().catch(() => {});
    await settled();
    assert.equal(streams, 0);
    rest();
    await settled();
    assert.equal(streams, 1);
  });

  test("is not asked for when the log was left before", async () => {
    const reading = connection.stream();
    await settled();
    leave.abort();
    rest();
    await assert.rejects(reading);
    assert.equal(streams, 0);
  });

  // A stream slot that is held while the page sleeps keeps the page out of the back/forward cache.
  test("is given up at once when the log is left, even if the page is never idle", async () => {
    const reading = connection.stream();
    await settled();
    leave.abort(new SessionError("closed", "Left."));
    let isOver = false;
    reading.catch(() => (isOver = true));
    await settled();
    assert.equal(isOver, true);
  });
});

describe("the pages between the end that was found and the stream", () => {
  let errors: unknown[];
  const first = { ...EMPTY, events: [agentMessage(1, "one")], next: 1, head: 300 };
  beforeEach(() => {
    answer = Promise.resolve(first);
    errors = [];
  });

  for (const code of ["server", "protocol", "invalid", "not-found", "network"] as const) {
    test(`are left to the stream, without an error, where one fails with ${code}`, async () => {
      let requests = 0;
      further = () =>
        (requests += 1) === 1
          ? Promise.resolve({ ...first, events: [agentMessage(250, "two")], next: 250 })
          : Promise.reject(new SessionError(code, "The page fails."));
      const reading = connection.stream();
      reading.catch((error: unknown) => errors.push(error));
      await settled();
      assert.deepEqual([errors, requests, streams], [[], 2, 1]);
    });
  }

  test("end with the log, without a wait for an idle page", async () => {
    const page = globalThis as { requestIdleCallback?: (work: () => void) => unknown };
    page.requestIdleCallback = () => 0;
    try {
      let requests = 0;
      further = () =>
        (requests += 1) === 1
          ? Promise.resolve({ ...first, events: [agentMessage(250, "two")], next: 250 })
          : new Promise(() => {});
      const reading = connection.stream();
      reading.catch((error: unknown) => errors.push(error));
      await settled();
      leave.abort(new SessionError("closed", "Left."));
      await settled();
      assert.deepEqual([errors.length, requests, streams], [1, 2, 0]);
    } finally {
      delete page.requestIdleCallback;
    }
  });
});

/** Resolves when all that is settled was heard of. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
