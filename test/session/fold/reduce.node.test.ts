import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { items } from "../../../src/session/state/list.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import type { Change, Effect } from "../../../src/session/state/change.js";
import { accepted, reduce } from "../../support/reduce.js";
import {
  initialState,
  type Entry,
  type Outgoing,
  type SessionState,
} from "../../../src/session/state/state.js";
import { SessionError } from "../../../src/wire/errors.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { assertShows } from "../../support/entries-of.js";
import { readEvent } from "../../../src/wire/v3/read-event.js";
import { agentMessage, brought, event, turnCompleted, userMessage } from "../../support/log.js";

const VIEW = { level: "user" as const, afterSeq: 0, viewer: null, retain: () => false };
const START = initialState("ses_1", VIEW);
const AT = Date.parse("2026-11-22T10:00:00Z");

const events = (...list: SessionEvent[]): Change => brought(list);
const queued = (key: string, text = key): Change => ({
  type: "queued",
  outgoing: newOutgoing({ key, text, refs: null, createdAt: AT }),
});
const attempt = (key: string, starts = false): Change => ({ type: "attempt", key, at: AT, starts });
const postponed = (key: string): Change => ({ type: "postponed", key, until: null, error: null });
const refused = (key: string, certain = true): Change => ({
  type: "refused",
  key,
  certain,
  error: new SessionError("invalid", "No."),
});

function after(changes: readonly Change[], state: SessionState = START): SessionState {
  return changes.reduce((before, change) => reduce(before, change).state, state);
}

/** What a change brings about, each effect in a word. */
function effectsOf(state: SessionState, change: Change): string[] {
  return reduce(state, change).effects.map(nameOf);
}

function nameOf(effect: Effect): string {
  switch (effect.type) {
    case "events":
      return `events ${effect.events.map(({ seq }) => seq).join(" ")}${effect.replayed ? " replayed" : ""}`;
    case "caught-up":
    case "ended":
      return effect.type;
    case "delivered":
      return `delivered ${effect.item.key} at ${effect.seq}`;
    default:
      return `${effect.type} ${effect.key}`;
  }
}

/** What a person sees, a line an entry: `seq key who: text (delivery)`. */
function drawn({ log, pending }: SessionState): string[] {
  return [...items(log), ...pending].map(line);
}

function line(entry: Entry): string {
  const at = `${entry.seq ?? "-"} ${entry.key}`;
  if (entry.kind === "message") {
    const delivery = entry.delivery === null ? "" : ` (${entry.delivery})`;
    return `${at} ${entry.from}: ${entry.text}${delivery}`;
  }
  if (entry.kind === "work") return `${at} work: ${entry.steps.map((s) => s.label || s.detail).join(" | ")}`;
  if (entry.kind === "question") return `${at} ${entry.state}: ${entry.text}`;
  return entry.kind === "notice"
    ? `${at} ${entry.code}: ${entry.text}`
    : `${at} ${entry.card}: ${entry.title}`;
}

type Row = readonly [what: string, changes: readonly Change[], lines: readonly string[]];

function table(rows: readonly Row[], outbox: readonly string[] | null = null): void {
  for (const [what, changes, lines] of rows) {
    test(what, () => {
      const state = after(changes);
      assert.deepEqual(drawn(state), lines);
      if (outbox)
        assert.deepEqual(
          state.outbox.map(({ key }) => key),
          outbox,
        );
    });
  }
}

describe("a message of ours and its echo", () => {
  const hi = userMessage(5, "hi");
  table(
    [
      [
        "answer, then echo",
        [queued("k", "hi"), attempt("k"), accepted("k", 5), events(hi)],
        ["5 k user: hi (sent)"],
      ],
      [
        "echo, then answer",
        [queued("k", "hi"), attempt("k"), events(hi), accepted("k", 5)],
        ["5 k user: hi (sent)"],
      ],
      [
        "echo with other line ends and spaces, then answer",
        [queued("k", " a\r\nb "), attempt("k"), events(userMessage(5, "a\nb")), accepted("k", 5)],
        ["5 k user: a\nb (sent)"],
      ],
      [
        "echo that the server altered, then answer",
        [queued("k", "hi"), attempt("k"), events(userMessage(5, "hello")), accepted("k", 5)],
        ["5 k user: hello (sent)"],
      ],
      [
        "answer lost, echo, second answer",
        [queued("k", "hi"), attempt("k"), postponed("k"), events(hi), attempt("k"), accepted("k", 5)],
        ["5 k user: hi (sent)"],
      ],
      [
        "200 for a message long in the log",
        [events(hi, agentMessage(6, "yo")), queued("k", "hi"), attempt("k"), accepted("k", 5)],
        ["5 k user: hi (sent)", "6 evt_6 agent: yo"],
      ],
      [
        "the answer twice",
        [queued("k", "hi"), attempt("k"), accepted("k", 5), accepted("k", 5), events(hi), accepted("k", 5)],
        ["5 k user: hi (sent)"],
      ],
      [
        "the echo twice",
        [queued("k", "hi"), attempt("k"), events(hi, hi), events(hi), accepted("k", 5), events(hi)],
        ["5 k user: hi (sent)"],
      ],
      [
        "refused without certainty, then found in the log",
        [queued("k", "hi"), attempt("k"), refused("k", false), events(hi)],
        ["5 k user: hi (sent)"],
      ],
      [
        "the session's input, whatever its text",
        [
          queued("k", "hi"),
          attempt("k", true),
          { type: "started", key: "k" },
          events(userMessage(1, "Dear agent")),
        ],
        ["1 k user: Dear agent (sent)"],
      ],
      [
        "the session's input, given up, tried again, then found in the log",
        [
          ...[queued("k", "hi"), attempt("k", true), refused("k", false)],
          ...[{ type: "retry", key: "k", at: AT } as Change, events(userMessage(1, "hi"))],
        ],
        ["1 k user: hi (sent)"],
      ],
      [
        "the session's input as an HTTP request",
        [
          queued("k", "hi"),
          attempt("k", true),
          events(event({ seq: 1, type: "http.request", body: { payload: { text: "hi" } } })),
        ],
        ["1 k user: hi (sent)"],
      ],
    ],
    [],
  );
});

