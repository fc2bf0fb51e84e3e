import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyList, ListEdit } from "../../../src/session/state/list.js";
import {
  initialState,
  type Entry,
  type MessageEntry,
  type SessionState,
  type WorkEntry,
} from "../../../src/session/state/state.js";
import { announcements } from "../../../src/ui/drawn/announcements.js";
import { english } from "../../../src/ui/language/english.js";
import { format } from "../../../src/ui/language/strings.js";
import type { Presentation } from "../../../src/ui/presentation/presentation.js";

const PRESENTATION = { strings: english, locale: "en", agentName: "Ada", activity: "line" } as Presentation;
const LOG_VIEW = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;

function message(seq: number, text: string, change: Partial<MessageEntry> = {}): MessageEntry {
  const base = {
    id: `evt_${seq}`,
    key: `evt_${seq}`,
    seq,
    time: null,
    turnId: null,
    kind: "message",
  } as const;
  return {
    ...base,
    from: "agent",
    name: "",
    text,
    mine: false,
    delivery: null,
    error: null,
    streaming: false,
    ...change,
  };
}

function stateOf(entries: readonly Entry[], change: Partial<SessionState> = {}): SessionState {
  const log = new ListEdit<Entry>(emptyList());
  for (const entry of entries) log.push(entry);
  const lastSeq = Math.max(0, ...entries.map(({ seq }) => seq ?? 0));
  return { ...initialState("ses_1", LOG_VIEW), caughtUp: true, log: log.freeze(), lastSeq, ...change };
}

const said = (before: SessionState, after: SessionState) =>
  announcements({ before, after, presentation: PRESENTATION, isHidden: () => false }).map(
    ({ text, urgent }) => (urgent ? `! ${text}` : text),
  );

const OLD = message(1, "old");

test("a new answer is said once, with its author", () => {
  const after = stateOf([OLD, message(2, "new")]);
  assert.deepEqual(said(stateOf([OLD]), after), ["Ada: new"]);
  assert.deepEqual(said(after, { ...after, unread: 1 }), []);
});

test("nothing is said while a log is read for the first time, nor of another session", () => {
  const after = stateOf([OLD, message(2, "new")]);
  assert.deepEqual(said(stateOf([], { caughtUp: false }), after), []);
  assert.deepEqual(said(stateOf([OLD], { session: "ses_2" }), after), []);
});

test("what the reader wrote is not read back", () => {
  assert.deepEqual(
    said(stateOf([OLD]), stateOf([OLD, message(2, "mine", { mine: true, from: "user" })])),
    [],
  );
});

test("markdown is said as words", () => {
  const text =
    "# Result\n\n- **two** `files`, see [the log](https://x.example)[^1]\n\n```js\nlet a\n```\n\n| a | b |\n|---|---|";
  assert.deepEqual(said(stateOf([OLD]), stateOf([OLD, message(2, text)])), [
    "Ada: Result. two files , see the log. let a. a b",
  ]);
});

test("items and paragraphs are not said as one sentence", () => {
  const heard = (text: string) => said(stateOf([OLD]), stateOf([OLD, message(2, text)]))[0];
  const spoken: Readonly<Record<string, string>> = {
    "Ask for:\n\n- a web page\n- *a table*\n- an error!\n- user_name":
      "Ask for: a web page. a table. an error! user name",
    "## How it looks\nNice\n1. One\n2) Two\n\nEnd": "How it looks Nice. One 2) Two. End",
    "one line\nof a paragraph": "one line of a paragraph",
    "素数を\n\n- 二つ": "素数を. 二つ",
    // A word of Hindi can end with a mark, which is no letter.
    "नमस्ते\n\n- दो": "नमस्ते. दो",
    "> quoted\n\n5*3 = 15": "quoted. 5 3 = 15",
  };
  for (const [text, words] of Object.entries(spoken)) assert.equal(heard(text), `Ada: ${words}`);
});

test("what hides in a text is not said", () => {
  assert.deepEqual(said(stateOf([OLD]), stateOf([OLD, message(2, "no\u0000th\u202eing")])), ["Ada: nothing"]);
});

test("a long answer is said by its beginning", () => {
  const [words = ""] = said(stateOf([OLD]), stateOf([OLD, message(2, "word ".repeat(50_000))]));
  assert.ok(words.length < 320 && words.endsWith("…"));
});

