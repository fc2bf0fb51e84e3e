import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items } from "../../../src/session/state/list.js";
import { reduce } from "../../support/reduce.js";
import { initialState, type Entry } from "../../../src/session/state/state.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { parseEvent } from "../../../src/wire/parse-event.js";
import { readEvent } from "../../../src/wire/v3/read-event.js";
import { Random } from "../../../demo/fault-network/random.js";
import { assertShows } from "../../support/entries-of.js";
import { agentMessage, brought, event } from "../../support/log.js";
import { nested, POISON } from "../../support/poison.js";

const START = initialState("ses_1", { level: "internal", afterSeq: 0, viewer: null, retain: () => false });

function entriesAfter(...events: SessionEvent[]): readonly Entry[] {
  return [...items(reduce(START, brought(events)).state.log)];
}

function texts(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => (entry.kind === "message" && entry.from === "agent" ? [entry.text] : []));
}

describe("an odd event between two good ones leaves both of them", () => {
  for (const [type, body] of POISON) {
    test(`${type} ${body.slice(0, 60)}`, () => {
      const odd = parseEvent({ id: "evt_2", seq: 2, type, level: "user", body: JSON.parse(body) as unknown });
      const entries = entriesAfter(agentMessage(1, "one"), odd, agentMessage(3, "three"));
      assert.deepEqual(texts(entries), ["one", "three"]);
      assert.doesNotMatch(JSON.stringify(entries), /\[object|NaN/);
      // As the whole of a body that had been too large.
      reduce(reduce(START, brought([odd])).state, { type: "content", event: readEvent(odd) });
    });
  }
});

describe("what cannot be read is not coerced", () => {
  const only = (type: string, body: Record<string, unknown>) =>
    entriesAfter(event({ seq: 1, type, body }))[0] as Entry;
  const ROWS: readonly [type: string, body: Record<string, unknown>, shows: Record<string, unknown>][] = [
    ["preview.url", { port: {} }, { kind: "card", text: "" }],
    ["preview.url", { port: "3000" }, { kind: "card", text: ":3000" }],
    ["agent.message", { text: { a: 1 } }, { kind: "notice", tone: "info", code: "unreadable" }],
    ["user.message", { text: { a: 1 } }, { kind: "message", text: '{\n  "a": 1\n}' }],
    ["user.message", { text: { text: 1 } }, { kind: "message", text: '{\n  "text": 1\n}' }],
    ["artifact.published", { key: {}, title: [] }, { kind: "card", title: "" }],
    ["error.model", { code: {}, message: "Busy." }, { code: "error.model", text: "Busy." }],
  ];
  for (const [type, body, shows] of ROWS) {
    test(`${type} ${JSON.stringify(body)}`, () => assertShows(only(type, body), shows));
  }

  const okOf = (exit_code: unknown) => {
    const entry = only("exec.completed", { command: "x", exit_code });
    return entry.kind === "work" && entry.steps[0]?.ok;
  };
  test("an exit code is a number or says nothing", () => {
    assert.deepEqual([0, "0", 1, "-1", null, undefined, {}, "", []].map(okOf), [
      ...[true, true, false, false],
      ...[null, null, null, null, null],
    ]);
  });
});

describe("what is printed is bounded", () => {
  const payloadOf = (payload: unknown) => {
    const [entry] = entriesAfter(event({ seq: 1, type: "http.request", body: { payload } }));
    return entry?.kind === "message" ? entry.text : "";
  };
  test("in depth", () => {
    const text = payloadOf(JSON.parse(nested(12_000)));
    assert.ok(text.includes("…") && text.length < 2000, text);
  });
  test("in size, by one long text or by many short ones", () => {
    assert.ok(payloadOf({ long: "x".repeat(1_000_000) }).length < 40_000);
    assert.ok(payloadOf(Array.from({ length: 100_000 }, (_, i) => ({ i }))).length < 40_000);
  });
  test("and ordinary data is printed whole", () => {
    const data = { a: [1, "two", { three: null }], __proto__: 1, ok: true };
    assert.equal(payloadOf(data), JSON.stringify(data, null, 2));
  });
  test("names, titles and labels are cut to the length of one", () => {
    const long = "x".repeat(100_000);
    const [message, file, work] = entriesAfter(
      agentMessage(1, "hi", { actor: { id: null, type: "agent", display: long } }),
      event({ seq: 2, type: "artifact.published", body: { title: long, status: long } }),
      event({ seq: 3, type: "tool.call", level: "progress", body: { tool: long } }),
    );
    assert.ok(message?.kind === "message" && message.name.length < 300);
    assert.ok(file?.kind === "card" && file.title.length < 300 && file.text.length < 1000);
    assert.ok(work?.kind === "work" && (work.steps[0]?.label.length ?? 0) < 300);
  });
});

const TYPES = [
  ...["user.message", "http.request", "agent.message", "agent.thinking", "agent.result"],
  ...["turn.started", "turn.completed", "turn.failed", "tool.call", "tool.result", "exec.completed"],
  ...["error.runtime", "error.model", "error.task", "preview.url"],
  ...["artifact.published", "artifact.updated", "artifact.removed", "github.issue.opened"],
  ...["github.pr.checks_completed", "github.pr.review_submitted", "github.pr.comment", "github.pr.merged"],
  ...["runtime.ready", "usage", "toString", "__proto__"],
];

/** Every name that a body is read by, so that the odd values are where something looks for them. */
const FIELDS = [
  ...["text", "summary", "message", "payload", "port", "url", "exit_code", "command", "tool", "args_summary"],
  ...["input", "output", "error", "is_error", "code", "outcome", "yield_reason", "turn_id", "input_to_seq"],
  ...["title", "key", "status", "pr", "failing", "by", "author", "comment", "comment_url", "approved"],
  ...["changes_requested", "state", "awaiting_input", "retriable", "duration_ms", "toString", "__proto__"],
];

/** What may stand in any field of an event. Made once: the deepest of them take longer to make than to fold. */
const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    0.5,
    1e308,
    -0,
    "",
    "0",
    "12",
    "99999999999999999999",
    "\u0000\ud800\u202e",
    "x",
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    [{}],
    [{ name: {} }],
    { name: [] },
    { text: {} },
    { message: 1, code: [] },
    { length: -1 },
  ],
  ...[
    { toString: 1 },
    { valueOf: 1, toString: {} },
    JSON.parse('{"__proto__":{"a":1}}'),
    { hook_id: "hk_1" },
  ],
  ...[
    { hook_id: {} },
    { number: 1e21 },
    "x".repeat(70_000),
    "é\u200d".repeat(500),
    "<b>",
    "needs_input",
    "error",
  ],
  ...[1, 100, 1000, 9000].map((levels) => JSON.parse(nested(levels)) as unknown),
  ...[30, 3000].map((levels) => JSON.parse('{"text":'.repeat(levels) + "1" + "}".repeat(levels)) as unknown),
  Array.from({ length: 5000 }, (_, i) => ({ name: `check ${i}` })),
];