describe("a message that was tried before it was brought in, after the log was read", () => {
  const hi = events(userMessage(1, "first"), userMessage(5, "hi"), userMessage(6, "hi"));
  const tried = (more: Partial<Outgoing>): Change => ({
    type: "queued",
    outgoing: {
      ...newOutgoing({ key: "k", text: "hi", refs: null, createdAt: AT }),
      triedAt: AT,
      baseSeq: 1,
      ...more,
    },
  });
  const [one, five, six] = [
    "1 evt_1 user: first (sent)",
    "5 evt_5 user: hi (sent)",
    "6 evt_6 user: hi (sent)",
  ] as const;
  table([
    ["is found in it", [hi, tried({})], [one, "5 k user: hi (sent)", six]],
    [
      "and confirmed by its answer",
      [hi, tried({}), attempt("k"), accepted("k", 5)],
      [one, "5 k user: hi (sent)", six],
    ],
    [
      "or found elsewhere",
      [hi, tried({}), attempt("k"), accepted("k", 6)],
      [one, five, "6 k user: hi (sent)"],
    ],
    [
      "is not what came before its first attempt",
      [hi, tried({ baseSeq: 6 })],
      [one, five, six, "- k user: hi (waiting)"],
    ],
    [
      "is the first input, when it started the session",
      [hi, tried({ starts: true, baseSeq: null })],
      ["1 k user: first (sent)", five, six],
    ],
    [
      "is the first input, when it may have started the session and was given up",
      [hi, tried({ text: "first", baseSeq: null, delivery: "failed" })],
      ["1 k user: first (sent)", five, six],
    ],
    [
      "is not the first input in other words, when it was given up",
      [hi, tried({ baseSeq: null, delivery: "failed" })],
      [one, five, six, "- k user: hi (failed)"],
    ],
    [
      "is the first input, when the answer to its start comes late",
      [hi, tried({ triedAt: null, baseSeq: null }), attempt("k", true), { type: "started", key: "k" }],
      ["1 k user: first (sent)", five, six],
    ],
  ]);
});

describe("a message of ours that the log does not have", () => {
  table([
    ["waits", [queued("k", "hi")], ["- k user: hi (waiting)"]],
    ["is being sent", [queued("k", "hi"), attempt("k")], ["- k user: hi (sending)"]],
    ["waits again", [queued("k", "hi"), attempt("k"), postponed("k")], ["- k user: hi (waiting)"]],
    ["is accepted", [queued("k", "hi"), attempt("k"), accepted("k", 5)], ["- k user: hi (sent)"]],
    ["is refused", [queued("k", "hi"), attempt("k"), refused("k")], ["- k user: hi (failed)"]],
    [
      "is tried again",
      [queued("k"), attempt("k"), refused("k"), { type: "retry", key: "k", at: AT }],
      ["- k user: k (waiting)"],
    ],
    ["is given up", [queued("k"), { type: "discarded", key: "k" }], []],
    ["is queued once", [queued("k"), queued("k")], ["- k user: k (waiting)"]],
    [
      "stays below what comes meanwhile",
      [queued("k", "hi"), attempt("k"), events(agentMessage(5, "yo"))],
      ["5 evt_5 agent: yo", "- k user: hi (sending)"],
    ],
    [
      "is not what came before its first attempt",
      [events(userMessage(5, "hi")), queued("k", "hi"), attempt("k")],
      ["5 evt_5 user: hi (sent)", "- k user: hi (sending)"],
    ],
    [
      "is not a message of the same text before it was tried",
      [queued("k", "hi"), events(userMessage(5, "hi"))],
      ["5 evt_5 user: hi (sent)", "- k user: hi (waiting)"],
    ],
    [
      "is not what an agent says",
      [queued("k", "hi"), attempt("k"), events(agentMessage(5, "hi"))],
      ["5 evt_5 agent: hi", "- k user: hi (sending)"],
    ],
    [
      "was accepted below what is shown",
      [
        { type: "restart", view: { ...VIEW, afterSeq: 100 } },
        queued("k", "hi"),
        attempt("k"),
        accepted("k", 50),
      ],
      [],
    ],
  ]);
});

