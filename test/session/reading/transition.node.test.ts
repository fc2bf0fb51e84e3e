import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  INITIAL_READING,
  type Effect,
  type Facts,
  type Happening,
  type Reading,
  type StreamEnd,
} from "../../../src/session/reading/reading.js";
import { transition } from "../../../src/session/reading/transition.js";
import { SessionError } from "../../../src/wire/errors.js";

const NOW = 1_000_000;
const DOWN = new SessionError("network", "down");
const BUSY = new SessionError("rate-limited", "busy", { retryAfter: 60_000 });
const GONE = new SessionError("not-found", "gone");
const EXPIRED = new SessionError("unauthorized", "expired");

/** The server has asked for a wait of which five seconds are left. */
const HELD = { error: BUSY, retryAt: NOW + 5_000 };

const start: Happening = { type: "start", refusals: 0 };
const ended = (end: StreamEnd, error: SessionError | null = null): Happening => ({
  type: "ended",
  end,
  error,
});
const refused = (isStale: boolean): Happening => ({ type: "refused", isStale, error: EXPIRED });
const failed = (error: SessionError): Happening => ({ type: "failed", error });
const online = (isOnline: boolean): Happening => ({ type: "online", isOnline });
const visible = (isVisible: boolean): Happening => ({ type: "visible", isVisible });

/** An effect in a few words, without what a row is not about. */
function words(effect: Effect): string {
  switch (effect.do) {
    case "show":
      return [effect.connection, ...(effect.attempt ? [effect.attempt] : [])].join(" ");
    case "wait":
      return `wait ${effect.milliseconds}`;
    case "stream":
      return effect.isEager ? "stream" : "stream with a slot";
    case "follow":
      return effect.isFresh ? "follow afresh" : "follow";
    case "report":
      return `report ${effect.error.code}`;
    case "expect-opening":
      return effect.isExpected ? "expect opening" : "";
    case "expect-hidden-long":
      return effect.isExpected ? "expect hidden long" : "";
    default:
      return effect.do;
  }
}

type Row = readonly [
  what: string,
  before: Partial<Reading>,
  happening: Happening,
  phase: Reading["phase"],
  effects: string,
  facts?: Partial<Facts>,
];

/** A stream, and a moment at which nothing is known yet. */
const FACTS: Facts = {
  now: NOW,
  random: 0.5,
  connection: "connecting",
  live: "stream",
  isWorking: false,
  role: "alone",
  isProven: false,
};
const live = { connection: "live" } as const;
const lost = { connection: "reconnecting" } as const;

