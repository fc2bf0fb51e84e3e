import assert from "node:assert/strict";
import { test } from "node:test";
import {
  INITIAL_QUEUE,
  type Effect,
  type Facts,
  type Happening,
  type SendQueue,
} from "../../../src/session/sending/queue.js";
import { transition } from "../../../src/session/sending/transition.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import { initialState, type Outgoing, type SessionState } from "../../../src/session/state/state.js";
import { SessionError, type ErrorCode } from "../../../src/wire/errors.js";

const NOW = 1_800_000_000_000;
const HOUR_MS = 60 * 60 * 1000;
const GRANT = { session: "ses_1", token: "ct_1", expiresAt: null };
const RENEWED = { ...GRANT, token: "ct_2" };
const ACCEPTED = { id: "evt_2", seq: 2, turnId: null, heldId: null, head: 2 };

/** A pending message, by its key; what a row is not about is as it was written. */
const message = (key: string, change: Partial<Outgoing> = {}): Outgoing => ({
  ...newOutgoing({ key, text: key, refs: null, createdAt: NOW }),
  ...change,
});
const tried = (key: string, agoMs = 0) => message(key, { triedAt: NOW - agoMs, baseSeq: 1 });
const failedMessage = (key: string) => message(key, { delivery: "failed" });
const error = (code: ErrorCode, options = {}) => new SessionError(code, code, options);
const FOREIGN = error("protocol", { status: 403, retryable: true });
const EXPIRED = error("unauthorized", { status: 401 });

const kick: Happening = { type: "kick" };
const wake: Happening = { type: "wake" };
const resume: Happening = { type: "resume", key: null };
const stop: Happening = { type: "stop" };
const due: Happening = { type: "retry-due" };
const locked: Happening = { type: "locked" };
const lockTimeout: Happening = { type: "lock-timeout" };
const start: Happening = { type: "start" };
const askFor = (key: string): Happening => ({ type: "resume", key });
const hold = (milliseconds: number): Happening => ({ type: "hold", until: NOW + milliseconds });
const granted = (grant: typeof GRANT | null = GRANT): Happening => ({ type: "granted", grant });
const accepted: Happening = { type: "accepted", accepted: ACCEPTED };
const started: Happening = { type: "started", grant: GRANT };
const failed = (failure: SessionError): Happening => ({ type: "failed", error: failure });

const lost = { state: { connection: "unauthorized" } } as const;
const closed = { state: { connection: "closed" } } as const;
const idlePhase: Partial<SendQueue> = { phase: { at: "idle" } };
const told = (milliseconds: number): Partial<SendQueue> => ({ ...backoff(milliseconds), isTold: true });
const aside = (key: string, milliseconds: number): Partial<SendQueue> => ({
  aside: [{ key, until: NOW + milliseconds }],
});
const stopped: Partial<SendQueue> = { isStopped: true };
const backoff = (milliseconds: number): Partial<SendQueue> => ({
  phase: { at: "backoff", until: NOW + milliseconds },
  notBefore: NOW + milliseconds,
  holdMs: milliseconds,
});
const locking: Partial<SendQueue> = { phase: { at: "locking" } };
const authorizing: Partial<SendQueue> = { phase: { at: "authorizing", key: "a", refused: null } };
const renewing: Partial<SendQueue> = { phase: { at: "authorizing", key: "a", refused: EXPIRED } };
const starting: Partial<SendQueue> = { phase: { at: "starting", key: "a" } };
const posting: Partial<SendQueue> = { phase: { at: "posting", key: "a", grant: GRANT, isSecond: false } };
const again: Partial<SendQueue> = { phase: { at: "posting", key: "a", grant: RENEWED, isSecond: true } };