describe("messages of the same text", () => {
  const hi5 = userMessage(5, "hi");
  const hi6 = userMessage(6, "hi");
  table([
    [
      "sent one after the other",
      [
        queued("a", "hi"),
        queued("b", "hi"),
        attempt("a"),
        events(hi5),
        accepted("a", 5),
        attempt("b"),
        events(hi6),
      ],
      ["5 a user: hi (sent)", "6 b user: hi (sent)"],
    ],
    [
      "another tab's first, then ours, then the answer",
      [queued("k", "hi"), attempt("k"), events(hi5), events(hi6), accepted("k", 6)],
      ["5 evt_5 user: hi (sent)", "6 k user: hi (sent)"],
    ],
    [
      "another tab's first, then the answer, then ours",
      [queued("k", "hi"), attempt("k"), events(hi5), accepted("k", 6), events(hi6)],
      ["5 evt_5 user: hi (sent)", "6 k user: hi (sent)"],
    ],
    [
      "ours first, then another tab's",
      [queued("k", "hi"), attempt("k"), events(hi5, hi6), accepted("k", 5)],
      ["5 k user: hi (sent)", "6 evt_6 user: hi (sent)"],
    ],
    [
      "another tab's, and ours refused",
      [queued("k", "hi"), attempt("k"), events(hi5), refused("k")],
      ["5 evt_5 user: hi (sent)", "- k user: hi (failed)"],
    ],
    [
      "the first lost and given up, the second the one in flight",
      [queued("a", "hi"), attempt("a"), refused("a", false), queued("b", "hi"), attempt("b"), events(hi5)],
      ["5 b user: hi (sent)", "- a user: hi (failed)"],
    ],
    [
      "the first lost and given up, the second tried and waiting",
      [
        ...[queued("a", "hi"), attempt("a"), refused("a", false)],
        ...[queued("b", "hi"), attempt("b"), postponed("b"), events(hi5)],
      ],
      ["5 b user: hi (sent)", "- a user: hi (failed)"],
    ],
    [
      "the first lost and given up, the second sent, and the log read anew",
      [
        ...[queued("a", "hi"), attempt("a"), refused("a", false)],
        ...[queued("b", "hi"), attempt("b"), events(hi5), accepted("b", 5)],
        ...[{ type: "restart", view: VIEW } as Change, events(hi5)],
      ],
      ["5 evt_5 user: hi (sent)", "- a user: hi (failed)"],
    ],
    [
      "the first lost and given up, the second answered before the log was read",
      [
        ...[queued("a", "hi"), attempt("a"), refused("a", false)],
        ...[queued("b", "hi"), attempt("b"), accepted("b", 5), events(hi5)],
        ...[{ type: "restart", view: VIEW } as Change, events(hi5)],
      ],
      ["5 evt_5 user: hi (sent)", "- a user: hi (failed)"],
    ],
    [
      "one that was to start the session and was given up, and one posted before the log was read",
      [
        ...[queued("a", "hi"), attempt("a", true), refused("a", false)],
        ...[queued("b", "hi"), attempt("b"), events(userMessage(1, "hi"))],
      ],
      ["1 a user: hi (sent)", "- b user: hi (sending)"],
    ],
    [
      "one that was to start the session and was given up, and a later one of somebody else",
      [
        ...[queued("a", "hi"), attempt("a", true), refused("a", false)],
        events(userMessage(1, "Hello"), userMessage(2, "hi")),
      ],
      ["1 evt_1 user: Hello (sent)", "2 evt_2 user: hi (sent)", "- a user: hi (failed)"],
    ],
    [
      "the second tried before the first's echo was read",
      [
        ...[queued("a", "hi"), attempt("a"), accepted("a", 5), queued("b", "hi"), attempt("b")],
        ...[
          { type: "restart", view: VIEW } as Change,
          { type: "discarded", key: "a" } as Change,
          events(hi5),
        ],
      ],
      ["5 a user: hi (sent)", "- b user: hi (sending)"],
    ],
    [
      "a start given up, and the next one that did start the session",
      [
        ...[queued("a"), attempt("a", true), refused("a", false), queued("b"), attempt("b", true)],
        ...[{ type: "started", key: "b" } as Change, events(userMessage(1, "b"))],
      ],
      ["1 b user: b (sent)", "- a user: a (failed)"],
    ],
    [
      "the second first tried while the log is read anew",
      [
        ...[queued("a", "hi"), attempt("a"), accepted("a", 5), events(hi5)],
        ...[{ type: "restart", view: VIEW } as Change, queued("b", "hi"), attempt("b"), events(hi5)],
      ],
      ["5 evt_5 user: hi (sent)", "- b user: hi (sending)"],
    ],
    [
      "one and the same, tried again while the log is read anew",
      [
        ...[queued("k", "hi"), attempt("k"), postponed("k"), events(hi5)],
        ...[{ type: "restart", view: VIEW } as Change, attempt("k"), events(hi5)],
      ],
      ["5 k user: hi (sent)"],
    ],
    [
      "two that may have started the session",
      [
        ...[
          queued("a"),
          attempt("a", true),
          refused("a", false),
          queued("b"),
          attempt("b", true),
          postponed("b"),
        ],
        events(userMessage(1, "b")),
      ],
      ["1 b user: b (sent)", "- a user: a (failed)"],
    ],
    [
      "accepted and still to come, while the next is in flight",
      [queued("a", "hi"), attempt("a"), accepted("a", 6), queued("b", "hi"), attempt("b"), events(hi6)],
      ["6 a user: hi (sent)", "- b user: hi (sending)"],
    ],
  ]);

  test("a claimed message of somebody else goes back to being theirs", () => {
    const viewer = initialState("ses_1", { ...VIEW, viewer: "me" });
    const theirs = userMessage(5, "hi", { actor: { id: "you", type: "human", display: "You" } });
    const claimed = after([queued("k", "hi"), attempt("k"), events(theirs)], viewer);
    const [entry] = items(reduce(claimed, accepted("k", 9)).state.log);
    assert.ok(entry?.kind === "message");
    assert.deepEqual([entry.key, entry.mine, entry.delivery], ["evt_5", false, null]);
  });

  test("a confirmed message is ours, whoever the server says wrote it", () => {
    const viewer = initialState("ses_1", { ...VIEW, viewer: "me" });
    const ours = userMessage(5, "hi", { actor: { id: "tok_1", type: "human", display: null } });
    for (const changes of [
      [events(ours), accepted("k", 5)],
      [accepted("k", 5), events(ours)],
    ]) {
      const [entry] = items(after([queued("k", "hi"), attempt("k"), ...changes], viewer).log);
      assert.ok(entry?.kind === "message");
      assert.deepEqual([entry.mine, entry.delivery], [true, "sent"]);
    }
  });
});

