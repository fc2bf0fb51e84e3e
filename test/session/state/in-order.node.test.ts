import assert from "node:assert/strict";
import { test } from "node:test";
import { InOrder } from "../../../src/session/state/in-order.js";

test("what happens while something is dealt with is dealt with after it", () => {
  const said: string[] = [];
  const order = new InOrder<number>((number) => {
    said.push(`begin ${number}`);
    if (number === 1) for (const next of [2, 3]) order.happen(next);
    said.push(`end ${number}`);
  });
  order.happen(1);
  assert.deepEqual(said, ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
});

test("what throws keeps nothing that comes later waiting", () => {
  const dealtWith: number[] = [];
  const order = new InOrder<number>((number) => {
    if (number === 1) throw new Error("No.");
    dealtWith.push(number);
  });
  assert.throws(() => order.happen(1), /No\./);
  order.happen(2);
  assert.deepEqual(dealtWith, [2]);
});