/** An effect in a few words, without what a row is not about. */
function words(effect: Effect): string {
  switch (effect.do) {
    case "wait":
      return `wait ${effect.milliseconds}`;
    case "authorize":
      return effect.refused ? `authorize instead of ${effect.refused}` : "authorize";
    case "attempt":
      return `attempt ${effect.key}${effect.starts ? " as a start" : ""}`;
    case "start":
    case "acknowledge":
    case "begin":
      return `${effect.do} ${effect.key}`;
    case "post":
      return `post ${effect.key} with ${effect.grant.token}`;
    case "postpone":
      return `postpone ${effect.key}${effect.until === null ? "" : ` for ${effect.until - NOW}`}`;
    case "refuse":
      return `refuse ${effect.key} for ${effect.error.code}${effect.certain ? "" : ", if it is not in the log"}`;
    case "report":
    case "end":
      return `${effect.do} ${effect.error.code}`;
    case "connection":
      return effect.connection;
    case "read-only":
      return effect.readOnly ? "read only" : "writable";
    case "lock":
      return effect.milliseconds === 20_000 ? "lock" : `lock for ${effect.milliseconds}`;
    default:
      return effect.do;
  }
}

type Row = readonly [
  what: string,
  queue: Partial<SendQueue>,
  outbox: readonly Outgoing[],
  happening: Happening,
  phase: SendQueue["phase"]["at"],
  effects: readonly string[],
  world?: { state?: Partial<SessionState>; isKept?: boolean; isWhole?: boolean; isRightLock?: boolean },
];

const a = message("a");
const b = message("b");