describe("the order of the log", () => {
  const all = [1, 2, 3, 4, 5].map((seq) => userMessage(seq, `m${seq}`));
  const lines = all.map(({ seq }) => `${seq} evt_${seq} user: m${seq} (sent)`);
  const [one, two, three, four, five] = all as [
    SessionEvent,
    SessionEvent,
    SessionEvent,
    SessionEvent,
    SessionEvent,
  ];
  table([
    ["in one batch", [events(...all)], lines],
    ["one by one", all.map((one) => events(one)), lines],
    ["backwards in a batch", [events(...all.toReversed())], lines],
    ["backwards one by one", all.toReversed().map((one) => events(one)), lines],
    ["doubled", [events(one, one, two, two, three), events(two, three, four), events(...all)], lines],
    ["a late one", [events(one, two, four, five), events(three)], lines],
    ["with gaps", [events(one, five)], [lines[0]!, lines[4]!]],
    ["after a seq", [{ type: "restart", view: { ...VIEW, afterSeq: 3 } }, events(...all)], lines.slice(3)],
  ]);

  test("any order and any repetition give the same log", () => {
    const log = Array.from({ length: 40 }, (_, i) =>
      i % 7 === 6 ? turnCompleted(i + 1) : i % 2 ? agentMessage(i + 1, `a${i}`) : userMessage(i + 1, `u${i}`),
    );
    const expected = drawn(after([events(...log)]));
    const shuffled = fc.shuffledSubarray([...log, ...log], { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(shuffled, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), (order, cuts) => {
        const batches: Change[] = [];
        let rest = order;
        for (const size of cuts) {
          batches.push(events(...rest.slice(0, size)));
          rest = rest.slice(size);
        }
        const state = after([...batches, events(...rest)]);
        const untimely = (text: string) => text.replace("(picked-up)", "(sent)");
        assert.deepEqual(drawn(state).map(untimely), expected.map(untimely));
        assert.equal(state.lastSeq, 40);
      }),
      { numRuns: 200 },
    );
  });

  test("nothing new gives the same state", () => {
    const state = after([events(one, two)]);
    assert.equal(reduce(state, events(two, one)).state, state);
    assert.equal(reduce(state, events()).state, state);
  });
});

describe("a turn's work", () => {
  const turn = { turn_id: "trn_1" };
  const narration = agentMessage(3, "The answer", { level: "progress", ...turn });
  const answer = agentMessage(4, "The answer", turn);
  const tool = event({ seq: 2, type: "tool.call", level: "progress", body: { tool: "bash" }, ...turn });
  table([
    ["the final answer, narrated first", [events(narration, answer)], ["4 evt_4 agent: The answer"]],
    ["the final answer, narrated late", [events(answer), events(narration)], ["4 evt_4 agent: The answer"]],
    [
      "the final answer after other work",
      [events(tool, narration, answer)],
      ["2 evt_2 work: bash", "4 evt_4 agent: The answer"],
    ],
    [
      "the same words in another turn",
      [events(narration, agentMessage(4, "The answer", { turn_id: "trn_2" }))],
      ["3 evt_3 work: The answer", "4 evt_4 agent: The answer"],
    ],
    ["steps of one turn share a line", [events(tool, narration)], ["2 evt_2 work: bash | The answer"]],
    [
      "steps that name no turn, with an answer between them",
      [
        events({ ...tool, turn_id: null }, agentMessage(4, "One"), {
          ...tool,
          id: "evt_5",
          seq: 5,
          turn_id: null,
        }),
      ],
      ["2 evt_2 work: bash", "4 evt_4 agent: One", "5 evt_5 work: bash"],
    ],
    [
      "an error and the turn.failed of it",
      [
        events(
          event({ seq: 2, type: "error.model", body: { code: "overloaded", message: "Busy." }, ...turn }),
          event({ seq: 3, type: "turn.failed", body: { error: { message: "Busy." } }, ...turn }),
        ),
      ],
      ["2 evt_2 overloaded: Busy."],
    ],
    [
      "a turn.failed of which nothing was said",
      [events(event({ seq: 3, type: "turn.failed", body: { error: "It broke." } }))],
      ["3 evt_3 failed: It broke."],
    ],
    [
      "an error and the turn that failed of it",
      [
        events(
          event({ seq: 2, type: "error.model", body: { code: "overloaded", message: "Busy." }, ...turn }),
          turnCompleted(3, {
            turn_id: "trn_1",
            outcome: "error",
            error: { code: "overloaded", message: "Busy." },
          }),
        ),
      ],
      ["2 evt_2 overloaded: Busy."],
    ],
    [
      "an error and the turn that only says that it failed",
      [
        events(
          event({ seq: 2, type: "error.model", body: { code: "overloaded", message: "Busy." }, ...turn }),
          turnCompleted(3, { turn_id: "trn_1", outcome: "failed" }),
        ),
      ],
      ["2 evt_2 overloaded: Busy."],
    ],
  ]);
});

