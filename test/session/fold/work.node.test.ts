import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { items } from "../../../src/session/state/list.js";
import { reduce } from "../../support/reduce.js";
import { initialState, type SessionState, type WorkEntry } from "../../../src/session/state/state.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { agentMessage, brought, event, userMessage } from "../../support/log.js";

const START = initialState("ses_1", {
  level: "progress",
  afterSeq: 0,
  viewer: null,
  retain: () => false,
});

/** The log's clock is at as many seconds as the seq says. */
function at(seq: number, type: string, body: Record<string, unknown>): SessionEvent {
  const ts = new Date(Date.UTC(2026, 10, 22, 10, 0, seq)).toISOString();
  return event({ seq, type, level: "progress", ts, turn_id: "trn_1", body });
}

const started = (seq: number, body = {}) => at(seq, "turn.started", body);
const ended = (seq: number, outcome: string) => at(seq, "turn.completed", { outcome });
const call = (seq: number, tool: string) => at(seq, "tool.call", { tool });
const result = (seq: number, tool: string, isError = false) =>
  at(seq, "tool.result", { tool, is_error: isError });
const exec = (seq: number, code: number) => at(seq, "exec.completed", { command: "ls", exit_code: code });

function after(...events: SessionEvent[]): SessionState {
  return reduce(START, brought(events)).state;
}

function workOf(state: SessionState): WorkEntry {
  const work = [...items(state.log)].find((entry) => entry.kind === "work");
  assert.ok(work);
  return work;
}

const second = (time: Date | null) => time?.getUTCSeconds() ?? null;

/** `state from-to: label from-to ok, …`, in seconds of the log's clock. */
function line({ state, startedAt, endedAt, steps }: WorkEntry): string {
  const span = (from: Date | null, to: Date | null) => `${second(from) ?? "?"}-${second(to) ?? ""}`;
  const marks = new Map<boolean | null, string>([
    [true, " ok"],
    [false, " failed"],
    [null, ""],
  ]);
  const said = steps.map(
    (step) => `${step.label} ${span(step.startedAt, step.endedAt)}${marks.get(step.ok)}`,
  );
  return `${state} ${span(startedAt, endedAt)}: ${said.join(", ")}`;
}

describe("work has the times of the log's clock", () => {
  const ROWS: readonly [what: string, events: readonly SessionEvent[], line: string][] = [
    ["a step that goes on", [started(1), call(2, "read")], "running 1-: read 2-"],
    ["a turn that does not tell its start", [call(2, "read")], "running 2-: read 2-"],
    [
      "a step without an end ends with the next",
      [started(1), call(2, "a"), call(5, "b")],
      "running 1-: a 2-5, b 5-",
    ],
    ["or with its turn", [started(1), call(2, "a"), ended(7, "completed")], "done 1-7: a 2-7"],
    [
      "a result ends its step, whatever came meanwhile",
      [started(1), call(2, "a"), call(3, "b"), result(6, "a"), result(8, "b", true), ended(9, "completed")],
      "done 1-9: a 2-6 ok, b 3-8 failed",
    ],
    ["a command tells its end alone", [started(1), exec(4, 0), ended(5, "completed")], "done 1-5: ls ?-4 ok"],
    ["stopped", [started(1), call(2, "a"), ended(4, "cancelled")], "stopped 1-4: a 2-4"],
    ["failed", [started(1), call(2, "a"), ended(4, "error")], "failed 1-4: a 2-4"],
    ["at a limit", [started(1), call(2, "a"), ended(4, "max_turns")], "failed 1-4: a 2-4"],
    ["with a question", [started(1), call(2, "a"), ended(4, "needs_input")], "done 1-4: a 2-4"],
    [
      "a turn whose end was never told",
      [started(1), call(2, "a"), { ...started(6), turn_id: "trn_2" }],
      "done 1-2: a 2-2",
    ],
  ];
  for (const [what, events, expected] of ROWS) {
    test(what, () => {
      assert.equal(line(workOf(after(...events))), expected);
      // Frame by frame it comes to the same.
      const states = events.reduce((state, one) => reduce(state, brought([one])).state, START);
      assert.equal(line(workOf(states)), expected);
    });
  }

  test("a step that comes after the end of its turn was in it", () => {
    const late = reduce(after(started(1), ended(9, "error")), brought([call(3, "a")])).state;
    assert.equal(line(workOf(late)), "failed 3-9: a 3-9");
  });
  test("a turn that is taken for ended ends its work", () => {
    const answered = { ...agentMessage(4, "done"), turn_id: "trn_1" };
    const lapsed = reduce(after(userMessage(1, "hi"), call(3, "a"), answered), { type: "lapsed" }).state;
    assert.equal(line(workOf(lapsed)), "done 3-3: a 3-3");
  });
});

describe("a turn that is to stop", () => {
  const running = after(userMessage(1, "hi"), started(2));
  const stopping = reduce(running, { type: "stopping", stopping: true }).state;

  test("is stopping until the log says that it has ended", () => {
    assert.equal(stopping.stopping, true);
    assert.equal(reduce(stopping, brought([call(3, "a")])).state.stopping, true);
    assert.equal(reduce(stopping, brought([ended(4, "canceled")])).state.stopping, false);
  });
  test("goes on where it could not be asked", () => {
    assert.equal(reduce(stopping, { type: "stopping", stopping: false }).state.stopping, false);
  });
  test("an idle one has nothing to stop", () => {
    assert.equal(reduce(START, { type: "stopping", stopping: true }).state, START);
  });
  test("its end does not leave the next turn stopping", () => {
    const next = reduce(stopping, brought([userMessage(3, "b"), ended(4, "canceled"), started(5)])).state;
    assert.deepEqual([next.turn, next.stopping], ["working", false]);
  });
});
