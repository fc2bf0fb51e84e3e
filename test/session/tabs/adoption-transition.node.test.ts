import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  transition,
  type AdoptionPhase,
  type Effect,
  type Facts,
  type Happening,
} from "../../../src/session/tabs/adoption-transition.js";

const LOCKS: Facts = { hasLocks: true, isShared: true };
const NO_LOCKS: Facts = { hasLocks: false, isShared: true };
const ALONE: Facts = { hasLocks: false, isShared: false };

const words = (effects: readonly Effect[]) =>
  effects.map((effect) =>
    effect.do === "adopt"
      ? `adopt after ${effect.untouchedMs}`
      : effect.do === "wait"
        ? `wait ${effect.milliseconds}`
        : effect.do,
  );

const STEPS: readonly [AdoptionPhase, Happening, Facts, AdoptionPhase, string][] = [
  ["ready", "load", LOCKS, "ready", "leave, adopt after 0, kick"],
  ["ready", "load", NO_LOCKS, "waiting", "leave, adopt after 60000, kick, wait 60000"],
  ["ready", "load", ALONE, "ready", "leave, adopt after 60000, kick"],
  ["waiting", "due", NO_LOCKS, "waiting", "leave, adopt after 60000, kick, wait 60000"],
  ["waiting", "load", NO_LOCKS, "waiting", "leave, adopt after 60000, kick, wait 60000"],
  ["waiting", "due", ALONE, "ready", "leave, adopt after 60000, kick"],
  ["waiting", "due", LOCKS, "ready", "leave, adopt after 0, kick"],
  ["ready", "stop", LOCKS, "stopped", "leave"],
  ["waiting", "stop", NO_LOCKS, "stopped", "leave"],
  ["stopped", "load", LOCKS, "stopped", ""],
  ["stopped", "due", NO_LOCKS, "stopped", ""],
  ["stopped", "stop", LOCKS, "stopped", ""],
];

describe("taking in messages", () => {
  for (const [from, happening, facts, to, expected] of STEPS) {
    const where = facts.hasLocks ? "with locks" : facts.isShared ? "without locks" : "with nothing shared";
    test(`${from}, ${happening}, ${where}: ${to}`, () => {
      const [phase, effects] = transition(from, happening, facts);
      assert.deepEqual([phase, words(effects).join(", ")], [to, expected]);
    });
  }
});