describe("a tool's result", () => {
  const call = (seq: number, tool: string, input?: unknown) =>
    event({ seq, type: "tool.call", level: "progress", turn_id: "t", body: { tool, input } });
  const result = (seq: number, tool: string, body: Record<string, unknown>) =>
    event({ seq, type: "tool.result", level: "progress", turn_id: "t", body: { tool, ...body } });
  const stepsOf = (...list: readonly SessionEvent[]) =>
    [...items(after([events(...list)]).log)].flatMap((entry) =>
      entry.kind === "work" ? entry.steps.map(({ label, ok, output }) => [label, ok, output]) : [],
    );

  test("ends the step of its call, with its output", () => {
    assert.deepEqual(stepsOf(call(1, "read"), result(2, "read", { output: "text", duration_ms: 5 })), [
      ["read", true, "text"],
    ]);
  });
  test("that is an error says so", () => {
    for (const [body, output] of [
      [{ is_error: true, text: "No file." }, "No file."],
      [{ error: "No file." }, "No file."],
      [{ error: { code: "x", message: "No file." }, summary: "1 try" }, "No file.\n1 try"],
    ] as const) {
      assert.deepEqual(stepsOf(call(1, "read"), result(2, "read", body)), [["read", false, output]]);
    }
  });
  test("of calls that ran side by side goes to each in its order, and to its own tool", () => {
    const list = [call(1, "a"), call(2, "b"), call(3, "a"), result(4, "a", { text: "1" })];
    assert.deepEqual(stepsOf(...list, result(5, "a", { text: "3" }), result(6, "b", { text: "2" })), [
      ["a", true, "1"],
      ["b", true, "2"],
      ["a", true, "3"],
    ]);
  });
  test("in a later batch ends it too, and leaves the former state as it was", () => {
    const before = after([events(call(1, "a"))]);
    const [work] = items(before.log);
    const [ended] = items(reduce(before, events(result(2, "a", { output: { n: 1 } }))).state.log);
    assert.ok(work?.kind === "work" && ended?.kind === "work");
    assert.deepEqual(
      [work.steps[0]?.ok, ended.steps[0]?.ok, ended.steps[0]?.output],
      [null, true, '{\n  "n": 1\n}'],
    );
    assert.ok(Object.isFrozen(ended.steps));
  });
  test("without a call is a step of its own", () => {
    assert.deepEqual(stepsOf(result(2, "read", { text: "x" })), [["read", true, "x"]]);
  });
  test("of a call that says what it was given shows that", () => {
    const [work] = items(after([events(call(1, "read", { path: "a" }))]).log);
    assert.equal(work?.kind === "work" && work.steps[0]?.detail, '{\n  "path": "a"\n}');
  });
});

describe("a turn of many steps", () => {
  const steps = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      event({ seq: i + 1, type: "tool.call", level: "progress", turn_id: "t", body: { tool: `tool ${i}` } }),
    );
  test("is folded in a time that grows as their number does", () => {
    const list = steps(160_000);
    const { user } = process.cpuUsage();
    const [work] = items(reduce(START, brought(list)).state.log);
    const took = process.cpuUsage().user - user;
    assert.equal(work?.kind === "work" && work.steps.length, 160_000);
    // Folding takes about 0.2 s of processor time. If each step copied the steps before, it would take half a minute.
    assert.ok(took < 3_000_000, `160 000 steps took ${took / 1000} ms`);
  });
});

describe("what GitHub reports", () => {
  const cardOf = (type: string, body: Record<string, unknown>) => {
    const [entry] = items(after([events(event({ seq: 1, type: `github.pr.${type}`, body }))]).log);
    assert.ok(entry?.kind === "card");
    const { code, title, text, href, verdict, payload } = entry;
    return { code, title, text, href, verdict, payload };
  };
  const pr = { pr: 42, url: "https://git.example/pull/42", author: "ada" };

  test("a comment: who says what, and where", () => {
    const body = { ...pr, comment: "Nice.", comment_url: "https://git.example/pull/42#c1" };
    assert.deepEqual(cardOf("comment", body), {
      code: "comment",
      title: "#42",
      text: "ada: Nice.",
      href: "https://git.example/pull/42#c1",
      verdict: null,
      payload: "",
    });
  });
  test("checks: which fail", () => {
    const body = {
      ...pr,
      state: "failure",
      failing: [{ name: "build" }, { name: "lint" }, {}, "e2e"],
    };
    assertShows(cardOf("checks_completed", body), {
      code: "checks_completed",
      title: "#42",
      text: "build, lint, e2e",
      verdict: "failing",
    });
  });
  test("checks that pass: the state, as nothing else is said", () => {
    const body = { ...pr, state: "success", failing: [] };
    assertShows(cardOf("checks_completed", body), { text: "success", verdict: null });
  });
  test("a review: whose, and how it came out", () => {
    const review = { ...pr, by: "grace" };
    assertShows(cardOf("review_submitted", { ...review, approved: true }), {
      text: "grace",
      verdict: "approved",
    });
    const body = { ...review, changes_requested: true, comment: "Rename it." };
    assertShows(cardOf("review_submitted", body), {
      text: "grace: Rename it.",
      verdict: "changes-requested",
    });
    assert.equal(cardOf("review_submitted", { ...review, approved: [], changes_requested: 0 }).verdict, null);
  });
  test("a long comment is cut, and folded whole", () => {
    const comment = "word ".repeat(400);
    const { text, payload } = cardOf("comment", { ...pr, comment });
    assert.ok(text.length < 700 && text.endsWith("…"));
    assert.equal(payload, `ada: ${comment}`);
  });
  test("an address that is only part of one leads nowhere", () => {
    assert.deepEqual(
      ["report.pdf", "/x", "//x", "", 7, "https://a.example"].map((url) => cardOf("merged", { url }).href),
      [null, null, null, null, null, "https://a.example"],
    );
  });
});

