import assert from "node:assert/strict";
import { test } from "node:test";
import {
  INITIAL_CONTENT,
  transition,
  type ContentQueue,
  type Effect,
  type Happening,
} from "../../../src/session/reading/content-transition.js";
import { SessionError } from "../../../src/wire/errors.js";
import { agentMessage } from "../../support/log.js";

const OLD = agentMessage(1, "old");
const NEW = agentMessage(2, "new");
const DOWN = new SessionError("network", "down", { retryable: true });
const BROKEN = new SessionError("server", "broken", { status: 500, retryable: true });
const BUSY = new SessionError("rate-limited", "busy", { status: 429, retryable: true, retryAfter: 60_000 });
const EXPIRED = new SessionError("unauthorized", "expired", { status: 401 });
const GONE = new SessionError("not-found", "gone", { status: 404 });

const failed = (error: SessionError): Happening => ({ type: "failed", event: NEW, error });
const loaded = (text: string | null): Happening => ({
  type: "loaded",
  event: NEW,
  whole: text === null ? null : agentMessage(2, text),
});
const noted = (event = NEW): Happening => ({ type: "noted", event });

const words = (effect: Effect): string => {
  switch (effect.do) {
    case "fetch":
      return `fetch ${effect.event.seq}`;
    case "show":
      return `show ${String(effect.whole.body.text)}`;
    case "wait":
      return `wait ${effect.milliseconds}`;
    case "report":
      return `report ${effect.error.code}`;
    default:
      return effect.do;
  }
};

/** A queue in a few words: phase, seqs, attempts failed, refusals. */
const brief = ({ phase, spilled, attempt, refusals }: ContentQueue) =>
  [phase, ...spilled.map(({ seq }) => seq), `${attempt}/${refusals}`].join(" ");

const queue = (changed: Partial<ContentQueue>): ContentQueue => ({ ...INITIAL_CONTENT, ...changed });
const both = { spilled: [OLD, NEW] };
const loading = queue({ ...both, phase: "loading" });
const waiting = queue({ ...both, phase: "waiting", attempt: 1 });

const STEPS: readonly [string, ContentQueue, Happening, expected: string, effects: string][] = [
  ["what is noted waits for the end of the log", INITIAL_CONTENT, noted(), "idle 2 0/0", ""],
  [
    "what is noted meanwhile is next",
    queue({ phase: "loading", spilled: [OLD] }),
    noted(),
    "loading 1 2 0/0",
    "",
  ],
  ["nothing noted, nothing read", INITIAL_CONTENT, { type: "load" }, "idle 0/0", "leave"],
  ["the newest comes first", queue(both), { type: "load" }, "loading 1 2 0/0", "leave, fetch 2"],
  ["one at a time", loading, { type: "load" }, "loading 1 2 0/0", ""],
  [
    "a body is shown, and the next one asked for",
    loading,
    loaded("all"),
    "loading 1 0/0",
    "show all, fetch 1",
  ],
  [
    "the last one ends it",
    queue({ phase: "loading", spilled: [NEW] }),
    loaded("all"),
    "idle 0/0",
    "show all",
  ],
  ["without access it is left out", loading, loaded(null), "loading 1 0/0", "fetch 1"],
  [
    "a success forgets failures",
    { ...loading, attempt: 3, refusals: 1 },
    loaded(""),
    "loading 1 0/0",
    "show , fetch 1",
  ],
  [
    "a failure is told, and waited after",
    loading,
    failed(DOWN),
    "waiting 1 2 1/0",
    "report network, wait 250",
  ],
  [
    "no network is waited for without end",
    { ...loading, attempt: 50 },
    failed(DOWN),
    "waiting 1 2 51/0",
    "report network, wait 15000",
  ],
  [
    "a server is asked again",
    { ...loading, attempt: 4 },
    failed(BROKEN),
    "waiting 1 2 5/0",
    "report server, wait 4000",
  ],
  [
    "and given up after five attempts",
    { ...loading, attempt: 5 },
    failed(BROKEN),
    "loading 1 0/0",
    "report server, fetch 1",
  ],
  [
    "a wait that is asked for is kept",
    loading,
    failed(BUSY),
    "waiting 1 2 1/0",
    "report rate-limited, wait 60250",
  ],
  ["what is not there is given up", loading, failed(GONE), "loading 1 0/0", "report not-found, fetch 1"],
  [
    "a refused token is replaced",
    loading,
    failed(EXPIRED),
    "waiting 1 2 1/1",
    "report unauthorized, wait 250",
  ],
  [
    "a second one is the end",
    { ...loading, refusals: 1 },
    failed(EXPIRED),
    "loading 1 0/0",
    "report unauthorized, fetch 1",
  ],
  [
    "another failure starts the count of refusals anew",
    { ...loading, refusals: 1 },
    failed(DOWN),
    "waiting 1 2 1/0",
    "report network, wait 250",
  ],
  ["the wait is over", waiting, { type: "due" }, "loading 1 2 1/0", "leave, fetch 2"],
  ["new events cut the wait short", waiting, { type: "load" }, "loading 1 2 1/0", "leave, fetch 2"],
  ["leaving the log forgets what was asked for", loading, { type: "forget" }, "idle 0/0", "leave"],
  ["leaving the log forgets what was waited for", waiting, { type: "forget" }, "idle 0/0", "leave"],
];

for (const [what, from, happening, expected, effects] of STEPS) {
  test(what, () => {
    const [to, todo] = transition(from, happening, 0.5);
    assert.deepEqual([brief(to), todo.map(words).join(", ")], [expected, effects]);
  });
}
