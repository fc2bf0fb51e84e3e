import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items } from "../../../src/session/state/list.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import type { Change } from "../../../src/session/state/change.js";
import { isQueued } from "../../../src/session/state/queued.js";
import { reduce } from "../../support/reduce.js";
import { initialState, type Entry, type SessionState } from "../../../src/session/state/state.js";
import { SERVERLESS_CAPABILITIES } from "../../../src/wire/wire.js";
import { broughtFrom, type AgentEvent } from "../../support/agent-log.js";

const VIEW = { level: "progress", afterSeq: 0, viewer: null, retain: () => false } as const;
const START = initialState("s1", VIEW, SERVERLESS_CAPABILITIES);

const asks = (text: string, turn = "t1"): AgentEvent => ["message.received", { input: text }, turn];
const starts = (turn = "t1"): AgentEvent => ["turn.started", {}, turn];
const says = (text: string, turn = "t1"): AgentEvent => ["message.delta", { text }, turn];
const said = (text: string, turn = "t1"): AgentEvent => ["message.completed", { text }, turn];
const ends = (turn = "t1"): AgentEvent => ["turn.completed", {}, turn];
const cancels = (reason: string, turn = "t1"): AgentEvent => ["turn.cancelled", { reason }, turn];
const question = (id = "q1"): AgentEvent => [
  "question.asked",
  { questionId: id, text: "Which?", options: [{ label: "Red", value: "r" }, { label: 5 }, "Blue", null] },
];
const asked: AgentEvent = ["turn.completed", { outcome: "question", questionId: "q1" }];

/** The state after these events, which must be the same event by event as in one page. */
function after(...events: AgentEvent[]): SessionState {
  const whole = reduce(START, broughtFrom(0, ...events)).state;
  const single = events.reduce(
    (state, event, index) => reduce(state, broughtFrom(index, event)).state,
    START,
  );
  assert.deepEqual([...items(single.log)], [...items(whole.log)]);
  assert.deepEqual([single.turn, single.question], [whole.turn, whole.question]);
  return whole;
}

function line(entry: Entry): string {
  switch (entry.kind) {
    case "message":
      return `${entry.from}: ${entry.text}${entry.streaming ? "…" : ""}${entry.delivery ? ` (${entry.delivery})` : ""}`;
    case "work":
      return `${entry.state}: ${entry.steps.map(({ label, ok }) => `${label} ${ok}`).join(", ")}`;
    case "question":
      return `${entry.state}: ${entry.text} ${entry.options.map(({ value }) => value).join("/")} ${entry.answer}`.trim();
    default:
      return `${entry.kind} ${entry.code}`;
  }
}

const shown = (...events: AgentEvent[]) => [...items(after(...events).log)].map(line);