describe("what a hook puts in", () => {
  const hook = { id: "hk_1", type: "trigger", display: "Nightly build" };
  const drawnOf = (sketch: Partial<SessionEvent>) => [
    ...items(after([events(event({ seq: 1, type: "http.request", actor: hook, ...sketch }))]).log),
  ];

  test("is nobody's message but a card of its source, with its data folded", () => {
    const payload = { text: "Build 7 failed.", build: 7 };
    const [entry] = drawnOf({ body: { payload } });
    assertShows(entry, {
      kind: "card",
      card: "source",
      title: "Nightly build",
      text: "Build 7 failed.",
      payload: JSON.stringify(payload, null, 2),
    });
  });
  test("is known by its reference too, whoever the actor is said to be", () => {
    const [entry] = drawnOf({
      actor: { id: null, type: "human", display: null },
      refs: { http: { hook_id: "hk_1" } },
      type: "user.message",
      body: { text: "hello", title: "Alert" },
    });
    assertShows(entry, { kind: "card", title: "Alert", text: "hello", payload: "" });
  });
  test("gets its data when the whole of a large body is there", () => {
    const spilled = event({
      seq: 1,
      type: "http.request",
      actor: hook,
      body: {},
      content_ref: "x",
      body_truncated: true,
    });
    const whole = { ...spilled, body: { payload: { text: "x", rows: [1] } } };
    const [entry] = items(after([events(spilled), { type: "content", event: readEvent(whole) }]).log);
    assertShows(entry, { kind: "card", key: "evt_1", text: "x" });
    assert.match(entry?.kind === "card" ? entry.payload : "", /rows/);
  });
  test("is not taken for the echo of a person's message", () => {
    const state = after([
      queued("k", "x"),
      attempt("k"),
      events(event({ seq: 1, type: "http.request", actor: hook, body: { payload: "x" } })),
    ]);
    assert.equal(drawn(state).at(-1), "- k user: x (sending)");
  });
});

describe("what the agent is doing", () => {
  const started = (seq: number, body = {}) => event({ seq, type: "turn.started", level: "progress", body });
  const a = userMessage(5, "a");
  const b = userMessage(7, "b");
  const done = turnCompleted(8);
  const pull = (seq: number) =>
    event({ seq, type: "github.pr.comment", source: "github", body: { text: "x" } });
  const hook = {
    type: "http.request",
    actor: { id: "hk_1", type: "trigger", display: null },
    body: { payload: { text: "x" } },
  };
  const ask = (seq: number) =>
    agentMessage(seq, "Which?", { body: { text: "Which?", awaiting_input: true }, turn_id: "trn_8" });
  const failure = (seq: number, retriable: boolean) =>
    event({ seq, type: "error.runtime", body: { code: "brain_crashed", message: "x", retriable } });
  const ROWS: readonly [
    what: string,
    changes: readonly Change[],
    turn: string,
    deliveries: readonly string[],
  ][] = [
    ["nothing yet", [], "idle", []],
    ["an input", [events(a)], "working", ["sent"]],
    ["an input and its end", [events(a, done)], "idle", ["picked-up"]],
    [
      "two inputs and an end that says it took both",
      [events(a, b, turnCompleted(8, { input_to_seq: 7 }))],
      "idle",
      ["picked-up", "picked-up"],
    ],
    [
      "two inputs and an end that says it took one",
      [events(a, b, turnCompleted(8, { input_to_seq: "5" }))],
      "working",
      ["picked-up", "sent"],
    ],
    ["two inputs and an end that says nothing", [events(a, b, done)], "working", ["picked-up", "sent"]],
    ["the same, and a silence", [events(a, b, done), { type: "lapsed" }], "idle", ["picked-up", "picked-up"]],
    [
      "the same, and a second end",
      [events(a, b, done, turnCompleted(9))],
      "idle",
      ["picked-up", "picked-up"],
    ],
    ["one input and a silence", [events(a), { type: "lapsed" }], "working", ["sent"]],
    ["a start with bounds", [events(a, started(6, { input_to_seq: 5 }))], "working", ["picked-up"]],
    [
      "a start with bounds, a later input and the end",
      [events(a, started(6, { input_to_seq: 5 }), b, done)],
      "working",
      ["picked-up", "sent"],
    ],
    ["a start without bounds, and its end", [events(a, started(6), turnCompleted(7))], "idle", ["picked-up"]],
    ["a start without an input", [events(started(6))], "working", []],
    [
      "a question",
      [events(a, turnCompleted(8, { outcome: "needs_input" }))],
      "awaiting-input",
      ["picked-up"],
    ],
    [
      "an old server's question",
      [events(a, turnCompleted(8, { outcome: null, yield_reason: "NEEDS_INPUT" }))],
      "awaiting-input",
      ["picked-up"],
    ],
    [
      "a question and its answer",
      [events(a, turnCompleted(6, { outcome: "needs_input" }), b)],
      "working",
      ["picked-up", "sent"],
    ],
    ["an end that comes before its input", [events(done), events(a)], "idle", ["picked-up"]],
    [
      "an end with bounds that comes before its input",
      [events(turnCompleted(8, { input_to_seq: 5 })), events(a)],
      "idle",
      ["picked-up"],
    ],
    [
      "an input that names its turn, and the end of another",
      [events({ ...a, turn_id: "trn_2" }, turnCompleted(8, { turn_id: "trn_1", input_to_seq: 7 }))],
      "working",
      ["sent"],
    ],
    [
      "inputs of two turns, the second of which failed",
      [
        events(
          { ...a, turn_id: "trn_1" },
          { ...b, turn_id: "trn_2" },
          event({ seq: 8, type: "turn.failed", turn_id: "trn_2", body: {} }),
        ),
      ],
      "working",
      ["sent", "picked-up"],
    ],
    [
      "an input that names its turn, whose end says nothing, and one that names none",
      [events({ ...a, turn_id: "trn_8" }, b, done)],
      "working",
      ["picked-up", "sent"],
    ],
    [
      "an input that names its turn and comes after its end",
      [events(turnCompleted(8, { turn_id: "trn_1" })), events({ ...a, turn_id: "trn_1" })],
      "idle",
      ["picked-up"],
    ],
    ["a failed turn", [events(a, event({ seq: 8, type: "turn.failed", body: {} }))], "idle", ["picked-up"]],
    ["an input of GitHub's", [events(pull(6))], "working", []],
    ["an input of GitHub's and the end of its turn", [events(pull(6), done)], "idle", []],
    [
      "an input of GitHub's, a message that waits, and the end of the first turn",
      [events(pull(4), a, done)],
      "working",
      ["sent"],
    ],
    ["an input of a hook's", [events(event({ ...hook, seq: 6 }))], "working", []],
    ["an agent that asks before its turn ends", [events(a, ask(6))], "awaiting-input", ["sent"]],
    ["the same, and the end", [events(a, ask(6), done)], "awaiting-input", ["picked-up"]],
    [
      "the same, and an end by failure",
      [events(a, ask(6), turnCompleted(8, { outcome: "error" }))],
      "idle",
      ["picked-up"],
    ],
    ["the same, and an answer of the person's", [events(a, ask(6), b)], "working", ["sent", "sent"]],
    ["a started turn that asks", [events(started(4), ask(6))], "awaiting-input", []],
    [
      "an answer and a long silence",
      [events(a, agentMessage(6, "x")), { type: "lapsed" }],
      "idle",
      ["picked-up"],
    ],
    [
      "an answer, more work and a silence",
      [
        events(
          a,
          agentMessage(6, "x"),
          event({ seq: 7, type: "tool.call", level: "progress", body: { tool: "t" } }),
        ),
        { type: "lapsed" },
      ],
      "working",
      ["sent"],
    ],
    [
      "an error that is final, and a silence",
      [events(a, failure(6, false)), { type: "lapsed" }],
      "idle",
      ["picked-up"],
    ],
    [
      "an error that is not, and a silence",
      [events(a, failure(6, true)), { type: "lapsed" }],
      "working",
      ["sent"],
    ],
    [
      "a started turn, an error that is final, and a silence",
      [events(a, started(6, { input_to_seq: 5 }), failure(7, false)), { type: "lapsed" }],
      "idle",
      ["picked-up"],
    ],
    [
      "an end that comes before the start",
      [events(a, done), events(started(6, { input_to_seq: 5 }))],
      "idle",
      ["picked-up"],
    ],
  ];
  for (const [what, changes, turn, deliveries] of ROWS) {
    test(what, () => {
      const state = after(changes);
      assert.equal(state.turn, turn);
      const got = [...items(state.log)].flatMap((entry) =>
        entry.kind === "message" && entry.from === "user" ? [entry.delivery] : [],
      );
      assert.deepEqual(got, deliveries);
    });
  }

  test("an echo that comes late is marked as picked up too", () => {
    const late = after([
      queued("k", "a"),
      attempt("k"),
      accepted("k", 5),
      events(turnCompleted(8, { input_to_seq: 5 })),
      events(a),
    ]);
    assert.deepEqual(drawn(late)[0], "5 k user: a (picked-up)");
  });

  test("why the last turn ended", () => {
    assert.equal(after([events(a, turnCompleted(8, { outcome: "Cancelled" }))]).turnReason, "canceled");
  });
});