const ROWS: readonly Row[] = [
  // Nothing under way.
  ["nothing to send", {}, [], kick, "idle", []],
  ["a message to send", {}, [a], kick, "locking", ["lock"]],
  ["a message to send, put away", stopped, [a], kick, "idle", []],
  [
    "a message to send, before what an earlier page has kept is there",
    {},
    [a],
    kick,
    "idle",
    [],
    { isWhole: false },
  ],
  ["nothing but what failed", {}, [failedMessage("a")], kick, "idle", []],
  ["what another tab was sending", {}, [message("a", { delivery: "sending" })], kick, "locking", ["lock"]],
  ["what was tried, the log not read", {}, [tried("a")], kick, "idle", []],
  [
    "what was tried, the log read",
    {},
    [tried("a")],
    kick,
    "locking",
    ["lock"],
    { state: { caughtUp: true } },
  ],
  ["what waits behind what was tried", {}, [tried("a"), b], kick, "idle", []],
  ["a message before its time", { notBefore: NOW + 500, holdMs: 500 }, [a], kick, "backoff", ["wait 500"]],
  [
    "a message before its time, the clock set back",
    { notBefore: NOW + HOUR_MS, holdMs: 500 },
    [a],
    kick,
    "backoff",
    ["wait 500"],
  ],
  ["a wake-up before its time", { notBefore: NOW + 500, holdMs: 500 }, [a], wake, "locking", ["lock"]],
  ["no access", { pausedBy: "a" }, [a, b], kick, "idle", [], lost],
  ["no access for a message that is gone", { pausedBy: "a" }, [b], kick, "locking", ["lock"], lost],
  ["no access, and somebody asks", { pausedBy: "a" }, [a], resume, "locking", ["lock"], lost],
  ["no access, and a wake-up", { pausedBy: "a" }, [a], wake, "locking", ["lock"], lost],
  [
    "no access, and another one too soon",
    { pausedBy: "a", wokenAt: NOW - 29_999 },
    [a],
    wake,
    "idle",
    [],
    lost,
  ],
  ["access again", { pausedBy: "a" }, [a], kick, "locking", ["lock"], { state: { connection: "live" } }],
  [
    "a session that is closed",
    {},
    [a, tried("b"), failedMessage("c")],
    kick,
    "idle",
    ["refuse a for closed", "refuse b for closed, if it is not in the log"],
    closed,
  ],
  [
    "a message asked for though the session is closed",
    {},
    [a, b],
    askFor("b"),
    "idle",
    ["refuse a for closed"],
    closed,
  ],
  ["the same, with nothing else unsent", {}, [b], askFor("b"), "locking", ["lock"], closed],
  ["coming back", stopped, [a], start, "locking", ["lock"]],
  [
    "coming back before the time the server asked for",
    { ...told(9000), ...stopped, ...idlePhase },
    [a],
    start,
    "locking",
    ["lock"],
  ],
  ["the lock was stuck before", { isLockStuck: true }, [a], kick, "locking", ["lock for 1000"]],

  // Waiting for the next retry.
  ["its time has come", backoff(500), [a], due, "locking", ["lock"]],
  [
    "its time has come, and there is a later one",
    { ...backoff(500), notBefore: NOW + 900, holdMs: 900 },
    [a],
    due,
    "backoff",
    ["wait 900"],
  ],
  ["waiting, and a kick", backoff(500), [a, b], kick, "backoff", []],
  ["waiting, and a wake-up", backoff(500), [a], wake, "locking", ["release", "lock"]],
  [
    "waiting, and another wake-up too soon",
    { ...backoff(9000), wokenAt: NOW - 1000 },
    [a],
    wake,
    "backoff",
    ["release", "wait 4000"],
  ],
  ["told to wait, and a wake-up", told(9000), [a], wake, "locking", ["release", "lock"]],
  [
    "told to wait, and another one too soon",
    { ...told(9000), wokenAt: NOW - 29_999 },
    [a],
    wake,
    "backoff",
    ["release", "wait 9000"],
  ],
  [
    "told to wait, and another one after half a minute",
    { ...told(9000), wokenAt: NOW - 30_000 },
    [a],
    wake,
    "locking",
    ["release", "lock"],
  ],
  [
    "told to wait, and a person asks",
    { ...told(9000), wokenAt: NOW },
    [a],
    resume,
    "locking",
    ["release", "lock"],
  ],
  [
    "waiting for one that stands aside, and another comes",
    { ...aside("a", 9000), phase: { at: "backoff", until: NOW + 9000 } },
    [a, b],
    kick,
    "locking",
    ["release", "lock"],
  ],
  ["waiting, and the end", backoff(500), [a], stop, "idle", ["release"]],
  ["waiting, and another tab is told to wait longer", backoff(500), [a], hold(900), "backoff", []],

  // Waiting for the lock.
  ["standing in line, and a wake-up", locking, [a], wake, "locking", []],
  ["standing in line, and the end", locking, [a], stop, "idle", ["release"]],
  ["the lock", locking, [a], locked, "authorizing", ["authorize"]],
  ["no lock in time", locking, [a], lockTimeout, "authorizing", ["release", "authorize"]],
  [
    "the lock, for the one behind what stands aside",
    { ...locking, ...aside("a", 1) },
    [a, b],
    locked,
    "authorizing",
    ["authorize"],
  ],
  ["the lock, and nothing to send any more", locking, [], locked, "idle", ["release"]],
  [
    "the lock, and another tab was told to wait",
    { ...locking, notBefore: NOW + 1 },
    [a],
    locked,
    "idle",
    ["release"],
  ],
  ["the lock, for what the store has no more", locking, [a], locked, "idle", ["release"], { isKept: false }],
  [
    "the same once more",
    { ...locking, missed: ["a"] },
    [a],
    locked,
    "authorizing",
    ["authorize"],
    { isKept: false },
  ],
  [
    "the lock, for what was tried an hour ago",
    locking,
    [tried("a", HOUR_MS)],
    locked,
    "authorizing",
    ["authorize"],
    { state: { caughtUp: true } },
  ],
  [
    "the lock, for what was tried longer ago",
    locking,
    [tried("a", HOUR_MS + 1)],
    locked,
    "idle",
    ["refuse a for network, if it is not in the log", "release"],
    { state: { caughtUp: true } },
  ],
  [
    "the lock, for what may have started a session",
    locking,
    [message("a", { starts: true, triedAt: NOW })],
    locked,
    "starting",
    ["attempt a as a start", "start a"],
    { state: { session: null } },
  ],

  // Asking for a token.
  ["a token", authorizing, [a], granted(), "posting", ["session", "attempt a", "post a with ct_1"]],
  ["no session yet", authorizing, [a], granted(null), "starting", ["attempt a as a start", "start a"]],
  ["a token for what is gone", authorizing, [b], granted(), "idle", ["session", "release"]],
  [
    "a token for a session whose lock another tab may hold",
    authorizing,
    [a],
    granted(),
    "idle",
    ["session", "release"],
    { isRightLock: false },
  ],
  ["a token, put away", { ...authorizing, ...stopped }, [a], granted(), "idle", ["session", "release"]],
  [
    "a token for what was tried as a start, its log not read",
    authorizing,
    [message("a", { triedAt: NOW })],
    granted(),
    "idle",
    ["session", "release"],
  ],
  [
    "no token",
    authorizing,
    [a],
    failed(EXPIRED),
    "idle",
    ["report unauthorized", "postpone a", "unauthorized", "release"],
  ],
  [
    "no answer",
    authorizing,
    [a],
    failed(error("network")),
    "idle",
    ["report network", "postpone a", "release"],
  ],
  ["another token", renewing, [a], granted(RENEWED), "posting", ["post a with ct_2"]],
  [
    "no other token",
    renewing,
    [a],
    granted(null),
    "idle",
    ["report unauthorized", "postpone a", "unauthorized", "release"],
  ],

  // Starting a session.
  ["it is started", starting, [a], started, "idle", ["begin a", "release"]],
  [
    "it is not",
    starting,
    [a],
    failed(error("endpoint", { retryable: true })),
    "idle",
    ["report endpoint", "postpone a", "release"],
  ],

  // Posting.
  ["accepted", posting, [a, b], accepted, "idle", ["acknowledge a", "release"]],
  [
    "accepted after all",
    posting,
    [a],
    accepted,
    "idle",
    ["acknowledge a", "writable", "release"],
    { state: { readOnly: true } },
  ],
  ["accepted, put away", { ...posting, ...stopped }, [a], accepted, "idle", ["acknowledge a", "release"]],
  ["posting, and a kick", posting, [a, b], kick, "posting", []],
  ["posting, and a wake-up", posting, [a, b], wake, "posting", []],
  ["posting, and the end", posting, [a], stop, "posting", []],
  ["an expired token", posting, [a], failed(EXPIRED), "authorizing", ["authorize instead of ct_1"]],
  [
    "a second one",
    again,
    [a],
    failed(EXPIRED),
    "idle",
    ["report unauthorized", "postpone a", "unauthorized", "release"],
  ],
  [
    "no answer to it",
    posting,
    [a],
    failed(error("network")),
    "idle",
    ["report network", "postpone a", "release"],
  ],
  [
    "told to wait",
    posting,
    [a],
    failed(error("rate-limited", { retryAfter: 9000 })),
    "idle",
    ["report rate-limited", "postpone a for 9250", "release"],
  ],
  [
    "no credit",
    posting,
    [a],
    failed(error("insufficient-credits", { status: 402 })),
    "idle",
    ["report insufficient-credits", "postpone a", "release"],
  ],
  [
    "a refusal of this one",
    posting,
    [a, b],
    failed(error("invalid")),
    "idle",
    ["report invalid", "refuse a for invalid", "release"],
  ],
  [
    "a right to read alone",
    posting,
    [a, b],
    failed(error("forbidden", { status: 403 })),
    "idle",
    ["report forbidden", "refuse a for forbidden", "refuse b for forbidden", "read only", "release"],
  ],
  [
    "an archived session",
    posting,
    [a, b, failedMessage("c")],
    failed(error("closed")),
    "idle",
    [
      "report closed",
      "refuse a for closed, if it is not in the log",
      "refuse b for closed",
      "end closed",
      "release",
    ],
  ],
  [
    "an endpoint's refusal",
    posting,
    [a, b],
    failed(error("endpoint")),
    "idle",
    ["report endpoint", "refuse a for endpoint, if it is not in the log", "release"],
  ],
  [
    "a web page for the sixth time",
    { ...posting, attempts: 5 },
    [a],
    failed(FOREIGN),
    "idle",
    ["report protocol", "postpone a", "release"],
  ],
  [
    "a web page for the sixth time, and a time to wait",
    { ...posting, attempts: 5 },
    [a],
    failed(error("protocol", { status: 403, retryable: true, retryAfter: 1 })),
    "idle",
    ["report protocol", "postpone a for 8001", "release"],
  ],
  [
    "a web page for what stood aside",
    { ...posting, ...aside("a", 0) },
    [a],
    failed(FOREIGN),
    "idle",
    ["report protocol", "postpone a", "release"],
  ],
  [
    "a retired API",
    posting,
    [a],
    failed(error("retired")),
    "idle",
    ["report retired", "refuse a for retired, if it is not in the log", "release"],
  ],
  ["a failure of what is gone", posting, [b], failed(error("invalid")), "idle", ["release"]],
  ["a failure, put away", { ...posting, ...stopped }, [a], failed(error("invalid")), "idle", ["release"]],
];