describe("what an agent says while it says it", () => {
  const ROWS: readonly [what: string, events: AgentEvent[], lines: string[]][] = [
    ["grows", [says("a"), says("b")], ["agent: ab…"]],
    [
      "stands where it began, whatever comes between",
      [says("a"), ["tool.started", { tool: "x", callId: "c" }], says("b")],
      ["agent: ab…", "running: x null"],
    ],
    ["is replaced by the whole, not doubled", [says("a"), says("b"), said("ab!")], ["agent: ab!"]],
    ["comes whole without having grown", [said("ab")], ["agent: ab"]],
    ["is not grown by what comes late", [says("a"), said("ab"), says("b")], ["agent: ab"]],
    ["nor by what comes after its turn", [says("a"), said("ab"), ends(), says("b")], ["agent: ab"]],
    ["may be several things", [says("a"), said("a"), says("b"), said("b")], ["agent: a\n\nb"]],
    ["of which a later one may say all", [said("a"), said("a\n\nb"), said("a\n\nb")], ["agent: a\n\nb"]],
    [
      "stays as far as it came where its turn fails",
      [says("a"), ["turn.failed", { code: "runtime_lost" }]],
      ["agent: a", "notice runtime_lost"],
    ],
    [
      "is said anew by a turn that starts once more",
      [starts(), says("a"), ["runtime.disconnected"], starts(), says("A"), says("B")],
      ["agent: AB…"],
    ],
    ["is another message in another turn", [says("a"), ends(), says("b", "t2")], ["agent: a", "agent: b…"]],
    [
      "is nothing without words",
      [
        ["message.delta", { text: 5 }],
        ["message.completed", {}],
      ],
      [],
    ],
  ];
  for (const [what, events, lines] of ROWS) test(what, () => assert.deepEqual(shown(...events), lines));

  test("costs the same for each piece, however long it is", () => {
    let state = reduce(START, broughtFrom(0, starts())).state;
    const time = (count: number, from: number) => {
      const begin = performance.now();
      for (let i = 0; i < count; i += 1)
        state = reduce(state, broughtFrom(from + i, says("x".repeat(30)))).state;
      return performance.now() - begin;
    };
    time(2000, 1);
    const early = time(2000, 2001);
    time(20_000, 4001);
    const late = time(2000, 24_001);
    assert.ok(late < early * 3 + 20, `${early} ms, then ${late} ms`);
  });
});

describe("turns", () => {
  test("work from the message to their end", () => {
    assert.equal(after(asks("a")).turn, "working");
    assert.equal(after(asks("a"), starts()).turn, "working");
    assert.equal(after(asks("a"), starts(), ends()).turn, "idle");
    assert.equal(after(asks("a"), starts(), ["runtime.disconnected"]).turn, "working");
    assert.equal(after(asks("a"), starts(), ["runtime.disconnected"], starts(), ends()).turn, "idle");
  });
  test("wait for the one that runs", () => {
    const state = after(asks("a"), starts(), asks("b", "t2"));
    const queued = [...items(state.log)].flatMap((entry) =>
      entry.kind === "message" && isQueued(state, entry) ? [entry.text] : [],
    );
    assert.deepEqual(queued, ["b"]);
  });
  test("that are cancelled before they begin leave the one that runs", () => {
    const state = after(asks("a"), starts(), asks("b", "t2"), cancels("session_ended", "t2"));
    assert.deepEqual([state.turn, state.turnId], ["working", "t1"]);
  });
  test("may be steered into the one that runs", () => {
    const events = [
      asks("a"),
      starts(),
      asks("b", "t2"),
      ["turn.steered", { activeTurnId: "t1" }, "t2"],
    ] as const;
    assert.deepEqual(shown(...events), ["user: a (picked-up)", "user: b (picked-up)"]);
    assert.equal(after(...events, ends()).turn, "idle");
  });
  test("that are held are no failure", () => {
    assert.deepEqual(shown(asks("a"), cancels("held")), ["user: a (sent)"]);
    assert.equal(after(asks("a"), cancels("held")).turn, "idle");
  });
  test("that are stopped say so", () => {
    assert.deepEqual(shown(asks("a"), starts(), cancels("interrupted")), [
      "user: a (picked-up)",
      "notice canceled",
    ]);
  });
});