const ROWS: readonly Row[] = [
  ["opened for the first time", {}, start, "asking", "connecting, ask"],
  ["begun where the state is live", {}, start, "asking", "expect opening, ask", live],
  ["begun in a hidden tab", { isHidden: true }, start, "asking", "expect hidden long, connecting, ask"],
  ["started twice", { phase: "streaming" }, start, "streaming", "", live],
  [
    "started where only a post was refused",
    { phase: "streaming" },
    start,
    "asking",
    "leave, ask",
    { connection: "unauthorized" },
  ],
  ["granted a token", { phase: "asking" }, { type: "granted" }, "streaming", "stream"],
  [
    "granted one in a tab hidden for long",
    { phase: "asking", isHiddenLong: true },
    { type: "granted" },
    "paging",
    "page",
  ],
  ["told of no conversation", { phase: "asking" }, { type: "no-conversation" }, "stopped", "live, caught-up"],
  [
    "told so while it is offline",
    { phase: "asking", isOnline: false },
    { type: "no-conversation" },
    "stopped",
    "offline, caught-up",
  ],
  ["answered", { phase: "streaming" }, { type: "opened" }, "streaming", "live"],
  ["without a slot", { phase: "streaming" }, { type: "no-slot" }, "paging", "page"],
  ["through with the pages", { phase: "paging" }, { type: "paged" }, "pausing", "wait 2000"],
  [
    "through with them in a tab hidden for long",
    { phase: "paging", isHiddenLong: true },
    { type: "paged" },
    "pausing",
    "wait 30000",
  ],
  ["through with the pause", { phase: "pausing" }, { type: "due" }, "asking", "ask"],
  [
    "cut off from a healthy stream",
    { phase: "streaming", attempt: 3 },
    ended("healthy", DOWN),
    "pausing",
    "expect opening, wait 250",
  ],
  [
    "cut off at once",
    { phase: "streaming" },
    ended("brief"),
    "waiting",
    "report network, reconnecting 1, wait 250",
  ],
  [
    "given a frame without end",
    { phase: "streaming" },
    ended("healthy", new SessionError("protocol", "long", { retryable: true })),
    "waiting",
    "report protocol, reconnecting 1, wait 250",
  ],
  [
    "failed again",
    { phase: "asking", attempt: 2 },
    failed(DOWN),
    "waiting",
    "report network, reconnecting 3, wait 1000",
  ],
  [
    "asked to wait",
    { phase: "streaming" },
    failed(BUSY),
    "waiting",
    "report rate-limited, reconnecting 1, wait 60250",
  ],
  [
    "failed without a network",
    { phase: "asking", isOnline: false },
    failed(DOWN),
    "waiting",
    "report network, offline 1, wait 250",
  ],
  ["told that it is gone", { phase: "streaming" }, failed(GONE), "stopped", "report not-found, closed"],
  ["refused once", { phase: "streaming" }, refused(false), "asking", "ask"],
  [
    "refused twice",
    { phase: "streaming", refusals: 1 },
    refused(false),
    "stopped",
    "report unauthorized, unauthorized",
  ],
  ["refused with an old token", { phase: "streaming", refusals: 1 }, refused(true), "asking", "ask"],
  [
    "through with the wait",
    { phase: "waiting", attempt: 2 },
    { type: "due" },
    "asking",
    "reconnecting 2, ask",
    lost,
  ],
  [
    "asked by a person while it waits",
    { phase: "waiting", attempt: 2 },
    { type: "retry" },
    "asking",
    "leave, reconnecting, ask",
    lost,
  ],
  ["asked by a person after its end", {}, { type: "retry" }, "asking", "connecting, ask"],
  [
    "seen again while it waits",
    { phase: "waiting", attempt: 2 },
    visible(true),
    "asking",
    "leave, reconnecting, ask",
    lost,
  ],
  ["seen again while it is live", { phase: "streaming" }, visible(true), "streaming", "check", live],
  ["hidden", { phase: "streaming" }, visible(false), "streaming", "expect hidden long", live],
  [
    "hidden for long",
    { phase: "streaming", isHidden: true },
    { type: "hidden-long" },
    "asking",
    "expect opening, leave, ask",
    live,
  ],
  [
    "seen again after long",
    { phase: "pausing", isHidden: true, isHiddenLong: true },
    visible(true),
    "asking",
    "expect opening, leave, ask",
    live,
  ],
  ["offline while it is live", { phase: "streaming" }, online(false), "streaming", "", live],
  ["offline where there is no conversation", {}, online(false), "stopped", "offline", live],
  [
    "online again where there is none",
    { isOnline: false },
    online(true),
    "stopped",
    "live",
    { connection: "offline" },
  ],
  ["offline after access was refused", {}, online(false), "stopped", "", { connection: "unauthorized" }],
  ["offline while it waits", { phase: "waiting", attempt: 2 }, online(false), "waiting", "offline 2", lost],
  [
    "online again on a stream from before",
    { phase: "streaming", isOnline: false },
    online(true),
    "asking",
    "expect opening, leave, ask",
    live,
  ],
  [
    "online again while it connects",
    { phase: "streaming", isOnline: false },
    online(true),
    "asking",
    "leave, ask",
    { connection: "offline" },
  ],
  [
    "online again while it waits",
    { phase: "waiting", attempt: 2, isOnline: false },
    online(true),
    "asking",
    "leave, reconnecting, ask",
    { connection: "offline" },
  ],
  [
    "online again, too soon after the last time",
    { phase: "waiting", attempt: 2, isOnline: false, wokenAt: NOW - 1000, retryAt: NOW + 9000 },
    online(true),
    "waiting",
    "reconnecting 2, wait 4000",
    { connection: "offline" },
  ],
  [
    "seen again too soon, when it is due soon anyway",
    { phase: "waiting", attempt: 2, wokenAt: NOW - 1000, retryAt: NOW + 3000 },
    visible(true),
    "waiting",
    "",
    lost,
  ],
  [
    "online again too soon while it connects",
    { phase: "streaming", isOnline: false, wokenAt: NOW - 1000 },
    online(true),
    "streaming",
    "",
    { connection: "offline" },
  ],
  ["not open in time", { phase: "asking" }, { type: "overdue" }, "asking", "reconnecting", live],
  ["not open in time, and told so", { phase: "waiting" }, { type: "overdue" }, "waiting", "", lost],
  [
    "closed while it streams",
    { phase: "streaming" },
    { type: "closed", error: GONE },
    "streaming",
    "closed",
    live,
  ],
  [
    "closed before, and failing",
    { phase: "streaming", closedBy: GONE },
    ended("brief"),
    "waiting",
    "report network, closed, wait 250",
  ],
  [
    "given another view",
    { phase: "streaming" },
    { type: "restart" },
    "asking",
    "leave, expect opening, ask",
    live,
  ],
  [
    "told that something holds its stream back",
    { phase: "streaming" },
    ended("bypassed", DOWN),
    "pausing",
    "wait 2000",
  ],
  [
    "given a page for a stream",
    { phase: "streaming" },
    ended("mute", new SessionError("protocol", "page", { retryable: true })),
    "paging",
    "page",
  ],
  [
    "cut off before a byte",
    { phase: "streaming" },
    ended("mute", DOWN),
    "waiting",
    "report network, reconnecting 1, wait 250",
  ],
  [
    "granted a token while streams are of no use",
    { phase: "asking", streamAfter: NOW + 1 },
    { type: "granted" },
    "paging",
    "page",
  ],
  [
    "granted one when a stream is worth a try again",
    { phase: "asking", streamAfter: NOW },
    { type: "granted" },
    "streaming",
    "stream",
  ],
  ["granted one after two failures", { phase: "asking", attempt: 2 }, { type: "granted" }, "paging", "page"],
  ["granted one after three", { phase: "asking", attempt: 3 }, { type: "granted" }, "streaming", "stream"],
  [
    "granted one where there was no slot",
    { phase: "asking", isSlotless: true },
    { type: "granted" },
    "streaming",
    "stream with a slot",
  ],
  [
    "seen again while the server wants it to wait",
    { phase: "waiting", ...HELD },
    visible(true),
    "asking",
    "leave, reconnecting, ask",
    lost,
  ],
  [
    "seen again, and not for the first time",
    { phase: "waiting", ...HELD, hasUndercut: true },
    visible(true),
    "waiting",
    "",
    lost,
  ],
  [
    "online again, and not for the first time",
    { phase: "waiting", ...HELD, hasUndercut: true },
    online(true),
    "waiting",
    "",
    lost,
  ],
  [
    "started again in such a wait, and not for the first time",
    { ...HELD, hasUndercut: true, attempt: 1 },
    start,
    "waiting",
    "reconnecting 1, wait 5000",
  ],
  [
    "asked by a person in such a wait",
    { phase: "waiting", ...HELD, hasUndercut: true },
    { type: "retry" },
    "asking",
    "leave, reconnecting, ask",
    lost,
  ],
  [
    "seen again after access was refused",
    { isRefused: true },
    visible(true),
    "asking",
    "ask",
    { connection: "unauthorized" },
  ],
  ["seen again after it was stopped", {}, visible(true), "stopped", ""],
  [
    "seen again while only a post was refused",
    { phase: "streaming" },
    visible(true),
    "asking",
    "leave, ask",
    { connection: "unauthorized" },
  ],
  ["seen again while it connects", { phase: "streaming" }, visible(true), "streaming", ""],
  ["stopped", { phase: "streaming" }, { type: "stop" }, "stopped", "leave", live],
];

