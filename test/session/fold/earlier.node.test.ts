import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { items } from "../../../src/session/state/list.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import type { Change } from "../../../src/session/state/change.js";
import { accepted, reduce } from "../../support/reduce.js";
import { initialState, isHistoryComplete, type SessionState } from "../../../src/session/state/state.js";
import type { ReadEvent } from "../../../src/wire/facts.js";
import { readEvent } from "../../../src/wire/v3/read-event.js";
import { broughtFrom, type AgentEvent } from "../../support/agent-log.js";
import { agentMessage, event, turnCompleted, userMessage } from "../../support/log.js";

const VIEW = { level: "internal", afterSeq: 0, viewer: null, retain: () => false } as const;
const START = initialState("ses_1", VIEW);
const AT = Date.parse("2026-11-22T10:00:00Z");

function after(changes: readonly Change[], state: SessionState = START): SessionState {
  return changes.reduce((before, change) => reduce(before, change).state, state);
}

/** The whole log at once. */
function whole(reads: readonly ReadEvent[]): SessionState {
  return after([{ type: "events", events: reads }, { type: "caught-up" }]);
}

/** The end of a log, and what is before it in pages from `cuts`, the last first. */
function fromTheEnd(reads: readonly ReadEvent[], cuts: readonly number[], between: readonly Change[] = []) {
  const seqs = [0, ...[...new Set(cuts)].sort((a, b) => a - b)];
  const part = (from: number, to: number) => reads.filter(({ event: { seq } }) => seq > from && seq <= to);
  const tail = seqs.at(-1)!;
  const changes: Change[] = [
    { type: "tail", after: tail },
    { type: "events", events: part(tail, Infinity) },
    { type: "caught-up" },
    ...between,
  ];
  for (let i = seqs.length - 1; i > 0; i -= 1) {
    const [from, to] = [seqs[i - 1]!, seqs[i]!];
    changes.push({ type: "earlier", after: from, upTo: to, events: part(from, to) });
  }
  return changes;
}

/** What is known of a log, however it was read. */
function known({ log, turn, turnId, question, outbox, lastSeq, fold, unread, startSeq }: SessionState) {
  const { ended, running, works, held, begun } = fold;
  return {
    entries: [...items(log)],
    seqs: [...items(fold.seqs)],
    turn,
    turnId,
    question,
    outbox,
    ...{
      lastSeq,
      unread,
      startSeq,
      inputs: fold.inputs.map(({ seq }) => seq),
      ended,
      running,
      works,
      held,
      begun,
    },
  };
}