describe("steps", () => {
  const begun = (callId: string | null, more = {}): AgentEvent => [
    "tool.started",
    { tool: "run", ...(callId && { callId }), ...more },
  ];
  const stepsAfter = (...events: AgentEvent[]) => {
    const work = [...items(after(...events).log)].find((entry) => entry.kind === "work");
    return work?.kind === "work" ? work.steps : [];
  };
  test("are ended by their calls, in any order", () => {
    const [a, b] = stepsAfter(
      starts(),
      begun("a"),
      begun("b"),
      ["tool.failed", { callId: "b", message: "no" }],
      ["tool.completed", { callId: "a" }],
    );
    assert.deepEqual([a?.ok, a?.endedAt?.getUTCSeconds(), b?.ok, b?.output], [true, 5, false, "no"]);
  });
  test("tell how far they are", () => {
    const [step] = stepsAfter(begun("a"), ["tool.progress", { callId: "a", stage: "installing" }]);
    assert.equal(step?.detail, "installing");
  });
  test("that nothing ends are ended by their turn", () => {
    assert.deepEqual(
      stepsAfter(begun("a"), ends()).map(({ ok }) => ok),
      [true],
    );
    assert.deepEqual(
      stepsAfter(begun("a"), cancels("interrupted")).map(({ ok }) => ok),
      [false],
    );
  });
  test("of older logs have no names", () => {
    const [step] = stepsAfter(
      ["tool.started", { id: "1", input: { a: 1 } }],
      ["tool.completed", { id: "1", content: "x" }],
      ends(),
    );
    assert.equal(step?.detail, '{\n  "a": 1\n}');
  });
  for (const [what, output, printed] of [
    ["an object", { a: 1 }, '{\n  "a": 1\n}'],
    ["a string", "done", "done"],
    ["JSON in a string", '{"a":1}', '{\n  "a": 1\n}'],
    ["half of it", '{"a":', '{"a":'],
    ["nothing", undefined, ""],
  ] as const) {
    test(`give back ${what}`, () => {
      assert.equal(stepsAfter(begun("a"), ["tool.completed", { callId: "a", output }])[0]?.output, printed);
    });
  }
  test("give back no more than can be shown", () => {
    const [step] = stepsAfter(begun("a"), ["tool.completed", { callId: "a", output: "x".repeat(1_000_000) }]);
    assert.ok((step?.output.length ?? 0) < 40_000);
  });
});