/** Another tab leads; this one has read the log with its own token of late, or not. */
const led = { role: "follower", connection: "live", isProven: true } as const;
const doubted = { ...led, isProven: false };
const leads = { role: "leader", connection: "live", isProven: true } as const;
const told = (isLive: boolean): Happening => ({ type: "told", isLive });
const LED_ROWS: readonly Row[] = [
  [
    "granted a token that it has read with",
    { phase: "asking" },
    { type: "granted" },
    "following",
    "follow",
    led,
  ],
  ["granted a new token", { phase: "asking" }, { type: "granted" }, "paging", "page", doubted],
  ["through with its own pages", { phase: "paging" }, { type: "paged" }, "following", "follow afresh", led],
  ["led while it streams", { phase: "streaming" }, { type: "led" }, "asking", "leave, ask", doubted],
  ["led while it pauses", { phase: "pausing" }, { type: "led" }, "asking", "leave, ask", led],
  ["led while it pages", { phase: "paging" }, { type: "led" }, "paging", "", doubted],
  ["led after a failure", { phase: "waiting" }, { type: "led" }, "waiting", "", lost],
  ["told of the log", { phase: "following" }, told(true), "following", "live", led],
  ["told that it cannot be read", { phase: "following" }, told(false), "following", "reconnecting", led],
  [
    "told so while it is offline",
    { phase: "following", isOnline: false },
    told(false),
    "following",
    "offline",
    led,
  ],
  [
    "told of it in an ended session",
    { phase: "following", closedBy: GONE },
    told(true),
    "following",
    "closed",
    led,
  ],
  ["told of it with a token not tried", { phase: "following" }, told(true), "asking", "leave, ask", doubted],
  ["told of it while it reads itself", { phase: "paging" }, told(true), "paging", "", led],
  [
    "without what another tab knows no more",
    { phase: "following" },
    { type: "missed" },
    "paging",
    "page",
    led,
  ],
  ["to lead", { phase: "following" }, { type: "leading" }, "asking", "leave, ask", leads],
  ["to lead where it streams", { phase: "streaming" }, { type: "leading" }, "streaming", "", leads],
  ["through with pages, to lead", { phase: "paging" }, { type: "paged" }, "asking", "ask", leads],
  [
    "through with pages, to lead unseen",
    { phase: "paging", isHiddenLong: true },
    { type: "paged" },
    "pausing",
    "wait 30000",
    leads,
  ],
  [
    "led, and hidden for long",
    { phase: "following", isHidden: true },
    { type: "hidden-long" },
    "following",
    "check",
    led,
  ],
  [
    "led, and seen again",
    { phase: "following", isHidden: true, isHiddenLong: true },
    visible(true),
    "following",
    "check",
    led,
  ],
  ["led, and asked to try", { phase: "following" }, { type: "retry" }, "following", "check", led],
  [
    "led by one that cannot read, and asked to try",
    { phase: "following" },
    { type: "retry" },
    "following",
    "take-over",
    { ...led, ...lost },
  ],
  ["led, and online again", { phase: "following", isOnline: false }, online(true), "following", "check", led],
  ["led, with something to read", { phase: "following" }, { type: "poll-now" }, "following", "", led],
  ["led, and stopped", { phase: "following" }, { type: "stop" }, "stopped", "leave", led],
];