test("an answer that grows is said once, when it is complete", () => {
  const growing = (text: string) => stateOf([OLD, message(2, text, { streaming: true })]);
  assert.deepEqual(said(stateOf([OLD]), growing("The")), []);
  assert.deepEqual(said(growing("The"), growing("The answer")), []);
  const complete = stateOf([OLD, message(2, "The answer.")], { lastSeq: 9 });
  assert.deepEqual(said(growing("The answer"), complete), ["Ada: The answer."]);
  const behind = stateOf([OLD, message(2, "The answer."), message(3, "More.", { streaming: true })]);
  assert.deepEqual(said(growing("The answer"), behind), ["Ada: The answer."]);
});

test("work is said by its end, and a step of it once in half a minute", () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const work = (state: WorkEntry["state"], ...begun: number[]) => {
    const steps = begun.map((second) => {
      const words = { id: `${second}`, label: "read", detail: `${second}.txt`, output: "" };
      return { ...words, ok: null, startedAt: at(second), endedAt: null };
    });
    const entry = { id: "w", key: "w", seq: 2, time: null, turnId: null, kind: "work" } as const;
    return stateOf([OLD, { ...entry, steps, state, startedAt: at(0), endedAt: null }]);
  };
  assert.deepEqual(said(stateOf([OLD]), work("running", 1)), []);
  assert.deepEqual(said(work("running", 1), work("running", 1, 12)), []);
  assert.deepEqual(said(work("running", 1, 12), work("running", 1, 12, 31)), ["read 31.txt"]);
  assert.deepEqual(said(work("running", 1, 12, 31), work("running", 1, 12, 31, 50)), []);
  assert.deepEqual(said(work("running", 1, 12), work("done", 1, 12)), ["Did 2 steps"]);
  const silent = { ...PRESENTATION, activity: "none" } as Presentation;
  assert.deepEqual(
    announcements({
      before: work("running", 1, 12),
      after: work("done", 1, 12),
      presentation: silent,
      isHidden: () => false,
    }),
    [],
  );
});

test("many at once are said by their number", () => {
  const many = Array.from({ length: 12 }, (_, i) => message(i + 2, "text"));
  assert.deepEqual(said(stateOf([OLD]), stateOf([OLD, ...many])), ["12 new messages"]);
});

test("the start of work is said when it starts", () => {
  const working = stateOf([OLD], { turn: "working" });
  assert.deepEqual(said(stateOf([OLD]), working), ["Ada is working…"]);
  assert.deepEqual(said(working, { ...working, unread: 2 }), []);
});

test("a question and a failure are urgent", () => {
  const notice = { id: "n", key: "n", seq: 2, time: null, turnId: null, kind: "notice" } as const;
  const question = stateOf([OLD, { ...notice, tone: "info", code: "needs_input", text: "Which one?" }]);
  assert.deepEqual(said(stateOf([OLD]), question), ["! Ada is waiting for your answer. Which one?"]);
  const failure = stateOf([OLD, { ...notice, tone: "error", code: "failed", text: "" }]);
  assert.deepEqual(said(stateOf([OLD]), failure), ["! Ada could not finish this."]);
});

test("a message in which the agent asks is urgent, also where only the end of its turn tells that it asks", () => {
  const asked = { ...message(2, "Which one?"), asks: true } as const;
  assert.deepEqual(said(stateOf([OLD]), stateOf([OLD, asked])), [
    "! Ada is waiting for your answer. Which one?",
  ]);
  assert.deepEqual(said(stateOf([OLD, message(2, "Which one?")]), stateOf([OLD, asked])), [
    "! Ada is waiting for your answer.",
  ]);
  assert.deepEqual(said(stateOf([OLD, asked]), stateOf([OLD, { ...asked }])), []);
});

test("a message that could not be sent is said once", () => {
  const failed = message(0, "x", { key: "k", seq: null, mine: true, from: "user", delivery: "failed" });
  const sending = stateOf([OLD], { pending: [{ ...failed, delivery: "sending" }] });
  const after = stateOf([OLD], { pending: [failed] });
  const words = `Your message: ${format(english, "delivery.unsure")}`;
  assert.deepEqual(said(sending, after), [`! ${words}`]);
  assert.deepEqual(said(after, { ...after, pending: [{ ...failed }] }), []);
});