for (const [
  what,
  queue,
  outbox,
  happening,
  phase,
  effects,
  { state, isKept = true, isWhole = true, isRightLock = true } = {},
] of ROWS) {
  test(`${what}: ${phase}`, () => {
    const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
    const facts: Facts = {
      state: { ...initialState("ses_1", view), outbox, ...state },
      now: NOW,
      random: 0.5,
      isKept: () => isKept,
      isWhole,
      isRightLock,
    };
    const [next, done] = transition({ ...INITIAL_QUEUE, ...queue }, happening, facts);
    assert.deepEqual([next.phase.at, done.map(words)], [phase, effects]);
  });
}

/** Lets things happen one after the other; gives what the last of them led to. */
function after(outbox: readonly Outgoing[], ...happenings: readonly Happening[]) {
  const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
  const state = { ...initialState("ses_1", view), outbox };
  let [queue, effects] = [INITIAL_QUEUE, [] as readonly Effect[]];
  for (const happening of happenings) {
    [queue, effects] = transition(queue, happening, {
      state,
      now: NOW,
      random: 1,
      isKept: () => true,
      isWhole: true,
      isRightLock: true,
    });
  }
  return { queue, effects: effects.map(words) };
}

const attempt = (failure: SessionError) => [kick, due, locked, granted(), failed(failure)];

