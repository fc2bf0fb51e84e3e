import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runScript } from "../src/runtimes/offline/script.js";
import { Api, type MadeSession } from "./support/api.js";
import type { Json } from "./support/json.js";

let api: Api;
/** Where this file's scripts run: other files' agents run theirs meanwhile. */
const folder = mkdtempSync(join(tmpdir(), "oc-server-test-"));

before(async () => {
  api = await Api.start();
  process.env.TMPDIR = folder;
});

after(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

/** Starts a session with the offline agent and resolves with its first turn's events. */
async function ask(input: string): Promise<{ session: MadeSession; events: Json[] }> {
  const session = await api.session({ input }, "offline/coder");
  return { session, events: await api.untilTurnEnds(session) };
}

const PRIMES = "2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71";

test("asked for primes, it writes a script, runs it, and reports what it printed", async () => {
  const task = "Write a Python script that prints the first 20 primes, run it, and report the output.";
  const { events } = await ask(task);
  assert.deepEqual(
    events.slice(2, -1).map(({ type, level }) => `${type} ${level}`),
    [
      "agent.message progress",
      "tool.call progress",
      "tool.result progress",
      "tool.call progress",
      "exec.completed progress",
      "tool.result progress",
      "agent.message progress",
      "agent.message user",
    ],
  );
  const run = events.find(({ type }) => type === "exec.completed").body;
  assert.deepEqual([run.exit_code, run.summary], [0, PRIMES]);
  const [told, answered] = events.filter(({ type }) => type === "agent.message").slice(-2);
  assert.equal(told.body.text, answered.body.text, "the answer comes as narration, then again as answer");
  assert.ok(answered.body.text.includes(PRIMES) && /```(python|javascript)\n/.test(answered.body.text));
  assert.deepEqual(readdirSync(folder), [], "nothing is left behind");
});

test("without Python it says so, and uses Node", async () => {
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    const { events } = await ask("Print the first 5 primes");
    const { text } = events.findLast(({ type }) => type === "agent.message").body;
    assert.match(text, /```javascript\n/);
    assert.match(text, /no Python on this machine, so I used Node/);
    assert.match(text, /2, 3, 5, 7, 11\n/);
  } finally {
    process.env.PATH = path;
  }
});

test("a script that fails is reported as failed; one that is aborted is killed", async () => {
  const failing = { name: "failing", python: "raise SystemExit(3)", javascript: "process.exit(3)" };
  assert.equal((await runScript(failing, AbortSignal.timeout(10_000))).exitCode, 3);
  const endless = { name: "endless", python: "while True: pass", javascript: "for (;;);" };
  await assert.rejects(runScript(endless, AbortSignal.timeout(300)), { name: "AbortError" });
});

test("asked for something unclear, it asks back, and takes up the reply", async () => {
  const { session, events } = await ask("make it better");
  assert.equal(events.at(-1).body.outcome, "needs_input");
  assert.equal(events.findLast(({ type }) => type === "agent.message").body.awaiting_input, true);
  assert.equal((await api.get(`/sessions/${session.id}`)).body.status, "awaiting_input");
  const { body } = await api.post(
    `/sessions/${session.id}/messages`,
    { text: "How it looks" },
    session.token,
  );
  const next = await api.untilTurnEnds(session, body.event.seq);
  assert.equal(next.at(-1).body.outcome, "completed");
  assert.match(
    next.findLast(({ type }) => type === "agent.message").body.text,
    /How it looks[^]*make it better/,
  );
});

const REPERTOIRE: [string, string, RegExp][] = [
  ["a table, please", "completed", /\| :?-/],
  ["show me some code", "completed", /```ts\n/],
  ["a long answer", "completed", /^## 12\./m],
  ["an error", "error", /overloaded/i],
  ["a limit", "max_turns", /stopped/],
  ["a time limit", "deadline_exceeded", /stopped/],
  ["a budget limit", "budget_exceeded", /stopped/],
  ["hello", "completed", /^Hello/],
  ["thanks", "completed", /welcome/],
  ["also check the CI config", "completed", /```diff\n/],
  ["the meaning of life", "completed", /> the meaning of life/],
];

for (const [input, outcome, shows] of REPERTOIRE) {
  test(`asked for "${input}", its turn ends ${outcome}`, async () => {
    const { events } = await ask(input);
    assert.equal(events.at(-1).body.outcome, outcome);
    assert.ok(
      events.some(
        ({ type, level, body }) =>
          type !== "user.message" && level === "user" && shows.test(body.text ?? body.message ?? ""),
      ),
    );
  });
}

test("what it publishes can be opened, and can do nothing there", async () => {
  for (const [input, type] of [
    ["build a web page", "preview.url"],
    ["write a report", "artifact.published"],
  ] as const) {
    const { events } = await ask(input);
    const { url } = events.find((event) => event.type === type).body;
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-security-policy")!, /^sandbox; default-src 'none'/);
    assert.ok((await response.text()).length > 100);
  }
});

test("a check that fails wakes a turn of its own, which settles it", async () => {
  const { session, events } = await ask("open a pull request");
  const checks = events.find(({ type }) => type === "github.pr.checks_completed");
  assert.deepEqual([checks.source, checks.actor.type, checks.turn_id], ["github", "system", undefined]);
  assert.deepEqual(checks.body.failing, [{ name: "lint" }]);
  const next = await api.untilTurnEnds(session, events.at(-1).seq);
  assert.deepEqual(
    [next.at(-1).body.input_from_seq, next.at(-1).body.input_to_seq],
    [checks.seq, checks.seq],
  );
  assert.match(next.findLast(({ type }) => type === "agent.message").body.text, /lint/);
});

test("a huge answer spills, and its whole text can be had", async () => {
  const { session, events } = await ask("a huge answer");
  const answer = events.findLast(({ type }) => type === "agent.message");
  assert.equal(answer.body_truncated, true);
  const content = await api.get(answer.content_ref, session.token);
  assert.match(content.body.text, /all 110 chapters/);
});