const poll = { live: "poll" } as const;
const POLLED: readonly (readonly [
  what: string,
  before: Partial<Reading>,
  facts: Partial<Facts>,
  wait: string,
])[] = [
  ["idle", {}, poll, "wait 1000"],
  ["at work", {}, { ...poll, isWorking: true }, "wait 500"],
  ["unseen", { isHidden: true }, { ...poll, isWorking: true }, "wait 5000"],
  ["unseen for long", { isHidden: true, isHiddenLong: true }, poll, "wait 30000"],
  ["ended", { closedBy: GONE }, { ...poll, isWorking: true }, "wait 30000"],
];
for (const [what, before, facts, wait] of POLLED) {
  test(`a log that is asked for is, while it is ${what}, asked for again: ${wait}`, () => {
    const reading = { ...INITIAL_READING, phase: "paging", ...before } as const;
    const [next, effects] = transition(reading, { type: "paged" }, { ...FACTS, ...facts });
    assert.deepEqual([next.phase, effects.map(words)], ["pausing", [wait]]);
  });
}

test("a log that is asked for is never streamed, and after failures asked for within 10 s", () => {
  let reading: Reading = { ...INITIAL_READING, phase: "asking" };
  for (let i = 0; i < 12; i += 1) {
    const [asked, effects] = transition(
      { ...reading, phase: "asking" },
      { type: "granted" },
      { ...FACTS, ...poll },
    );
    assert.deepEqual(effects, [{ do: "page" }]);
    const [failing, done] = transition(asked, failed(DOWN), { ...FACTS, ...poll, random: 0.999 });
    const wait = done.find((effect) => effect.do === "wait");
    assert.ok(wait && wait.milliseconds <= 10_000);
    reading = failing;
  }
});

