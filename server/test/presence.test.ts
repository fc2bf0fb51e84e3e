import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type LeasedService, Presence } from "../src/processes/presence.js";
import type { ProcessStore } from "../src/store/processes.js";

const BEAT_MS = 2000;

/** A process among others, whose clock the test moves. */
class Scene {
  beats = 0;
  beat = async (): Promise<void> => {};
  readonly errors: unknown[] = [];
  readonly presence: Presence;

  constructor(isShared: boolean) {
    const processes = {
      prune: async () => {},
      leave: async () => {},
      beat: () => {
        this.beats++;
        return this.beat();
      },
    } as Partial<ProcessStore> as ProcessStore;
    this.presence = new Presence("prc_1", processes, isShared, (error) => this.errors.push(error));
  }

  static async run(body: (scene: Scene) => Promise<void>, isShared = true): Promise<void> {
    mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
    const scene = new Scene(isShared);
    try {
      await body(scene);
      await scene.presence.stop();
    } finally {
      mock.timers.reset();
    }
  }

  /** Lets the time between two beats pass. */
  async pass(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(BEAT_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a process goes on saying that it lives while it takes over what others left", () =>
  Scene.run(async (scene) => {
    let end = () => {};
    let asked = 0;
    const slow: LeasedService = {
      takeOver: (isStart) => {
        asked++;
        return isStart ? Promise.resolve() : new Promise((resolve) => (end = resolve));
      },
    };
    await scene.presence.start([slow]);
    assert.equal(scene.beats, 1);
    for (let n = 0; n < 4; n++) await scene.pass();
    assert.equal(scene.beats, 5);
    assert.equal(asked, 2, "one taking over at a time");
    end();
    await scene.pass();
    assert.equal(asked, 3);
    end();
  }));

test("it says that it lives also while the first taking over lasts", () =>
  Scene.run(async (scene) => {
    let end = () => {};
    const started = scene.presence.start([
      { takeOver: (isStart) => (isStart ? new Promise((resolve) => (end = resolve)) : Promise.resolve()) },
    ]);
    await new Promise((resolve) => setImmediate(resolve));
    await scene.pass();
    await scene.pass();
    assert.equal(scene.beats, 3);
    end();
    await started;
  }));

test("what goes wrong is told, and neither the next beat nor another service waits for it", () =>
  Scene.run(async (scene) => {
    let asked = 0;
    const failing: LeasedService = {
      takeOver: async (isStart) => {
        if (!isStart) throw new Error("cannot take over");
      },
    };
    const fine: LeasedService = {
      takeOver: async () => {
        asked++;
      },
    };
    await scene.presence.start([failing, fine]);
    scene.beat = () => Promise.reject(new Error("cannot beat"));
    await scene.pass();
    await scene.pass();
    assert.equal(asked, 3);
    assert.equal(scene.beats, 3);
    assert.deepEqual(
      scene.errors.map((error) => (error as Error).message),
      ["cannot beat", "cannot take over", "cannot beat", "cannot take over"],
    );
  }));

test("a start fails when it cannot take over what there is", () =>
  Scene.run(async (scene) => {
    const failing: LeasedService = { takeOver: () => Promise.reject(new Error("cannot take over")) };
    await assert.rejects(scene.presence.start([failing]), /cannot take over/);
  }));

test("the only process of a store says once that it lives, and goes on taking up what it could not store", () =>
  Scene.run(async (scene) => {
    const asked: boolean[] = [];
    await scene.presence.start([{ takeOver: async (isStart) => void asked.push(isStart) }]);
    for (let n = 0; n < 2; n++) await scene.pass();
    assert.deepEqual(asked, [true, false, false]);
    assert.equal(scene.beats, 1);
  }, false));
