import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../support/json.js";
import { History } from "./history.js";

/** A log of these events, a text for a message and a pair for what a turn does. */
function logOf(...events: (string | readonly [type: string, turn: string])[]): Json[] {
  return events.map((event, index) => {
    const place = { seq: index + 1, id: `evt_${index + 1}` };
    if (typeof event === "string") return { ...place, type: "user.message", body: { text: event } };
    return { ...place, type: event[0], turn_id: event[1], body: {} };
  });
}

/** What clients were told who sent `a` and `b`, and were shown as many events. */
function told(shown: number): History {
  const history = new History();
  for (const [text, seq] of [
    ["a", 1],
    ["b", 2],
  ] as const) {
    history.sent("ann", text);
    history.acknowledged("ann", text, seq);
  }
  for (let seq = 1; seq <= shown; seq++) history.seen("ann", { seq, id: `evt_${seq}` });
  return history;
}

test("a history that is as promised has nothing to complain of", () => {
  const log = logOf("a", "b", ["turn.started", "t"], ["agent.message", "t"], ["turn.completed", "t"]);
  assert.deepEqual(told(5).complaints(log), []);
});

test("what is lost, doubled, reordered or not shown is named", () => {
  const complaints = (log: Json[], shown = log.length) => told(shown).complaints(log).join("; ");
  assert.match(complaints(logOf("a")), /lost: "b" of ann, acknowledged at 2/);
  assert.match(complaints(logOf("a", "b", "b")), /doubled: "b"/);
  assert.match(complaints(logOf("b", "a")), /reordered: the messages of ann/);
  assert.match(complaints(logOf("a", "b"), 1), /ann was shown 1 of 2/);
  const [first, second] = logOf("a", "b");
  assert.match(complaints([first, { ...second, seq: 3 }]), /the log has seq 3 at place 2/);
  assert.match(complaints([first, { ...second, id: first.id }]), /two events have one id/);
});

test("a client that is shown an event twice, or another one, is named", () => {
  const history = told(2);
  history.seen("ann", { seq: 2, id: "evt_2" });
  assert.match(history.complaints(logOf("a", "b")).join(), /ann was shown seq 2 at place 3/);
  const other = told(1);
  other.seen("ann", { seq: 2, id: "evt_x" });
  assert.match(other.complaints(logOf("a", "b")).join(), /ann was shown another event at 2/);
});

test("a turn without an end, with two at once, or with something after its end is named", () => {
  const complaints = (...events: [string, string][]) => {
    const log = logOf("a", "b", ...events);
    return told(log.length).complaints(log).join("; ");
  };
  assert.match(complaints(["turn.started", "t"]), /t has no end/);
  assert.match(complaints(["turn.started", "t"], ["turn.started", "u"]), /u began at 4, while t ran/);
  const ended: [string, string][] = [
    ["turn.started", "t"],
    ["turn.completed", "t"],
  ];
  assert.match(complaints(...ended, ["agent.message", "t"]), /agent.message of t at 5, while null ran/);
  assert.match(complaints(...ended, ["turn.completed", "t"]), /turn.completed of t at 5/);
});