describe("a log that is asked for and waited for", () => {
  const pausing = { ...INITIAL_READING, phase: "pausing" } as const;
  const after = (happening: Happening, facts: Partial<Facts> = {}, before: Reading = pausing) =>
    transition(before, happening, { ...FACTS, ...poll, connection: "live", ...facts })[1]
      .map(words)
      .filter(Boolean);

  test("is asked for at once where there is something to read, or this tab is to read for others", () => {
    assert.deepEqual(after({ type: "poll-now" }), ["leave", "ask"]);
    assert.deepEqual(after({ type: "leading" }), ["leave", "ask"]);
    assert.deepEqual(after({ type: "poll-now" }, { live: "stream" }), []);
  });
  test("is asked for at once in a tab that is seen again", () => {
    const seen = after(visible(true), {}, { ...pausing, isHidden: true });
    assert.deepEqual(seen, ["expect opening", "leave", "ask"]);
  });
});

for (const [what, before, happening, phase, effects, facts = {}] of [...ROWS, ...LED_ROWS]) {
  test(`a reader that is ${what} is ${phase}: ${effects || "nothing to do"}`, () => {
    const all = { ...FACTS, ...facts };
    const [reading, done] = transition({ ...INITIAL_READING, ...before }, happening, all);
    assert.equal(reading.phase, phase);
    assert.equal(done.map(words).filter(Boolean).join(", "), effects);
  });
}

test("a stream of no use is tried again after 10 s, and then after twice as long, up to ten minutes", () => {
  let reading: Reading = { ...INITIAL_READING, phase: "streaming" };
  const waits: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const facts = { ...FACTS, connection: "live" } as const;
    [reading] = transition({ ...reading, phase: "streaming" }, ended("bypassed", DOWN), facts);
    waits.push((reading.streamAfter - NOW) / 1000);
  }
  assert.deepEqual(waits, [10, 20, 40, 80, 160, 320, 600, 600]);
});

test("a stream that has ended before its slot was asked for keeps to the wait that follows", () => {
  for (const phase of ["waiting", "pausing"] as const) {
    const [reading, effects] = transition({ ...INITIAL_READING, ...HELD, phase }, { type: "no-slot" }, FACTS);
    assert.deepEqual([reading.phase, effects], [phase, []]);
  }
});

test("what comes after the end changes nothing", () => {
  const late: readonly Happening[] = [
    { type: "granted" },
    { type: "opened" },
    { type: "no-slot" },
    { type: "paged" },
    { type: "leading" },
    { type: "led" },
    { type: "told", isLive: true },
    { type: "missed" },
    { type: "due" },
    { type: "overdue" },
    { type: "restart" },
    { type: "hidden-long" },
    ended("healthy"),
    refused(false),
    failed(DOWN),
  ];
  for (const happening of late) {
    const facts = { ...FACTS, connection: "live" } as const;
    const [reading, effects] = transition(INITIAL_READING, happening, facts);
    assert.deepEqual([reading.phase, effects], ["stopped", []]);
  }
});