test("each failure in a row doubles the longest wait, up to half a minute", () => {
  const tries = (count: number) => Array.from({ length: count }, () => attempt(error("server"))).flat();
  const waits = [1, 2, 3, 4, 8].map((count) => after([a], ...tries(count)).queue.holdMs);
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 30_000]);
});

for (const [what, failure, most] of [
  ["Retry-After", error("rate-limited", { retryAfter: 3_600_000 }), 2],
  ["a wait that grows", error("server"), 12],
  ["a message's standing aside", FOREIGN, 12],
] as const)
  test(`a hundred wake-ups in ten seconds go ahead of ${what} within bounds`, () => {
    const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
    const state = { ...initialState("ses_1", view), outbox: [a] };
    let queue = INITIAL_QUEUE;
    let posts = 0;
    let now = NOW;
    const happen = (happening: Happening) => {
      let effects: readonly Effect[];
      [queue, effects] = transition(queue, happening, {
        state,
        now,
        random: 0.5,
        isKept: () => true,
        isWhole: true,
        isRightLock: true,
      });
      posts += effects.filter((effect) => effect.do === "post").length;
      for (const next of effects.flatMap(answers)) happen(next);
    };
    const answers = (effect: Effect): Happening[] => {
      if (effect.do === "lock") return [locked];
      if (effect.do === "authorize") return [granted()];
      return effect.do === "post" ? [failed(failure), kick] : [];
    };
    const isDue = () => queue.phase.at === "backoff" && queue.phase.until <= now;
    happen(kick);
    for (let i = 0; i < 100; i += 1, now += 100) happen(isDue() ? due : wake);
    assert.ok(posts <= most, `${posts}`);
  });

test("what stands aside is tried after its wait, though the clock was set back by a day", () => {
  const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
  const facts: Facts = {
    state: { ...initialState("ses_1", view), outbox: [a] },
    now: NOW - 24 * 60 * 60 * 1000,
    random: 0.5,
    isKept: () => true,
    isWhole: true,
    isRightLock: true,
  };
  const queue = {
    ...INITIAL_QUEUE,
    ...aside("a", 9000),
    phase: { at: "backoff", until: NOW + 9000 },
  } as const;
  const [next, effects] = transition(queue, due, facts);
  assert.deepEqual([next.phase.at, effects.map(words)], ["locking", ["lock"]]);
});

test("a message that a firewall refuses lets the next one pass after six attempts", () => {
  const tries = Array.from({ length: 6 }, () => attempt(FOREIGN)).flat();
  const { queue, effects } = after([a, b], ...tries, kick, locked, granted());
  assert.deepEqual([queue.phase.at, effects.at(-1)], ["posting", "post b with ct_1"]);
});