function oddEvent(random: Random): Record<string, unknown> {
  const odd = () => random.pick(ODD);
  const body: [string, unknown][] = [];
  for (let fields = random.integer(0, 6); fields > 0; fields -= 1) body.push([random.pick(FIELDS), odd()]);
  return {
    ts: odd(),
    actor: random.chance(0.5) ? odd() : { type: random.pick(["human", "agent", "trigger"]), display: odd() },
    level: random.pick(["user", "progress", "internal", 7]),
    body: random.chance(0.1) ? odd() : Object.fromEntries(body),
    turn_id: random.pick(["trn_1", "trn_2", null, 5]),
    refs: random.chance(0.5) ? odd() : { http: odd() },
    content_ref: random.pick([null, "x"]),
  };
}

/** How many odd events of each type are folded, in batches that each end with a good one. */
const EVENTS = 10_000;
const BATCH = 50;

describe("ten thousand odd events of a type are folded without a throw", () => {
  for (const [index, type] of TYPES.entries()) {
    test(type, () => {
      const random = new Random(index + 1);
      let seq = 0;
      for (let count = 0; count < EVENTS; count += BATCH) {
        // Some batches go into a log of their own, the others go on with the last one's turns and work.
        let state = START;
        for (let half = 0; half < 2; half += 1) {
          const events = Array.from({ length: BATCH / 2 }, () =>
            parseEvent({ ...oddEvent(random), id: `evt_${(seq += 1)}`, seq, type }),
          );
          const good = agentMessage((seq += 1), `good ${seq}`);
          state = reduce(state, brought([...events, good])).state;
          assert.equal(state.lastSeq, seq);
          assert.equal(texts([...items(state.log)]).at(-1), good.body.text);
        }
      }
    });
  }
});