describe("questions", () => {
  test("wait for their answer", () => {
    const state = after(asks("a"), starts(), question(), asked);
    assert.equal(state.turn, "awaiting-input");
    assert.equal(state.question?.questionId, "q1");
    assert.deepEqual([...items(state.log)].map(line), ["user: a (picked-up)", "open: Which? r/Blue"]);
  });
  test("are answered", () => {
    const state = after(question(), asked, asks("Red", "t2"), [
      "question.answered",
      { questionId: "q1", answer: { questionId: "q1", text: "Red", value: "r" } },
      "t2",
    ]);
    assert.deepEqual([...items(state.log)].map(line), ["answered: Which? r/Blue Red", "user: Red (sent)"]);
    assert.deepEqual([state.question, state.turn], [null, "working"]);
  });
  for (const reason of ["stopped", "dismissed", "superseded", "a new one", undefined]) {
    test(`are closed for the reason ${reason}`, () => {
      const state = after(question(), asked, ["question.closed", { questionId: "q1", reason }]);
      assert.deepEqual(
        [state.question, state.turn, [...items(state.log)].map(line)],
        [null, "idle", ["closed: Which? r/Blue"]],
      );
    });
  }
  const held = (id: string, text = id): AgentEvent => [
    "message.held",
    { questionId: "q1", heldId: id, input: text },
    null,
  ];
  const let_go = (id: string, as: string, turnId: string): AgentEvent => [
    "message.delivered",
    { questionId: "q1", heldId: id, answerTurnId: "t2", turnId, as },
    null,
  ];

  test("hold messages back until they are answered", () => {
    assert.deepEqual(shown(question(), held("h1")), ["open: Which? r/Blue", "user: h1 (sent)"]);
    assert.deepEqual(shown(question(), held("h1"), let_go("h1", "steering", "t2")), [
      "open: Which? r/Blue",
      "user: h1 (picked-up)",
    ]);
  });
  test("show a held message once that becomes a turn, whichever is told first", () => {
    assert.deepEqual(shown(held("h1"), let_go("h1", "turn", "t3"), asks("h1", "t3")), [
      "user: h1 (picked-up)",
    ]);
    assert.deepEqual(shown(held("h1"), asks("h1", "t3"), let_go("h1", "turn", "t3")), [
      "user: h1 (picked-up)",
    ]);
  });
  test("show once what waited for its turn as they came, and is held back now", () => {
    const waits = [asks("a"), starts(), asks("yes", "t2"), asks("b", "t3"), asks("yes", "t4")];
    const overtaken = [cancels("held", "t2"), held("h1", "yes"), cancels("held", "t3"), held("h2", "b")];
    const again = [cancels("held", "t4"), held("h3", "yes"), asked, held("h4", "yes")];
    const events = [...waits, question(), ...overtaken, ...again];
    const lines = ["user: a (picked-up)", "user: yes (sent)", "user: b (sent)", "user: yes (sent)"];
    const shownQuestion = "open: Which? r/Blue";
    assert.deepEqual(shown(...events), [...lines, shownQuestion, "user: yes (sent)"]);
    const delivered = [let_go("h1", "steering", "t5"), let_go("h3", "turn", "t6"), asks("yes", "t6")];
    assert.deepEqual(shown(...events, ...delivered), [
      ...["user: a (picked-up)", "user: yes (picked-up)", "user: b (sent)", "user: yes (picked-up)"],
      ...[shownQuestion, "user: yes (sent)"],
    ]);
  });
  test("hold back what a host draws as they do anything else", () => {
    const start = initialState("s1", { ...VIEW, retain: () => true }, SERVERLESS_CAPABILITIES);
    const events = broughtFrom(0, held("h1"), let_go("h1", "turn", "t3"), asks("h1", "t3"));
    const inputs = [...items(reduce(start, events).state.log)].filter(({ event }) =>
      /^message\.(held|received)$/.test(event?.type ?? ""),
    );
    assert.deepEqual(inputs.map(line), ["user: h1 (picked-up)"]);
  });
  test("throw messages away", () => {
    assert.deepEqual(
      shown(held("h1"), held("h2"), [
        "message.discarded",
        { questionId: "q1", heldId: "h1", reason: "stopped" },
        null,
      ]),
      ["user: h1 (failed)", "user: h2 (sent)"],
    );
    assert.deepEqual(
      shown(held("h1"), held("h2"), ["message.discarded", { questionId: "q1", reason: "ended" }, null]),
      ["user: h1 (failed)", "user: h2 (failed)"],
    );
  });
});

