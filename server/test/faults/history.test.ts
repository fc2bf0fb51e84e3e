import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "./history.js";
import { type Logged, ofServerless, ofV3 } from "./logged.js";

type Happening = Pick<Logged, "said" | "by" | "turn">;

const says = (said: string, by = "ann"): Happening => ({ said, by, turn: null });
const turn = (is: "start" | "work" | "end", id: string): Happening => ({
  said: null,
  by: null,
  turn: { id, is },
});

/** A log in which these things happen. */
function logOf(...happenings: Happening[]): Logged[] {
  return happenings.map((happening, index) => ({
    seq: index + 1,
    id: `evt_${index + 1}`,
    isShown: true,
    ...happening,
  }));
}

/** What Ann was told, who sent `a` and then `b`, and was shown as many events. */
function told(shown: number): History {
  const history = new History();
  for (const text of ["a", "b"]) history.sent("ann", text);
  history.acknowledged("ann", "a", 1);
  history.acknowledged("ann", "b", 2);
  for (let seq = 1; seq <= shown; seq++) history.seen("ann", { seq, id: `evt_${seq}` });
  return history;
}

test("a history that is as promised has nothing to complain of", () => {
  const log = logOf(says("a"), says("b"), turn("start", "t"), turn("work", "t"), turn("end", "t"));
  assert.deepEqual(told(5).complaints(log), []);
});

test("what is lost, doubled, reordered, another's or not shown is named", () => {
  const complaints = (log: Logged[], shown = log.length) => told(shown).complaints(log).join("; ");
  assert.match(complaints(logOf(says("a"))), /lost: "b" of ann, acknowledged at 2/);
  assert.match(complaints(logOf(says("a"), says("b"), says("b"))), /doubled: "b"/);
  assert.match(complaints(logOf(says("b"), says("a"))), /reordered: ann sent "a" before "b"/);
  assert.match(complaints(logOf(says("a"), says("b", "bob"))), /"b" is of ann, and in the log of bob/);
  assert.match(complaints(logOf(says("a"), says("b"), says("c", "eve"))), /"c" is of null, and .* of eve/);
  assert.match(complaints(logOf(says("a"), says("b")), 1), /ann was shown 1 of 2/);
  const [first, second] = logOf(says("a"), says("b")) as [Logged, Logged];
  assert.match(complaints([first, { ...second, seq: 3 }]), /the log has seq 3 at place 2/);
  assert.match(complaints([first, { ...second, id: first.id }]), /two events have one id/);
});

test("what stands before something that was known when it was sent is named", () => {
  const history = new History();
  history.sent("ann", "a");
  history.acknowledged("ann", "a", 2);
  history.sent("bob", "b");
  history.acknowledged("bob", "b", 1);
  const complaints = history.complaints(logOf(says("b", "bob"), says("a")));
  assert.deepEqual(complaints, ['reordered: "b" at 1 was sent after 2 was known']);
});

test("a client that is shown an event twice, or another one, is named", () => {
  const log = logOf(says("a"), says("b"));
  const history = told(2);
  history.seen("ann", { seq: 2, id: "evt_2" });
  assert.match(history.complaints(log).join(), /ann was shown evt_2 as 2 at place 3/);
  const other = told(1);
  other.seen("ann", { seq: 2, id: "evt_x" });
  assert.match(other.complaints(log).join(), /ann was shown evt_x as 2 at place 2/);
});

test("a turn without an end, with two at once, or with something after its end is named", () => {
  const complaints = (...happenings: Happening[]) => {
    const log = logOf(says("a"), says("b"), ...happenings);
    return told(log.length).complaints(log).join("; ");
  };
  assert.match(complaints(turn("start", "t")), /t has no end/);
  assert.match(complaints(turn("start", "t"), turn("start", "u")), /start of u at 4, while t ran/);
  const ended = [turn("start", "t"), turn("end", "t")];
  assert.match(complaints(...ended, turn("work", "t")), /work of t at 5, while null ran/);
  assert.match(complaints(...ended, turn("end", "t")), /end of t at 5/);
  assert.match(complaints(...ended, turn("start", "t")), /start of t at 5/);
  assert.equal(complaints(turn("start", "t"), turn("start", "t"), turn("end", "t")), "", "begun anew");
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
