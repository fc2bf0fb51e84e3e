import assert from "node:assert/strict";
import { test } from "node:test";
import { EventLog } from "../src/log/event-log.js";
import type { Runtime, TurnContext } from "../src/runtimes/runtime.js";
import { newId } from "../src/store/ids.js";
import { openSqlite } from "../src/store/sqlite/store.js";
import type { Store } from "../src/store/store.js";
import { Runner } from "../src/turns/runner.js";
import { Vault } from "../src/vault/vault.js";
import type { Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { newSession } from "./support/new-session.js";

/** A runner whose turns begin when the test lets them, and end when they are told to. */
class Scene {
  readonly session = newId("ses");
  /** Whether the agent has been set to work. */
  hasRun = false;
  /** How often a turn was about to begin. */
  asked = 0;
  letBegin = () => {};
  /** The turn, once the agent has been set to work. */
  turn: TurnContext | undefined;
  readonly store: Store;
  readonly log: EventLog;
  readonly runner: Runner;

  private constructor(store: Store, log: EventLog, runner: Runner) {
    this.store = store;
    this.log = log;
    this.runner = runner;
  }

  static async run(body: (scene: Scene) => Promise<void>): Promise<void> {
    const store = await openSqlite(":memory:", new Vault([]));
    const log = new EventLog(store);
    const errors: unknown[] = [];
    const runtime: Runtime = {
      run: (turn) =>
        new Promise((resolve) => {
          scene.hasRun = true;
          scene.turn = turn;
          turn.signal.addEventListener("abort", () => resolve({ outcome: "completed" }));
        }),
    };
    const runner = new Runner({
      store,
      log,
      owner: "prc_1",
      publish: async () => "",
      onError: (error) => errors.push(error),
      onTurn() {},
      selectRuntime: async () => {
        scene.asked++;
        await new Promise<void>((resolve) => (scene.letBegin = resolve));
        return { runtime, apiKey: null };
      },
    });
    const scene = new Scene(store, log, runner);
    await store.sessions.insert(newSession(scene.session));
    await log.append(scene.session, [{ type: "user.message", body: { text: "Go" } }], true);
    await body(scene);
    await runner.stop();
    assert.deepEqual(errors, []);
    await store.close();
  }

  /** Wakes the session; resolves when its turn is about to begin. */
  async wake(): Promise<void> {
    this.runner.wake(this.session);
    await eventually(() => this.asked === 1, "the turn to be about to begin");
  }

  async events(): Promise<Json[]> {
    const rows = await this.store.events.read(this.session, 0, { rank: 2, type: null, turn: null }, 99);
    return rows.map(({ json }) => JSON.parse(json) as Json);
  }
}

test("a stop waits for the turn that is about to begin, and ends it", () =>
  Scene.run(async (scene) => {
    await scene.wake();
    const stopped = scene.runner.stop();
    scene.letBegin();
    await stopped;
    const events = await scene.events();
    assert.deepEqual(
      events.map(({ type }) => type),
      ["user.message", "turn.started", "turn.completed"],
    );
    assert.equal(events.at(-1).body.error.code, "interrupted");
    assert.equal(scene.hasRun, false);
  }));

test("a drain waits for the turn that is about to begin, and lets it run", () =>
  Scene.run(async (scene) => {
    await scene.wake();
    let isDrained = false;
    const drained = scene.runner.drain(60_000).then(() => (isDrained = true));
    scene.letBegin();
    await eventually(() => scene.hasRun, "the turn to run");
    assert.equal(isDrained, false);
    await scene.runner.cancel(scene.session);
    await drained;
  }));

test("a turn that a drain finds before it has begun is left for others", () =>
  Scene.run(async (scene) => {
    scene.runner.wake(scene.session);
    await scene.runner.drain(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(scene.asked, 0);
    assert.deepEqual(await scene.store.sessions.unwoken(0), [scene.session]);
  }));

test("a turn whose session was deleted elsewhere ends with its next word, and is no failure", () =>
  Scene.run(async (scene) => {
    await scene.wake();
    scene.letBegin();
    const turn = await eventually(() => scene.turn, "the turn to run");
    await scene.store.transaction((tx) => tx.sessions.delete(scene.session));
    await assert.rejects(turn.emit({ type: "agent.message", body: { text: "Hello" } }), /No session/);
    assert.ok(turn.signal.aborted);
  }));

test("a cancel reaches the turn that is about to begin", () =>
  Scene.run(async (scene) => {
    await scene.wake();
    const canceled = scene.runner.cancel(scene.session);
    scene.letBegin();
    assert.equal(await canceled, true);
    assert.equal((await scene.events()).at(-1).body.outcome, "canceled");
    assert.equal(scene.runner.runningCount, 0);
  }));

test("every turn that a dead process left running is ended at the start", async () => {
  const store = await openSqlite(":memory:", new Vault([]));
  const runner = new Runner({
    store,
    log: new EventLog(store),
    owner: "prc_1",
    publish: async () => "",
    onError: assert.fail,
    onTurn() {},
    selectRuntime: async () => null,
  });
  const sessions = Array.from({ length: 120 }, () => newId("ses"));
  for (const session of sessions) {
    await store.sessions.insert(newSession(session));
    const span = { session, input_from_seq: 1, input_to_seq: 1, owner: "prc_dead" };
    await store.turns.start({ ...span, id: newId("trn") });
  }
  await store.processes.beat("prc_1", 60_000);
  await runner.takeOver(true);
  const outcomes = await Promise.all(sessions.map(async (id) => (await store.turns.last(id))?.outcome));
  assert.deepEqual(new Set(outcomes), new Set(["error"]));
  await runner.stop();
  await store.close();
});

test("every session that waits for a turn is woken at the start", async () => {
  const store = await openSqlite(":memory:", new Vault([]));
  const log = new EventLog(store);
  const runner = new Runner({
    store,
    log,
    owner: "prc_1",
    publish: async () => "",
    onError: assert.fail,
    onTurn() {},
    selectRuntime: async ({ id }) => {
      woken.add(id);
      return null;
    },
  });
  const woken = new Set<string>();
  const waiting = Array.from({ length: 1_100 }, () => newId("ses"));
  for (const session of waiting) {
    await store.sessions.insert(newSession(session));
    await log.append(session, [{ type: "user.message", body: { text: "Go" } }], true);
  }
  await runner.takeOver(true);
  await eventually(() => woken.size === waiting.length, "every session's turn");
  await runner.stop();
  await store.close();
});
