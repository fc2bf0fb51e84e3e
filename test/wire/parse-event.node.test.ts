import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionError } from "../../src/wire/errors.js";
import { integer } from "../../src/wire/json.js";
import { parseEvent } from "../../src/wire/parse-event.js";

const BARE = { id: "evt_1", seq: 1, type: "user.message" };

test("id, seq and type alone make an event", () => {
  assert.deepEqual(parseEvent(BARE), {
    id: "evt_1",
    seq: 1,
    ts: null,
    actor: null,
    type: "user.message",
    level: "user",
    body: {},
    turn_id: null,
    source: null,
    refs: null,
    content_ref: null,
    body_truncated: false,
    body_bytes: null,
  });
});

const INTEGERS: readonly [wire: unknown, value: number | null][] = [
  [12, 12],
  ["12", 12],
  ["0", 0],
  ["9007199254740991", 9007199254740991],
  ["9007199254740993", null],
  [9007199254740992, null],
  [1.5, null],
  [-1, null],
  ["-1", null],
  ["1e3", null],
  [" 1", null],
  ["", null],
  [null, null],
  [true, null],
  [[1], null],
];
for (const [wire, value] of INTEGERS) {
  test(`the integer ${JSON.stringify(wire)} is ${value}`, () => assert.equal(integer(wire), value));
}

const TOLERATED: readonly [what: string, wire: object, field: string, value: unknown][] = [
  ["a body that is a string", { body: "hello" }, "body", { text: "hello" }],
  ["a body that is an array", { body: ["x"] }, "body", {}],
  ["a body that is null", { body: null }, "body", {}],
  ["an unknown level", { level: "secret" }, "level", "user"],
  ["a missing level", {}, "level", "user"],
  ["an actor that is a string", { actor: "agent" }, "actor", null],
  ["an actor without a type", { actor: { id: "u1" } }, "actor", { id: "u1", type: "system", display: null }],
  [
    "an unknown actor type",
    { actor: { type: "robot" } },
    "actor",
    { id: null, type: "robot", display: null },
  ],
  ["refs that are no object", { refs: ["a"] }, "refs", null],
  ["body_bytes as a string", { body_bytes: "40000" }, "body_bytes", 40000],
  ["body_truncated as a word", { body_truncated: "true" }, "body_truncated", false],
  ["a numeric turn id", { turn_id: 7 }, "turn_id", null],
];
for (const [what, wire, field, value] of TOLERATED) {
  test(`${what} does no harm`, () => {
    const parsed = parseEvent({ ...BARE, ...wire }) as unknown as Record<string, unknown>;
    assert.deepEqual(parsed[field], value);
  });
}

const REFUSED: readonly [wire: unknown, missing: RegExp][] = [
  [null, /not a JSON object/],
  ["evt", /not a JSON object/],
  [[], /not a JSON object/],
  [{ seq: 1, type: "x" }, /"id"/],
  [{ id: "", seq: 1, type: "x" }, /"id"/],
  [{ id: "e", type: "x" }, /"seq"/],
  [{ id: "e", seq: "9007199254740993", type: "x" }, /"seq"/],
  [{ id: "e", seq: 1 }, /"type"/],
];
for (const [wire, missing] of REFUSED) {
  test(`${JSON.stringify(wire)} is no event`, () => {
    assert.throws(
      () => parseEvent(wire),
      (error: SessionError) => error.code === "protocol" && !error.retryable && missing.test(error.message),
    );
  });
}