describe("a question of the wire that names none", () => {
  const asked = (seq: number) => turnCompleted(seq, { turn_id: "t", outcome: "needs_input" });
  const said = (seq: number, body = {}) =>
    agentMessage(seq, "Which?", { turn_id: "t", body: { text: "Which?", ...body } });
  const entries = (...changes: readonly Change[]) =>
    [...items(after(changes).log)].map((entry) =>
      entry.kind === "message" ? `${entry.text}${entry.asks ? ", asks" : ""}` : entry.kind,
    );

  test("is the last answer of its turn, and nothing besides", () => {
    assert.deepEqual(entries(events(said(1)), events(said(2), asked(3))), ["Which?", "Which?, asks"]);
    assert.deepEqual(entries(events(said(1)), events(asked(2))), ["Which?, asks"]);
  });

  test("is one at once where the answer itself says so", () => {
    assert.deepEqual(entries(events(said(1, { awaiting_input: true }))), ["Which?, asks"]);
  });

  test("is a remark where the turn has said nothing", () => {
    assert.deepEqual(entries(events(agentMessage(1, "Before"), asked(2))), ["Before", "notice"]);
  });
});

describe("unread", () => {
  const answers = [agentMessage(2, "x"), userMessage(3, "y"), agentMessage(4, "z")];
  const ROWS: readonly [what: string, changes: readonly Change[], unread: number][] = [
    ["answers", [events(...answers)], 2],
    ["answers, some seen", [events(...answers), { type: "seen", seq: 2 }], 1],
    ["all seen", [events(...answers), { type: "seen", seq: 4 }], 0],
    ["seen before it was read", [{ type: "seen", seq: 3 }, events(...answers)], 1],
    [
      "a lower mark takes nothing back",
      [events(...answers), { type: "seen", seq: 4 }, { type: "seen", seq: 2 }],
      0,
    ],
    ["a late answer", [events(agentMessage(4, "z")), events(agentMessage(2, "x"))], 2],
    [
      "a late answer below what was seen",
      [events(agentMessage(4, "z")), { type: "seen", seq: 4 }, events(agentMessage(2, "x"))],
      0,
    ],
    [
      "a question after its text counts once",
      [
        events(
          agentMessage(2, "Which?", { turn_id: "t" }),
          turnCompleted(3, { turn_id: "t", outcome: "needs_input" }),
        ),
      ],
      1,
    ],
    ["narration", [events(agentMessage(2, "hm", { level: "progress" }))], 0],
    [
      "the log read anew",
      [events(...answers), { type: "seen", seq: 2 }, { type: "restart", view: VIEW }, events(...answers)],
      1,
    ],
  ];
  for (const [what, changes, unread] of ROWS) {
    test(what, () => assert.equal(after(changes).unread, unread));
  }
});

