import assert from "node:assert/strict";
import { test } from "node:test";
import { items } from "../../../src/session/state/list.js";
import { reduce } from "../../support/reduce.js";
import { isSameView, readLevel, type SessionView } from "../../../src/session/state/session-view.js";
import { initialState } from "../../../src/session/state/state.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { agentMessage, brought, event, userMessage } from "../../support/log.js";

const VIEW: SessionView = { level: "user", showsWork: true, afterSeq: 0, viewer: null, retain: () => false };

const EVENTS: readonly SessionEvent[] = [
  userMessage(1, "Go"),
  event({ seq: 2, type: "turn.started", level: "progress", turn_id: "t" }),
  event({ seq: 3, type: "tool.call", level: "progress", turn_id: "t", body: { tool: "read" } }),
  event({ seq: 4, type: "github.pr.comment", level: "progress", body: { pr: 1, comment: "hm" } }),
  agentMessage(5, "Done"),
];

function after(view: SessionView) {
  const { state, effects } = reduce(initialState("ses_1", view), brought(EVENTS));
  return { state, kinds: [...items(state.log)].map(({ kind }) => kind), effects };
}

test("the log of a user is read at progress for the sake of work, and at no lower level than asked for", () => {
  assert.equal(readLevel(VIEW), "progress");
  assert.equal(readLevel({ ...VIEW, showsWork: false }), "user");
  assert.equal(readLevel({ ...VIEW, level: "internal" }), "internal");
  assert.equal(isSameView(VIEW, { ...VIEW, showsWork: false }), false);
  assert.equal(
    isSameView({ ...VIEW, level: "progress" }, { ...VIEW, level: "progress", showsWork: false }),
    true,
  );
});

test("work is an entry, and nothing else of what only progress shows", () => {
  const { kinds, state } = after(VIEW);
  assert.deepEqual(kinds, ["message", "work", "message"]);
  assert.deepEqual(
    [...items(state.log)]
      .flatMap((entry) => (entry.kind === "work" ? entry.steps : []))
      .map(({ label }) => label),
    ["read"],
  );
});

test("events are told at the level asked for, and retained there alone", () => {
  const { effects } = after({ ...VIEW, retain: () => true });
  const told = effects.flatMap((effect) => (effect.type === "events" ? effect.events : []));
  assert.deepEqual(
    told.map(({ seq }) => seq),
    [1, 5],
  );
  assert.deepEqual(after({ ...VIEW, retain: (type) => type === "tool.call" }).kinds, [
    "message",
    "work",
    "message",
  ]);
});
