import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "./history.js";
import { type Logged, ofServerless, ofV3 } from "./logged.js";

type LoggedPart = Pick<Logged, "said" | "by" | "turn">;

const says = (said: string, by = "ann"): LoggedPart => ({ said, by, turn: null });
const turn = (is: "start" | "work" | "end", id: string): LoggedPart => ({
  said: null,
  by: null,
  turn: { id, is },
});

/** A log of these events. */
function logOf(...parts: LoggedPart[]): Logged[] {
  return parts.map((part, index) => ({
    seq: index + 1,
    id: `evt_${index + 1}`,
    isShown: true,
    ...part,
  }));
}

/** The history of the client `ann`, who has sent `a` and then `b`, and has received `shown` events. */
function told(shown: number): History {
  const history = new History();
  for (const text of ["a", "b"]) history.sent("ann", text);
  history.acknowledged("ann", "a", 1);
  history.acknowledged("ann", "b", 2);
  for (let seq = 1; seq <= shown; seq++) history.seen("ann", { seq, id: `evt_${seq}` });
  return history;
}

test("a history that the log confirms has no violations", () => {
  const log = logOf(says("a"), says("b"), turn("start", "t"), turn("work", "t"), turn("end", "t"));
  assert.deepEqual(told(5).violations(log), []);
});

test("a message that is lost, doubled, reordered, from another client or not received is a violation", () => {
  const violations = (log: Logged[], shown = log.length) => told(shown).violations(log).join("; ");
  assert.match(violations(logOf(says("a"))), /lost: "b" of ann, acknowledged at 2/);
  assert.match(violations(logOf(says("a"), says("b"), says("b"))), /doubled: "b"/);
  assert.match(violations(logOf(says("b"), says("a"))), /reordered: ann sent "a" before "b"/);
  assert.match(
    violations(logOf(says("a"), says("b", "bob"))),
    /"b" was sent by ann, and is in the log as sent by bob/,
  );
  assert.match(violations(logOf(says("a"), says("b"), says("c", "eve"))), /"c" was sent by null, .* by eve/);
  assert.match(violations(logOf(says("a"), says("b")), 1), /ann received 1 of 2/);
  const [first, second] = logOf(says("a"), says("b")) as [Logged, Logged];
  assert.match(violations([first, { ...second, seq: 3 }]), /the log has seq 3 at place 2/);
  assert.match(violations([first, { ...second, id: first.id }]), /two events have one id/);
});

test("a message before one that was acknowledged earlier is a violation", () => {
  const history = new History();
  history.sent("ann", "a");
  history.acknowledged("ann", "a", 2);
  history.sent("bob", "b");
  history.acknowledged("bob", "b", 1);
  const violations = history.violations(logOf(says("b", "bob"), says("a")));
  assert.deepEqual(violations, ['reordered: "b" at 1 was sent after 2 was known']);
});

test("an event that a client receives twice, or that the log does not have, is a violation", () => {
  const log = logOf(says("a"), says("b"));
  const history = told(2);
  history.seen("ann", { seq: 2, id: "evt_2" });
  assert.match(history.violations(log).join(), /ann received evt_2 as 2 at place 3/);
  const other = told(1);
  other.seen("ann", { seq: 2, id: "evt_x" });
  assert.match(other.violations(log).join(), /ann received evt_x as 2 at place 2/);
});

test("a turn without an end, beside another turn, or with work after its end is a violation", () => {
  const violations = (...parts: LoggedPart[]) => {
    const log = logOf(says("a"), says("b"), ...parts);
    return told(log.length).violations(log).join("; ");
  };
  assert.match(violations(turn("start", "t")), /t has no end/);
  assert.match(violations(turn("start", "t"), turn("start", "u")), /start of u at 4, while t ran/);
  const ended = [turn("start", "t"), turn("end", "t")];
  assert.match(violations(...ended, turn("work", "t")), /work of t at 5, while null ran/);
  assert.match(violations(...ended, turn("end", "t")), /end of t at 5/);
  assert.match(violations(...ended, turn("start", "t")), /start of t at 5/);
  assert.equal(violations(turn("start", "t"), turn("start", "t"), turn("end", "t")), "", "begun anew");
});

test("the logs of both wires are read alike", () => {
  const place = { seq: 1, id: "evt_1" };
  const refs = { client: "ann" };
  const said = { ...place, isShown: true, said: "a", by: "ann", turn: null };
  assert.deepEqual(ofV3({ ...place, type: "user.message", body: { text: "a" }, refs }), said);
  const received = { type: "message.received", turnId: "t", data: { input: "a", payload: refs } };
  assert.deepEqual(ofServerless({ ...place, ...received }), said);
  const blank = { ...place, isShown: true, said: null, by: null };
  assert.deepEqual(ofV3({ ...place, type: "turn.completed", turn_id: "t", body: {} }).turn, {
    id: "t",
    is: "end",
  });
  for (const [type, is] of [
    ["turn.started", "start"],
    ["message.delta", "work"],
    ["turn.failed", "end"],
    ["turn.cancelled", "end"],
  ] as const) {
    assert.deepEqual(ofServerless({ ...place, type, turnId: "t", data: {} }), {
      ...blank,
      turn: { id: "t", is },
    });
  }
  for (const [type, turnId] of [
    ["turn.queued", "t"],
    ["session.created", undefined],
  ] as const) {
    assert.deepEqual(ofServerless({ ...place, type, turnId, data: {} }), { ...blank, turn: null });
  }
  assert.equal(ofServerless({ ...place, type: "agent.rendered", data: {} }).isShown, false);
});