describe("a message of ours and its receipt", () => {
  const queued: Change = {
    type: "queued",
    outgoing: newOutgoing({ key: "k", text: "hi", refs: null, createdAt: 1 }),
  };
  const attempt: Change = { type: "attempt", key: "k", at: 1, starts: false };
  const receipt = (turnId: string | null, heldId: string | null = null): Change => ({
    type: "accepted",
    key: "k",
    id: null,
    seq: null,
    turnId,
    heldId,
  });
  const run = (...changes: Change[]) => {
    const effects: string[] = [];
    let state = START;
    for (const change of changes) {
      const step = reduce(state, change);
      state = step.state;
      effects.push(
        ...step.effects.flatMap((effect) =>
          effect.type === "delivered" ? [`delivered ${effect.id} ${effect.seq}`] : [],
        ),
      );
    }
    const lines = [...items(state.log), ...state.pending].map((entry) => `${entry.key} ${line(entry)}`);
    return { lines, effects, left: state.outbox.length };
  };
  const page = broughtFrom(1, asks("hi", "t7"));

  test("comes before what was written since, be it in the same millisecond", () => {
    const kept = { ...newOutgoing({ key: "first", text: "a", refs: null, createdAt: 1 }), triedAt: 1 };
    const { state } = reduce(reduce(START, queued).state, { type: "queued", outgoing: kept });
    assert.deepEqual(
      state.outbox.map(({ key }) => key),
      ["first", "k"],
    );
  });
  test("the receipt comes first", () => {
    assert.deepEqual(run(queued, attempt, receipt("t7"), page), {
      lines: ["k user: hi (sent)"],
      effects: ["delivered e2 2"],
      left: 0,
    });
  });
  test("the echo comes first", () => {
    assert.deepEqual(run(queued, attempt, page, receipt("t7")), {
      lines: ["k user: hi (sent)"],
      effects: ["delivered e2 2"],
      left: 0,
    });
  });
  test("the echo comes first, and was another's", () => {
    const other = broughtFrom(2, asks("hi", "t8"));
    assert.deepEqual(run(queued, attempt, page, receipt("t8"), other).lines, [
      "e2 user: hi (sent)",
      "k user: hi (sent)",
    ]);
  });
  test("the receipt names a turn that was settled long ago", () => {
    const old = broughtFrom(1, asks("hi", "t7"), starts("t7"), ends("t7"), asks("more", "t8"));
    assert.deepEqual(run(old, queued, attempt, receipt("t7")).lines, [
      "k user: hi (picked-up)",
      "e5 user: more (sent)",
    ]);
  });
  test("the message is held back", () => {
    const held = broughtFrom(1, ["message.held", { questionId: "q", heldId: "h", input: "hi" }, null]);
    assert.deepEqual(run(queued, attempt, receipt(null, "h"), held), {
      lines: ["k user: hi (sent)"],
      effects: ["delivered e2 2"],
      left: 0,
    });
    assert.deepEqual(run(queued, attempt, held, receipt(null, "h")), {
      lines: ["k user: hi (sent)"],
      effects: ["delivered e2 2"],
      left: 0,
    });
  });
  test("the receipt has no name for what is held back", () => {
    const held = broughtFrom(1, ["message.held", { questionId: "q", heldId: "h", input: "hi" }, null]);
    for (const changes of [
      [receipt(null), held],
      [held, receipt(null)],
    ])
      assert.deepEqual(run(queued, attempt, ...changes), {
        lines: ["k user: hi (sent)"],
        effects: ["delivered e2 2"],
        left: 0,
      });
  });
});

describe("what is no news of the conversation", () => {
  for (const type of [
    "session.created",
    "session.status_changed",
    "agent.rendered",
    "usage.recorded",
    "egress.denied",
    "runtime.log",
    "model.route_resolved",
    "memory.saved",
    "delivery.failed",
    "turn.queued",
    "artifact.export.done",
    "toString",
    "__proto__",
    "never.heard.of",
  ]) {
    test(`is not shown: ${type}`, () => {
      assert.deepEqual(shown([type, { text: "secret", message: "secret", instructions: "secret" }]), []);
    });
  }
  test("the end of the session is told", () => {
    const { effects } = reduce(START, broughtFrom(0, ["session.ended", {}, null]));
    assert.deepEqual(
      effects.map(({ type }) => type),
      ["events", "ended"],
    );
  });
  test("odd data does no harm", () => {
    const odd = [
      null,
      5,
      "x",
      [],
      { text: {} },
      { input: { text: 5 } },
      { questionId: 5, options: "x" },
      { callId: {}, output: [[]] },
      { reason: {}, code: [] },
    ];
    for (const type of [
      "message.received",
      "message.held",
      "message.delivered",
      "message.discarded",
      "message.delta",
      "message.completed",
      "reasoning.completed",
      "turn.failed",
      "turn.cancelled",
      "turn.completed",
      "tool.started",
      "tool.progress",
      "tool.completed",
      "tool.failed",
      "question.asked",
      "question.answered",
      "question.closed",
      "session.failed",
    ]) {
      const state = after(...odd.map((data): AgentEvent => [type, data]), said("good", "t9"));
      const last = [...items(state.log)].at(-1);
      assert.equal(last?.kind === "message" && last.text, "good", type);
      assert.doesNotMatch(JSON.stringify([...items(state.log)]), /\[object/);
    }
  });
});
