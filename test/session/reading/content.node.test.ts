import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { Access } from "../../../src/session/access/access.js";
import { ContentLoader } from "../../../src/session/reading/content.js";
import { initialState } from "../../../src/session/state/state.js";
import { items } from "../../../src/session/state/list.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import type { Wire } from "../../../src/wire/wire.js";
import { SessionError } from "../../../src/wire/errors.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { readEvent } from "../../../src/wire/v3/read-event.js";
import { withContent } from "../../../src/wire/v3/messages.js";
import { ManualClock } from "../../support/clock.js";
import { agentMessage, brought } from "../../support/log.js";
import { texts } from "../../support/until.js";

const spilled = (seq: number, text: string) =>
  agentMessage(seq, text.slice(0, 10), { content_ref: `ref_${seq}`, body_truncated: true });

let clock: ManualClock;
let store: SessionStore;
let loader: ContentLoader;
let refused: string[];
let errors: string[];
/** Which bodies were asked for. */
let asked: number[];
/** What the service says to a request for the body of an event. */
let answer: (seq: number) => Promise<string>;

beforeEach(() => {
  clock = new ManualClock();
  [refused, errors, asked] = [[], [], []];
  answer = async (seq) => "x".repeat(100 + seq);
  store = new SessionStore(
    initialState("ses_1", { level: "user", afterSeq: 0, viewer: null, retain: () => false }),
  );
  store.observe({ error: ({ code }) => void errors.push(code) });
  loader = new ContentLoader({
    store,
    clock,
    access: {
      obtain: async () => ({ session: "ses_1", token: `ct_${refused.length}`, expiresAt: null }),
      refuse: (token: string) => refused.push(token) > 0,
    } as unknown as Access,
    wire: {
      read: readEvent,
      whole: async ({ event }: { event: SessionEvent }) => {
        asked.push(event.seq);
        return withContent(event, await answer(event.seq));
      },
    } as unknown as Wire,
  });
});

/** Brings events as the reader does. */
function bring(...events: readonly ReturnType<typeof spilled>[]): void {
  store.dispatch(brought(events));
}

/** The log has been read to its end. */
const load = () => store.dispatch({ type: "caught-up" });

/** Lets everything happen that waits for nothing but its turn. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

async function pass(milliseconds: number): Promise<void> {
  await settled();
  clock.advance(milliseconds);
  await settled();
}

const lengths = () => texts(store.state).map((text) => text.length);

test("says of a text that only its beginning is there, until all of it is", async () => {
  bring(spilled(1, "the whole of a long text"));
  const isPartial = () => [...items(store.state.log)].map((entry) => "isPartial" in entry);
  assert.deepEqual(isPartial(), [true]);
  load();
  await settled();
  assert.deepEqual(isPartial(), [false]);
});

test("reads what was noted, the newest first, one at a time", async () => {
  bring(spilled(1, "x".repeat(100)), agentMessage(2, "whole"), spilled(3, "x".repeat(100)));
  await settled();
  assert.deepEqual(asked, [], "not before the log has been read to its end");
  load();
  await settled();
  assert.deepEqual(asked, [3, 1]);
  assert.deepEqual(lengths(), [101, 5, 103]);
  assert.equal(clock.pending, 0);
});

test("fetches such a body in the end, however often that fails", async () => {
  const failures = [
    new SessionError("network", "down", { retryable: true }),
    new SessionError("server", "502", { status: 502, retryable: true }),
    new SessionError("unauthorized", "401", { status: 401 }),
  ];
  answer = async () => {
    const failure = failures.shift();
    if (failure) throw failure;
    return "y".repeat(100_000);
  };
  bring(spilled(1, "y".repeat(100_000)));
  load();
  for (let attempt = 0; attempt < 3; attempt += 1) await pass(30_000);
  assert.deepEqual(lengths(), [100_000]);
  assert.deepEqual(errors, ["network", "server", "unauthorized"]);
  assert.deepEqual([asked.length, refused], [4, ["ct_0"]]);
});

test("gives a body up that its server never gives, for the sake of the others", async () => {
  answer = async (seq) => {
    if (seq === 2) throw new SessionError("server", "500", { status: 500, retryable: true });
    return "y".repeat(100);
  };
  bring(spilled(1, "y".repeat(100)), spilled(2, "z".repeat(100)));
  load();
  for (let minute = 0; minute < 10; minute += 1) await pass(60_000);
  assert.deepEqual(asked, [2, 2, 2, 2, 2, 2, 1]);
  assert.deepEqual(lengths(), [100, 10]);
  assert.equal(clock.pending, 0);
});

test("asks again for a body that has not come for a minute", async () => {
  answer = () => new Promise(() => {});
  bring(spilled(1, "x".repeat(100)));
  load();
  await pass(59_999);
  assert.deepEqual(errors, []);
  answer = async () => "x".repeat(100);
  await pass(1);
  await pass(500);
  assert.deepEqual([errors, lengths()], [["network"], [100]]);
});

test("an answer that comes after the log was left is not shown, and nothing is waited for", async () => {
  let give: (content: string) => void = () => {};
  answer = () => new Promise((resolve) => (give = resolve));
  bring(spilled(1, "x".repeat(100)), spilled(2, "x".repeat(100)));
  load();
  await settled();
  loader.forget();
  give("x".repeat(100));
  await pass(60_000);
  assert.deepEqual([lengths(), asked, errors], [[10, 10], [2], []]);
  assert.equal(clock.pending, 0);
});

describe("a body that was read separately", () => {
  const event = spilled(1, '{"text":"all of it"}');
  for (const [what, content, text] of [
    ["JSON is the body", '{"text":"all of it"}', "all of it"],
    ["anything else is its text", "all of it, plain", "all of it, plain"],
    ["JSON that is no object is its text", '["a"]', '["a"]'],
  ] as const) {
    test(what, () => {
      const whole = withContent({ ...event, body: {} }, content);
      assert.deepEqual([whole.body.text, whole.body_truncated], [text, false]);
    });
  }

  test("a text that looks like JSON stays a text, where the log began it as one", () => {
    const json = '{"text":"an example"}';
    const whole = withContent({ ...event, body: { text: json.slice(0, 10) } }, json);
    assert.equal(whole.body.text, json);
  });
});