/** A log of v3: turns one after the other, with what may be said and done in them. */
const v3Log = fc
  .array(
    fc.record({
      queued: fc.integer({ min: 0, max: 1 }),
      starts: fc.boolean(),
      says: fc.boolean(),
      work: fc.array(fc.constantFrom("call", "result", "narrates", "error"), { maxLength: 6 }),
      tells: fc.boolean(),
      ends: fc.constantFrom("completed", "failed", "canceled", "needs_input"),
      gap: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((turns) => {
    const reads: ReadEvent[] = [];
    let seq = 0;
    let open = 0;
    const add = (made: Parameters<typeof readEvent>[0]) => reads.push(readEvent(made));
    turns.forEach(({ queued, starts, says, work, tells, ends, gap }, turn) => {
      const turn_id = `trn_${turn}`;
      const of = { turn_id };
      if (open === 0) add(userMessage((open = seq += 1), `input ${turn}`));
      const taken = open;
      if (starts) {
        add(event({ seq: (seq += 1), type: "turn.started", ...of, body: { turn_id, input_to_seq: taken } }));
      }
      open = 0;
      for (const [i, what] of work.entries()) {
        seq += 1;
        if (what === "call")
          add(
            event({
              seq,
              type: "tool.call",
              level: "progress",
              ...of,
              body: { tool: `t${i}`, args_summary: "x" },
            }),
          );
        else if (what === "result")
          add(
            event({ seq, type: "tool.result", level: "progress", ...of, body: { tool: "t0", summary: "y" } }),
          );
        else if (what === "narrates") add(agentMessage(seq, `answer ${turn}`, { level: "progress", ...of }));
        else add(event({ seq, type: "error.model", ...of, body: { code: "x", message: "broke" } }));
        if (i === 1 && queued > 0) add(userMessage((open = seq += 1), "queued"));
      }
      if (says) add(agentMessage((seq += 1), `answer ${turn}`, of));
      const body = { turn_id, outcome: ends, ...(tells || open > 0 ? { input_to_seq: taken } : {}) };
      add(turnCompleted((seq += 1 + gap), body));
    });
    return reads;
  });

/** A serverless agent's log: turns that grow their answers, ask, and hold messages back. */
const agentLog = fc
  .array(
    fc.record({
      says: fc.array(fc.constantFrom("delta", "tool", "done", "again"), { maxLength: 8 }),
      completes: fc.boolean(),
      asks: fc.boolean(),
      held: fc.boolean(),
      ends: fc.constantFrom("turn.completed", "turn.failed", "turn.cancelled"),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((turns) => {
    const told: AgentEvent[] = [["session.created", {}, null]];
    let isAsked = -1;
    let isHeld = false;
    turns.forEach(({ says, completes, asks, held, ends }, turn) => {
      const id = `t${turn}`;
      told.push(["message.received", { input: `input ${turn}` }, id]);
      if (isAsked >= 0) {
        const answer = { questionId: `q${isAsked}`, answer: { text: "yes" } };
        told.push(["question.answered", answer, id]);
        if (isHeld)
          told.push([
            "message.delivered",
            { questionId: `q${isAsked}`, heldId: `h${isAsked}`, turnId: id, as: "steering" },
            id,
          ]);
        [isAsked, isHeld] = [-1, false];
      }
      told.push(["turn.started", {}, id]);
      for (const [i, what] of says.entries()) {
        if (what === "delta") told.push(["message.delta", { text: `w${i} ` }, id]);
        else if (what === "tool") told.push(["tool.started", { tool: "x", callId: `c${turn}-${i}` }, id]);
        else if (what === "done")
          told.push(["tool.completed", { tool: "x", callId: `c${turn}-${i - 1}` }, id]);
        else told.push(["turn.started", {}, id]);
      }
      if (completes) told.push(["message.completed", { text: `whole ${turn}` }, id]);
      if (!asks) return void told.push([ends, { reason: "interrupted" }, id]);
      told.push(["question.asked", { questionId: `q${turn}`, text: "Which?", options: [] }, id]);
      told.push(["turn.completed", { outcome: "question", questionId: `q${turn}` }, id]);
      if (held)
        told.push(["message.held", { questionId: `q${turn}`, heldId: `h${turn}`, input: "wait" }, null]);
      [isAsked, isHeld] = [turn, held];
    });
    const change = broughtFrom(0, ...told);
    return change.type === "events" ? change.events : [];
  });

describe("a log whose end was read first", () => {
  for (const [what, logs] of [
    ["v3", v3Log],
    ["serverless agents", agentLog],
  ] as const) {
    test(`is in the end what it is when it is read from its beginning: ${what}`, () => {
      const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(logs, cuts, fc.integer({ min: 0, max: 8 }), (reads, places, live) => {
          const last = reads.at(-1)!.event.seq;
          const opened = reads.slice(0, Math.max(1, reads.length - live));
          const seen = Math.min(...places, last);
          const rest: Change = { type: "events", events: reads.slice(opened.length) };
          const inside = places.filter((seq) => seq < opened.at(-1)!.event.seq);
          const looked: Change[] = [{ type: "seen", seq: seen }];
          const state = after(looked, after(fromTheEnd(opened, inside, [rest])));
          assert.deepEqual(known(state), known(after(looked, whole(reads))));
          assert.ok(isHistoryComplete(state));
          assert.equal(state.fold.seam, null);
        }),
        { numRuns: 500 },
      );
    });
  }
});

describe("a message on its way, and what has not been read of the log", () => {
  const queued = (key: string, baseSeq: number | null, text = "same"): Change => ({
    type: "queued",
    outgoing: {
      ...newOutgoing({ key, text, refs: null, createdAt: AT }),
      triedAt: AT,
      baseSeq,
      starts: baseSeq === null,
    },
  });
  const part = (...events: Parameters<typeof readEvent>[0][]): Change => ({
    type: "events",
    events: events.map(readEvent),
  });
  const earlier = (from: number, upTo: number, ...events: Parameters<typeof readEvent>[0][]): Change => ({
    type: "earlier",
    after: from,
    upTo,
    events: events.map(readEvent),
  });
  const tail = (from: number): Change => ({ type: "tail", after: from });
  const keys = ({ log, pending }: SessionState) =>
    [...items(log), ...pending].map(({ seq, key }) => `${seq ?? "-"} ${key}`);

  test("no later event of the same words is taken for its echo, which may come before", () => {
    const opened = after([queued("k", 10), tail(90), part(userMessage(95, "same")), { type: "caught-up" }]);
    assert.deepEqual(keys(opened), ["95 evt_95", "- k"]);
    const read = after(
      [earlier(50, 90, agentMessage(60, "hm")), earlier(5, 50, userMessage(20, "same"))],
      opened,
    );
    assert.deepEqual(keys(read), ["20 k", "60 evt_60", "95 evt_95"]);
    assert.equal(read.outbox[0]?.claim, 20);
  });

  test("where nothing of what came before is it, the later event is its echo", () => {
    const opened = after([queued("k", 10), tail(90), part(userMessage(95, "same"))]);
    const read = after([earlier(5, 90, userMessage(20, "other"))], opened);
    assert.deepEqual(keys(read), ["20 evt_20", "95 k"]);
  });

  test("an echo after the seam is one as ever, and keeps its key when the seam is folded anew", () => {
    const opened = after([queued("k", 92), tail(90), part(userMessage(95, "same")), accepted("k", 95)]);
    assert.deepEqual(keys(opened), ["95 k"]);
    assert.deepEqual(keys(after([earlier(0, 90, agentMessage(3, "old"))], opened)), ["3 evt_3", "95 k"]);
  });

  test("an answer that names an event before the seam says that the message is in the log", () => {
    const opened = after([queued("k", 10), tail(90), part(agentMessage(95, "x"))]);
    const { state, effects } = reduce(opened, accepted("k", 20));
    assert.deepEqual(
      effects.map(({ type }) => type),
      ["delivered", "gone"],
    );
    assert.deepEqual(keys(state), ["95 evt_95"]);
    assert.deepEqual(keys(after([earlier(0, 90, userMessage(20, "same"))], state)), [
      "20 evt_20",
      "95 evt_95",
    ]);
  });

  test("no input is taken for the one that started the session before the first one was read", () => {
    const opened = after([queued("k", null), tail(90), part(userMessage(95, "same"))]);
    assert.deepEqual(keys(opened), ["95 evt_95", "- k"]);
    const read = after([earlier(0, 90, userMessage(1, "dressed up"), agentMessage(2, "y"))], opened);
    assert.deepEqual(keys(read), ["1 k", "2 evt_2", "95 evt_95"]);
  });

  test("a body that was read separately stays when the seam is folded anew", () => {
    const spilled = { content_ref: "c", body_truncated: true };
    const opened = after([tail(90), part(agentMessage(95, "beg", spilled))]);
    const whole: Change = { type: "content", event: readEvent(agentMessage(95, "beginning and end")) };
    const read = after([whole, earlier(0, 90, agentMessage(3, "old"))], opened);
    assert.deepEqual(
      [...items(read.log)].map((entry) => entry.kind === "message" && entry.text),
      ["old", "beginning and end"],
    );
  });

  test("a page that does not end where what was read begins is left out", () => {
    const opened = after([tail(90), part(agentMessage(95, "x"))]);
    assert.equal(after([earlier(0, 80, agentMessage(3, "old"))], opened), opened);
    assert.equal(after([tail(20)], opened), opened);
  });
});
