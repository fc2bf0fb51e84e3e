import assert from "node:assert/strict";
import { test } from "node:test";
import { Lapse } from "../../../src/session/reading/turn-lapse.js";
import { initialState } from "../../../src/session/state/state.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { ManualClock } from "../../support/clock.js";
import { agentMessage, brought, event, turnCompleted, userMessage } from "../../support/log.js";

const asked = userMessage(5, "a");
const answered = agentMessage(6, "x");
const error = (retriable: boolean) =>
  event({ seq: 6, type: "error.runtime", body: { code: "brain_crashed", message: "x", retriable } });
const call = (seq: number) => event({ seq, type: "tool.call", level: "progress", body: { tool: "t" } });
const started = event({ seq: 6, type: "turn.started", level: "progress", body: { turn_id: "t" } });

/** Seconds of silence after these events until the agent no longer seems to be at work; null: never. */
function silenceAfter(...events: SessionEvent[]): number | null {
  const view = { level: "progress", afterSeq: 0, viewer: null, retain: () => false } as const;
  const store = new SessionStore(initialState("ses_1", view));
  const clock = new ManualClock();
  new Lapse(store, clock);
  for (const one of events) store.dispatch(brought([one]));
  if (store.state.turn !== "working") return 0;
  for (let seconds = 1; seconds <= 1000; seconds += 1) {
    clock.advance(1000);
    if (store.state.turn !== "working") return seconds;
  }
  return null;
}

const ROWS: readonly [what: string, events: readonly SessionEvent[], seconds: number | null][] = [
  ["a message alone, as an agent may think for long", [asked], null],
  ["an answer, which need not be the last", [asked, answered], 240],
  ["an answer and the end of its turn", [asked, answered, turnCompleted(7)], 0],
  ["an answer and more work", [asked, answered, call(7)], null],
  ["an answer in a turn that has started", [asked, started, { ...answered, id: "evt_7", seq: 7 }], 240],
  ["an error that is final", [asked, error(false)], 60],
  ["an error that is tried again", [asked, error(true)], null],
  ["two messages and an end that does not say whose", [asked, userMessage(6, "b"), turnCompleted(7)], 60],
  ["an answer and the next message", [asked, answered, userMessage(7, "b")], null],
];
for (const [what, events, seconds] of ROWS) {
  test(`after ${what}, the sign ${seconds === null ? "stays" : `lapses in ${seconds} s`}`, () => {
    assert.equal(silenceAfter(...events), seconds);
  });
}