describe("a log read anew", () => {
  test("shows messages on their way once, before and after", () => {
    const before = [queued("k", "hi"), attempt("k"), events(userMessage(5, "hi"))];
    const anew: Change = { type: "restart", view: { ...VIEW, level: "progress" } };
    assert.deepEqual(drawn(after([...before, anew])), ["- k user: hi (sending)"]);
    assert.deepEqual(drawn(after([...before, anew, events(userMessage(5, "hi")), accepted("k", 5)])), [
      "5 k user: hi (sent)",
    ]);
  });

  test("a reset leaves nothing", () => {
    const state = after([
      queued("k"),
      events(userMessage(5, "hi")),
      { type: "seen", seq: 5 },
      { type: "reset" },
    ]);
    assert.deepEqual(state, initialState(null, VIEW));
  });
});

describe("any history of one message", () => {
  const own = fc.constantFrom(
    attempt("k"),
    postponed("k"),
    refused("k"),
    refused("k", false),
    accepted("k", 6),
    { type: "retry", key: "k", at: AT } as Change,
    events(userMessage(5, "hi")),
    events(userMessage(6, "hi")),
    events(agentMessage(7, "yo")),
    { type: "restart", view: VIEW } as Change,
  );
  test("shows each event of the log once, and the message at most once more", () => {
    fc.assert(
      fc.property(fc.array(own, { maxLength: 12 }), (changes) => {
        const state = after([queued("k", "hi"), ...changes]);
        const keys = drawn(state).map((text) => text.split(" ")[1]);
        assert.equal(new Set(keys).size, keys.length, `doubled keys: ${keys.join(" ")}`);
        const isKept = state.outbox.some(({ key }) => key === "k");
        const isAnew = changes.some(({ type }) => type === "restart");
        assert.ok(isKept || keys.includes("k") || isAnew, "the message is gone from sight");
      }),
      { numRuns: 2000 },
    );
  });

  test("ends, once accepted and echoed, with the log and nothing else", () => {
    fc.assert(
      fc.property(fc.array(own, { maxLength: 12 }), (changes) => {
        const log = [userMessage(5, "hi"), userMessage(6, "hi"), agentMessage(7, "yo")];
        const tail: Change[] = [attempt("k"), accepted("k", 6), events(...log)];
        const lines = drawn(after([queued("k", "hi"), ...changes, ...tail])).map((text) =>
          text.replace(/ \S+ /, " "),
        );
        assert.deepEqual(lines, ["5 user: hi (sent)", "6 user: hi (sent)", "7 agent: yo"]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("What a change brings about is said", () => {
  const caughtUp: Change = { type: "caught-up" };
  const echo = (seq: number, text: string) => events(userMessage(seq, text));

  const TABLE: readonly [
    what: string,
    before: readonly Change[],
    change: Change,
    effects: readonly string[],
  ][] = [
    [
      "news of a first reading",
      [],
      events(agentMessage(1, "a"), agentMessage(2, "b")),
      ["events 1 2 replayed"],
    ],
    ["news afterwards", [caughtUp], events(agentMessage(1, "a")), ["events 1"]],
    ["nothing of what is known", [echo(1, "a")], echo(1, "a"), []],
    ["the end of the first reading", [], caughtUp, ["caught-up"]],
    ["nothing of a second end", [caughtUp], caughtUp, []],
    ["the answer before the echo", [queued("k"), attempt("k")], accepted("k", 3), ["delivered k at 3"]],
    [
      "the echo after the answer",
      [queued("k"), attempt("k"), accepted("k", 3)],
      echo(3, "k"),
      ["events 3 replayed", "gone k"],
    ],
    ["nothing of an echo without answer", [queued("k"), attempt("k")], echo(3, "k"), ["events 3 replayed"]],
    [
      "the answer after the echo",
      [queued("k"), attempt("k"), echo(3, "k")],
      accepted("k", 3),
      ["delivered k at 3", "gone k"],
    ],
    [
      "the echo of what starts the session",
      [queued("k"), attempt("k", true)],
      echo(1, "dressed up"),
      ["events 1 replayed", "delivered k at 1", "gone k"],
    ],
    [
      "the late echo of what was given up",
      [queued("k"), attempt("k"), refused("k", false)],
      echo(3, "k"),
      ["events 3 replayed", "delivered k at 3", "gone k"],
    ],
    ["a refusal", [queued("k"), attempt("k")], refused("k"), ["refused k"]],
    ["no second refusal", [queued("k"), attempt("k"), refused("k")], refused("k"), []],
    ["a discarded message", [queued("k")], { type: "discarded", key: "k" }, ["gone k"]],
    ["what a reset leaves behind", [queued("k"), queued("l")], { type: "reset" }, ["gone k", "gone l"]],
  ];
  for (const [what, before, change, expected] of TABLE) {
    test(what, () => assert.deepEqual(effectsOf(after(before), change), expected));
  }

  test("An unknown change leaves the state alone", () => {
    const { state, effects } = reduce(START, { type: "of-a-later-version" } as unknown as Change);
    assert.equal(state, START);
    assert.deepEqual(effects, []);
  });
});
