import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Access, type AccessOptions } from "../../../src/session/access/access.js";
import { newAccessState } from "../../../src/session/access/access-state.js";
import {
  parseAnswer,
  type ClientTokenAnswer,
  type ClientTokenQuestion,
  type Grant,
} from "../../../src/session/access/grant.js";
import { SessionError } from "../../../src/wire/errors.js";
import { BASIC_CAPABILITIES } from "../../../src/wire/wire.js";
import { ManualClock } from "../../support/clock.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let clock: ManualClock;
let asked: ClientTokenQuestion[];
let granted: (Grant | null)[];
let answers: (ClientTokenAnswer | Error)[];

beforeEach(() => {
  clock = new ManualClock();
  asked = [];
  granted = [];
  answers = [];
});

function access({
  session = null,
  ...options
}: Partial<AccessOptions> & { session?: string | null } = {}): Access {
  return new Access({
    state: newAccessState(session),
    token: null,
    ask: async (question) => {
      asked.push(question);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    clock,
    person: { user: null },
    wire: { capabilities: BASIC_CAPABILITIES },
    onUser: () => {},
    onGrant: (grant) => granted.push(grant),
    ...options,
  });
}

const at = (milliseconds: number) => new Date(clock.now() + milliseconds).toISOString();
const reasons = () => asked.map(({ reason }) => reason);
const code = (expected: string) => (error: unknown) =>
  error instanceof SessionError && error.code === expected;

describe("an answer", () => {
  const NOW = Date.parse("2026-11-22T10:00:00Z");
  const GOOD: readonly [what: string, answer: unknown, session: string | null, grant: Grant | null][] = [
    ["nothing", null, null, null],
    ["undefined", undefined, null, null],
    ["a bare token", "ct_1", "ses_1", { session: "ses_1", token: "ct_1", expiresAt: null }],
    [
      "token",
      { session: "ses_1", token: "ct_1" },
      null,
      { session: "ses_1", token: "ct_1", expiresAt: null },
    ],
    [
      "client_token",
      { session: { id: "ses_1" }, client_token: "ct_1" },
      null,
      { session: "ses_1", token: "ct_1", expiresAt: null },
    ],
    [
      "no session in a renewal",
      { token: "ct_1" },
      "ses_1",
      { session: "ses_1", token: "ct_1", expiresAt: null },
    ],
    [
      "an expiry",
      { session: "s", token: "t", expires_at: "2026-11-22T11:00:00Z" },
      null,
      { session: "s", token: "t", expiresAt: NOW + HOUR },
    ],
    [
      "an expiry in seconds",
      { session: "s", token: "t", expires_at: NOW / 1000 + 3600 },
      null,
      { session: "s", token: "t", expiresAt: NOW + HOUR },
    ],
    [
      "an expiry in milliseconds",
      { session: "s", token: "t", expires_at: NOW + HOUR },
      null,
      { session: "s", token: "t", expiresAt: NOW + HOUR },
    ],
    [
      "an expiry that is past",
      { session: "s", token: "t", expires_at: "2026-11-22T09:00:00Z" },
      null,
      { session: "s", token: "t", expiresAt: null },
    ],
    [
      "an expiry days away",
      { session: "s", token: "t", expires_at: "2026-11-25T10:00:00Z" },
      null,
      { session: "s", token: "t", expiresAt: null },
    ],
    [
      "an expiry that is no time",
      { session: "s", token: "t", expires_at: "later" },
      null,
      { session: "s", token: "t", expiresAt: null },
    ],
    [
      "an expiry that is no text",
      { session: "s", token: "t", expires_at: { toString: 1, valueOf: 1 } },
      null,
      { session: "s", token: "t", expiresAt: null },
    ],
    [
      "an expiry as a date",
      { session: "s", token: "t", expires_at: new Date(NOW + HOUR) },
      null,
      { session: "s", token: "t", expiresAt: NOW + HOUR },
    ],
  ];
  for (const [what, answer, session, grant] of GOOD) {
    test(`with ${what} is read`, () => assert.deepEqual(parseAnswer(answer, session, NOW), grant));
  }

  const GOOD_ANSWER = { session: "s", token: "ct_1" };
  const HEADERS = new Headers({ Authorization: "Bearer osb_1" });
  const LOOP = { ...GOOD_ANSWER, client: { self: {}, key: "osb_1" } };
  LOOP.client.self = LOOP;
  const BAD: readonly [what: string, answer: unknown, session: string | null, code: string][] = [
    ["a number", 7, null, "endpoint"],
    ["a list", ["ct_1"], null, "endpoint"],
    ["no token", { session: "s" }, null, "endpoint"],
    ["an empty token", "", "s", "endpoint"],
    ["no session", { token: "t" }, null, "endpoint"],
    ["another session", { session: "b", token: "t" }, "a", "endpoint"],
    ["an org key", { session: "s", token: "osb_1" }, null, "org-key"],
    ["a bare org key", " OSB_1", "s", "org-key"],
    ["an org key as a header has it", { session: "s", token: "Bearer osb_1" }, null, "org-key"],
    ["an org key as a header has it, bare", "Bearer osb_1", "s", "org-key"],
    ["headers", { ...GOOD_ANSWER, headers: { Authorization: "Bearer osb_1" } }, null, "org-key"],
    ["headers in pairs", { ...GOOD_ANSWER, headers: [["Authorization", "Bearer osb_1"]] }, null, "org-key"],
    ["headers of the platform", { ...GOOD_ANSWER, init: { headers: HEADERS } }, null, "org-key"],
    ["a map of headers", { ...GOOD_ANSWER, headers: new Map(HEADERS) }, null, "org-key"],
    ["an org key deep inside", { ...GOOD_ANSWER, a: { b: [{ c: { d: ["osb_1"] } }] } }, null, "org-key"],
    ["an org key as a name", { ...GOOD_ANSWER, keys: { osb_1: true } }, null, "org-key"],
    ["an org key as the person", { ...GOOD_ANSWER, user: "osb_1" }, null, "org-key"],
    ["an org key in what names nobody's session", { user: "u", key: "osb_1" }, null, "org-key"],
    ["an answer that leads back to itself", LOOP, null, "org-key"],
    [
      "an org key behind a thousand values",
      { ...GOOD_ANSWER, rest: Array(2000).fill(0), k: "osb_1" },
      null,
      "org-key",
    ],
  ];
  for (const [what, answer, session, expected] of BAD) {
    test(`with ${what} is refused, without quoting it`, () => {
      assert.throws(
        () => parseAnswer(answer, session, NOW),
        (error: SessionError) => error.code === expected && !/osb_1/i.test(error.message),
      );
    });
  }
});

test("a given token is used until it is refused", async () => {
  answers = [{ token: "ct_2" }];
  const given = access({ session: "ses_1", token: "ct_1" });
  assert.equal((await given.obtain())?.token, "ct_1");
  assert.deepEqual(asked, []);
  given.refuse("ct_1");
  assert.equal((await given.obtain())?.token, "ct_2");
  assert.deepEqual(asked, [{ session: "ses_1", reason: "unauthorized" }]);
});

test("a refusal of a token that was replaced meanwhile changes nothing", async () => {
  const given = access({ session: "ses_1", token: "ct_1" });
  given.give("ct_2");
  given.refuse("ct_1");
  assert.equal((await given.obtain())?.token, "ct_2");
});

test("with nobody to ask, a refused token is kept: it may have been the server's mistake", async () => {
  const given = access({ session: "ses_1", token: "ct_1", ask: null });
  given.refuse("ct_1");
  assert.equal((await given.obtain())?.token, "ct_1");
});

test("with no token and nobody to ask there is no access", async () => {
  await assert.rejects(access({ ask: null }).obtain(), code("config"));
});

test("an org key is refused where it is given", () => {
  assert.throws(() => access({ session: "s", token: "osb_1" }), code("org-key"));
  assert.throws(() => access({ session: "s" }).give("osb_1"), code("org-key"));
  assert.throws(() => access({ session: "s" }).give("Bearer osb_1"), code("org-key"));
});

test("many who need a token ask once", async () => {
  answers = [{ session: "ses_1", token: "ct_1" }];
  const one = access();
  const grants = await Promise.all([one.obtain(), one.obtain(), one.obtain()]);
  assert.deepEqual(new Set(grants.map((grant) => grant?.token)), new Set(["ct_1"]));
  assert.deepEqual([asked.length, granted.length], [1, 1]);
});

test("an answer of nothing is no conversation, until somebody wants to know anew", async () => {
  answers = [null, { session: "ses_1", token: "ct_1" }];
  const one = access();
  assert.equal(await one.obtain(), null);
  assert.equal(await one.obtain(), null);
  assert.deepEqual(reasons(), ["resume"]);
  one.reconsider();
  assert.equal((await one.obtain())?.session, "ses_1");
  assert.deepEqual(reasons(), ["resume", "resume"]);
});

test("an answer of nothing for a session that is known is a sign-out", async () => {
  answers = [null];
  await assert.rejects(access({ session: "ses_1" }).obtain(), code("unauthorized"));
});

test("a renewal that fails is asked for again, and says why", async () => {
  answers = [new TypeError("boom"), new TypeError("boom"), { token: "ct_2" }];
  const given = access({ session: "ses_1", token: "ct_1" });
  given.refuse("ct_1");
  await assert.rejects(given.obtain(), (error: SessionError) => error.code === "endpoint" && error.retryable);
  await assert.rejects(given.obtain());
  assert.equal((await given.obtain())?.token, "ct_2");
  assert.deepEqual(reasons(), ["unauthorized", "unauthorized", "unauthorized"]);
});

test("what getClientToken throws is the cause of the error, whose own message has no word of it", async () => {
  for (const thrown of [new RangeError("ct_secret is no token"), "ct_secret"]) {
    const failing = access({
      ask: () => {
        throw thrown;
      },
    });
    await assert.rejects(failing.obtain(), (error) => {
      assert.ok(code("endpoint")(error));
      assert.equal((error as SessionError).cause, thrown);
      assert.doesNotMatch((error as SessionError).message, /secret/);
      return true;
    });
  }
});

test("a start carries the message and its key, and becomes the session", async () => {
  answers = [{ session: "ses_1", token: "ct_1" }];
  const one = access();
  await one.start({ text: "hi", refs: null }, "key-1");
  assert.deepEqual(asked, [
    { session: null, reason: "start", input: { text: "hi", refs: null }, idempotency_key: "key-1" },
  ]);
  assert.equal((await one.obtain())?.session, "ses_1");
  assert.equal(one.session, "ses_1");
});

test("a session that was left is not opened again, as long as a message waits for the one after it", async () => {
  const outbox = { after: "ses_1" as string | null };
  answers = [{ session: "ses_1", token: "ct_1" }];
  const one = access({ outbox });
  assert.deepEqual([await one.obtain(), one.session, granted], [null, null, []]);
  outbox.after = null;
  one.reconsider();
  assert.equal((await one.obtain())?.session, "ses_1");
});

describe("ahead of the expiry", () => {
  test("a token is renewed once, a minute before", async () => {
    answers = [{ session: "ses_1", token: "ct_1", expires_at: at(HOUR) }, { token: "ct_2" }];
    const one = access();
    await one.obtain();
    clock.advance(HOUR - MINUTE - 1);
    assert.deepEqual(reasons(), ["resume"]);
    clock.advance(1);
    assert.equal((await one.obtain())?.token, "ct_1", "the old one serves until the new one is there");
    await new Promise(setImmediate);
    assert.equal((await one.obtain())?.token, "ct_2");
    assert.deepEqual(reasons(), ["resume", "expiring"]);
  });

  test("a failed renewal costs nothing: the token is used until it is refused", async () => {
    answers = [
      { session: "ses_1", token: "ct_1", expires_at: at(HOUR) },
      new Error("down"),
      { token: "ct_2" },
    ];
    const one = access();
    await one.obtain();
    clock.advance(HOUR);
    await new Promise(setImmediate);
    assert.equal((await one.obtain())?.token, "ct_1");
    one.refuse("ct_1");
    assert.equal((await one.obtain())?.token, "ct_2");
  });

  test("a clock 59 minutes fast renews at most once a minute", async () => {
    const one = access();
    answers = [{ session: "ses_1", token: "ct_1", expires_at: at(2_000) }];
    await one.obtain();
    for (let second = 0; second < 600; second += 1) {
      answers = [{ token: `ct_${second}`, expires_at: at(2_000) }];
      clock.advance(1_000);
      await new Promise(setImmediate);
    }
    assert.ok(asked.length >= 9 && asked.length <= 12, `${asked.length} in ten minutes`);
  });

  for (const hours of [-3, 3]) {
    test(`a clock ${hours} h off renews by refusal alone`, async () => {
      // Valid for an hour by the server's clock, which is `hours` behind or ahead of ours.
      answers = [{ session: "ses_1", token: "ct_1", expires_at: at(HOUR - hours * HOUR) }, { token: "ct_2" }];
      const one = access();
      await one.obtain();
      clock.advance(HOUR);
      await new Promise(setImmediate);
      assert.deepEqual(reasons(), ["resume"]);
      one.refuse("ct_1");
      assert.equal((await one.obtain())?.token, "ct_2");
    });
  }

  test("nothing is left running by a closed one", async () => {
    answers = [{ session: "ses_1", token: "ct_1", expires_at: at(HOUR) }];
    const one = access();
    await one.obtain();
    one.close();
    assert.equal(clock.pending, 0);
  });
});

describe("another session than the one that is open", () => {
  test("may be named where the backend named that one, and takes its place", async () => {
    answers = [
      { session: "ses_1", token: "ct_1" },
      { session: "ses_2", token: "ct_2" },
    ];
    const one = access();
    await one.obtain();
    one.refuse("ct_1");
    assert.equal((await one.obtain())?.session, "ses_2");
    assert.equal(one.session, "ses_2");
  });

  test("may not where it is the host's choice", async () => {
    answers = [{ session: "ses_2", token: "ct_2" }];
    await assert.rejects(access({ session: "ses_1" }).obtain(), code("endpoint"));
  });

  test("may be none at all: the conversation is gone, and the next message begins another", async () => {
    answers = [{ session: "ses_1", token: "ct_1" }, null];
    const one = access();
    await one.obtain();
    one.refuse("ct_1");
    assert.equal(await one.obtain(), null);
    assert.deepEqual([one.session, granted.at(-1)], [null, null]);
  });
});

describe("the person", () => {
  const named: string[] = [];
  let person: { user: string | null };
  const one = (options: Parameters<typeof access>[0] = {}) =>
    access({ person, onUser: (name) => named.push((person.user = name)), ...options });
  beforeEach(() => {
    named.length = 0;
    person = { user: null };
  });

  test("may be named by the backend, with or without a conversation", async () => {
    answers = [{ user: "ann" }, { session: "ses_1", token: "ct_1", user: "ann" }];
    const mine = one();
    assert.equal(await mine.obtain(), null);
    mine.reconsider();
    assert.equal((await mine.obtain())?.session, "ses_1");
    assert.deepEqual(named, ["ann"]);
  });

  test("is not named by an answer that is refused", async () => {
    answers = [{ session: "ses_1", token: "ct_1", user: "osb_1" }];
    await assert.rejects(one().obtain(), code("org-key"));
    assert.deepEqual(named, []);
  });

  test("is told to the backend", async () => {
    person.user = "ann";
    await one().obtain();
    assert.deepEqual(asked, [{ session: null, reason: "resume", user: "ann" }]);
  });

  test("whom the host has named meanwhile is not named again by the answer", async () => {
    answers = [{ session: "ses_1", token: "ct_1", user: "ann" }];
    const waiting = one().obtain();
    person.user = "ann";
    assert.equal((await waiting)?.session, "ses_1");
    assert.deepEqual(named, []);
  });

  test("who is another one now has nothing of the session that was open", async () => {
    person.user = "ann";
    answers = [{ session: "ses_2", token: "ct_2", user: "bob" }];
    const mine = one({ session: "ses_1", token: "ct_1" });
    mine.refuse("ct_1");
    assert.deepEqual((await mine.obtain())?.session, "ses_2");
    assert.deepEqual([mine.session, named], ["ses_2", ["bob"]]);
  });
});

test("a session counts as confirmed by a token of the host's, or by its backend's answer", async () => {
  const given = newAccessState("ses_1");
  access({ state: given });
  assert.equal(given.confirmed, null);
  access({ state: given, token: "ct_1" });
  assert.equal(given.confirmed, "ses_1");
  answers = [{ session: "ses_1", token: "ct_1" }];
  const state = newAccessState(null);
  const one = access({ state });
  await one.obtain();
  assert.equal(state.confirmed, "ses_1");
  one.unconfirm();
  assert.equal(state.confirmed, null);
  one.forget();
  assert.equal(state.confirmed, null);
});

test("a token is proven for five minutes, though the clock was set back by a day", () => {
  const one = access({ session: "ses_1", token: "ct_1" });
  one.confirm(one.inHand!);
  assert.equal(one.isProven, true);
  clock.jump(-24 * HOUR);
  assert.equal(one.isProven, false);
});

test("whoever waits for a token while the page is put away and comes back gets it", async () => {
  const one = access({
    session: "ses_1",
    ask: async () => (await new Promise(setImmediate), { token: "ct_1" }),
  });
  const waiting = one.obtain();
  one.renew();
  one.lookForSuccessor();
  assert.equal((await waiting)?.token, "ct_1");
  assert.equal((await one.obtain())?.token, "ct_1");
});

/** Access whose questions are answered in any order, by their number. */
function asking(options: Parameters<typeof access>[0] = {}) {
  const settle: { with: (answer: ClientTokenAnswer) => void; fail: (error: Error) => void }[] = [];
  const ask = () => new Promise<ClientTokenAnswer>((yes, fail) => settle.push({ with: yes, fail }));
  return { one: access({ ask, ...options }), settle };
}

describe("an answer that comes late", () => {
  const ANNS = { session: "ses_ann", token: "ct_ann", user: "ann" };
  const BOBS = { session: "ses_bob", token: "ct_bob", user: "bob" };

  for (const [what, settled] of [
    ["an answer", (question: { with: (answer: ClientTokenAnswer) => void }) => question.with(ANNS)],
    ["nothing", (question: { with: (answer: ClientTokenAnswer) => void }) => question.with(null)],
    [
      "a refusal",
      (question: { fail: (error: Error) => void }) => question.fail(new SessionError("unauthorized", "No.")),
    ],
  ] as const)
    test(`with ${what} to a question from before the page slept says nothing of who uses it now`, async () => {
      const named: string[] = [];
      const { one, settle } = asking({ onUser: (user) => named.push(user) });
      const waiting = one.obtain();
      one.renew();
      settled(settle[0]!);
      await new Promise(setImmediate);
      assert.deepEqual([one.session, one.inHand, granted, named], [null, null, [], []]);
      settle[1]!.with(BOBS);
      assert.equal((await waiting)?.token, "ct_bob");
      assert.deepEqual([one.session, named], ["ses_bob", ["bob"]]);
    });

  test("with nothing does not undo the answer to a later question", async () => {
    const { one, settle } = asking();
    const early = one.obtain();
    one.reconsider(true);
    const later = one.obtain();
    settle[1]!.with(ANNS);
    assert.equal((await later)?.session, "ses_ann");
    settle[0]!.with(null);
    assert.equal((await early)?.session, "ses_ann");
    assert.deepEqual([one.session, granted.length], ["ses_ann", 1]);
  });

  test("with nothing does not undo the conversation that was started meanwhile", async () => {
    const { one, settle } = asking();
    const resumed = one.obtain();
    const started = one.start({ text: "hi", refs: null }, "k");
    settle[1]!.with(ANNS);
    await started;
    settle[0]!.with(null);
    assert.equal((await resumed)?.session, "ses_ann");
    assert.equal(one.session, "ses_ann");
  });

  test("that starts a conversation counts, though a later question had nothing", async () => {
    const { one, settle } = asking();
    const started = one.start({ text: "hi", refs: null }, "k");
    const resumed = one.obtain();
    settle[1]!.with(null);
    assert.equal(await resumed, null);
    settle[0]!.with(ANNS);
    assert.equal((await started).session, "ses_ann");
    assert.equal(one.session, "ses_ann");
  });

  test("that starts a conversation for a page that slept is asked for again", async () => {
    const { one, settle } = asking();
    const started = one.start({ text: "hi", refs: null }, "k");
    one.renew();
    settle[0]!.with(ANNS);
    await assert.rejects(started, (error: SessionError) => error.retryable);
    assert.equal(one.session, null);
  });
});

describe("after a reset", () => {
  test("a conversation begins only with the next message", async () => {
    answers = [{ session: "ses_2", token: "ct_2" }];
    const one = access({ session: "ses_1", token: "ct_1" });
    one.forget();
    one.reconsider();
    assert.equal(await one.obtain(), null);
    assert.deepEqual(asked, []);
    await one.start({ text: "hi", refs: null }, "k");
    assert.equal((await one.obtain())?.session, "ses_2");
  });

  test("an answer that was still out brings nothing back", async () => {
    let answer: (value: ClientTokenAnswer) => void = () => {};
    const one = access({ ask: () => new Promise((resolve) => (answer = resolve)) });
    const resumed = one.obtain();
    const started = one.start({ text: "hi", refs: null }, "k");
    await new Promise(setImmediate);
    one.forget();
    answer({ session: "ses_1", token: "ct_1" });
    await assert.rejects(started, code("closed"));
    assert.equal(one.session, null);
    assert.equal(await one.obtain(), null);
    assert.deepEqual(granted, []);
    resumed.catch(() => {});
  });
});
