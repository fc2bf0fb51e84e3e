import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ANSWER_MS,
  INITIAL_STANDING,
  LEASE_MS,
  transition,
  type Effect,
  type Happening,
  type Role,
  type Standing,
} from "../../../src/session/tabs/election-transition.js";

const heard = (isLive = true, isSeldom = false, isVisible = true): Happening => ({
  type: "heard",
  isLive,
  isSeldom,
  isVisible,
});
const follow = (isFresh: boolean): Happening => ({ type: "follow", isFresh });

function words(effect: Effect): string {
  return effect.do === "wait" ? `wait ${effect.milliseconds ?? "no more"}` : effect.do;
}

type Row = readonly [
  what: string,
  before: Partial<Standing>,
  happening: Happening,
  role: Role,
  effects: string,
];

const ROWS: readonly Row[] = [
  ["that begins to read", {}, { type: "join" }, "candidate", "stand"],
  ["that reads already", { role: "leader" }, { type: "join" }, "leader", ""],
  ["that is first", { role: "candidate" }, { type: "elected" }, "leader", "wait no more, lead"],
  ["that is not first", { role: "candidate" }, { type: "taken" }, "follower", "be-led"],
  ["whose turn has come", { role: "follower" }, { type: "elected" }, "leader", "wait no more, lead, greet"],
  ["that left before its turn", {}, { type: "elected" }, "alone", ""],
  ["whose lock was taken away", { role: "leader" }, { type: "lost" }, "follower", "stand, be-led"],
  ["that finds it taken again", { role: "follower" }, { type: "taken" }, "follower", ""],
  ["that begins to follow", { role: "follower" }, follow(true), "follower", `ask, wait ${ANSWER_MS}`],
  ["that leads and is to follow", { role: "leader" }, follow(true), "leader", ""],
  [
    "that hears the leader",
    { role: "follower", isAsking: true },
    heard(),
    "follower",
    `wait ${LEASE_MS + 500}`,
  ],
  [
    "that hears nothing for long",
    { role: "follower" },
    { type: "due" },
    "follower",
    `ask, wait ${ANSWER_MS}`,
  ],
  [
    "that is not answered",
    { role: "follower", isAsking: true },
    { type: "due" },
    "follower",
    `steal, wait ${LEASE_MS}`,
  ],
  ["that leads, when a wait is over", { role: "leader" }, { type: "due" }, "leader", ""],
  [
    "that is looked at, and hears of a leader that is not",
    { role: "follower" },
    heard(true, true),
    "follower",
    `steal, wait ${LEASE_MS}`,
  ],
  [
    "that nobody looks at, and hears of one alike",
    { role: "follower" },
    heard(true, true, false),
    "follower",
    `wait ${LEASE_MS + 500}`,
  ],
  [
    "that has just read, and hears of a leader that cannot",
    { role: "follower", isFresh: true },
    heard(false),
    "follower",
    `steal, wait ${LEASE_MS}`,
  ],
  [
    "that hears of a leader that cannot read",
    { role: "follower" },
    heard(false),
    "follower",
    `wait ${LEASE_MS + 500}`,
  ],
  [
    "that is to try itself",
    { role: "follower" },
    { type: "take-over" },
    "follower",
    `steal, wait ${LEASE_MS}`,
  ],
  ["that is to look", { role: "follower" }, { type: "ask" }, "follower", `ask, wait ${ANSWER_MS}`],
  ["that is to look and leads", { role: "leader" }, { type: "ask" }, "leader", ""],
  ["that reads no more", { role: "leader" }, { type: "leave" }, "alone", "release, wait no more"],
  ["that follows no more", { role: "follower" }, { type: "leave" }, "alone", "release, wait no more"],
  ["that is alone and leaves", {}, { type: "leave" }, "alone", ""],
];

describe("the tab", () => {
  for (const [what, before, happening, role, effects] of ROWS) {
    test(`${what} is ${role}: ${effects || "nothing to do"}`, () => {
      const [standing, done] = transition({ ...INITIAL_STANDING, ...before }, happening, 0.5);
      assert.equal(standing.role, role);
      assert.equal(done.map(words).join(", "), effects);
    });
  }

  test("that has read by itself knows so until it hears the leader", () => {
    const [fresh] = transition({ ...INITIAL_STANDING, role: "follower" }, follow(true), 0);
    assert.deepEqual([fresh.isFresh, fresh.isAsking], [true, true]);
    const [told] = transition(fresh, heard(), 0);
    assert.deepEqual([told.isFresh, told.isAsking], [false, false]);
  });

  test("that hears nothing leads within six seconds", () => {
    assert.ok(LEASE_MS + 1_000 + ANSWER_MS <= 6_000);
  });
});
