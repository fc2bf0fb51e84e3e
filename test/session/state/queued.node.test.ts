import assert from "node:assert/strict";
import { test } from "node:test";
import { items } from "../../../src/session/state/list.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import { isQueued, queuedCount } from "../../../src/session/state/queued.js";
import { reduce } from "../../support/reduce.js";
import { initialState, type SessionState } from "../../../src/session/state/state.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { agentMessage, brought, event, turnCompleted, userMessage } from "../../support/log.js";

const VIEW = { level: "progress", afterSeq: 0, viewer: "me", retain: () => false } as const;
const START = initialState("ses_1", VIEW);

const mine = (seq: number) =>
  userMessage(seq, `m${seq}`, { actor: { id: "me", type: "human", display: null } });
const started = (seq: number, to?: number) =>
  event({ seq, type: "turn.started", level: "progress", body: { turn_id: "t", input_to_seq: to } });

function queuedAfter(...events: SessionEvent[]): string {
  return said(reduce(START, brought(events)).state);
}

/** The texts of what is queued. */
function said(state: SessionState): string {
  const entries = [...items(state.log), ...state.pending];
  const queued = entries.filter((entry) => entry.kind === "message" && isQueued(state, entry));
  assert.equal(queuedCount(state), queued.length);
  return queued.map((entry) => (entry.kind === "message" ? entry.text : "")).join(" ");
}

const ROWS: readonly [what: string, events: readonly SessionEvent[], queued: string][] = [
  ["nothing while nothing runs", [mine(1), turnCompleted(2)], ""],
  ["not the one that is worked at", [mine(1), started(2, 1)], ""],
  ["nor, where no start is told, the oldest one", [mine(1)], ""],
  ["what comes while a turn runs", [mine(1), started(2, 1), mine(3), mine(4)], "m3 m4"],
  ["also where the turn does not say what it has taken up", [mine(1), started(2), mine(3)], "m3"],
  ["and where no start is told", [mine(1), mine(3)], "m3"],
  [
    "what the next turn takes up no more",
    [mine(1), started(2, 1), mine(3), turnCompleted(4), started(5, 3)],
    "",
  ],
  ["nothing of anybody else's", [mine(1), started(2, 1), userMessage(3, "other"), agentMessage(4, "x")], ""],
];
for (const [what, events, expected] of ROWS)
  test(`queued is ${what}`, () => assert.equal(queuedAfter(...events), expected));

test("queued is what the server has taken and the log does not show yet", () => {
  const running = reduce(START, brought([mine(1), started(2, 1)])).state;
  const outgoing = newOutgoing({ key: "k", text: "next", refs: null, createdAt: 0 });
  const waiting = reduce(running, { type: "queued", outgoing }).state;
  assert.equal(said(waiting), "");
  const sent = reduce(waiting, {
    type: "accepted",
    key: "k",
    id: "evt_9",
    seq: 9,
    turnId: null,
    heldId: null,
  } as const).state;
  assert.equal(said(sent), "next");
});
