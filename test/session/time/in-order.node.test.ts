import assert from "node:assert/strict";
import { test } from "node:test";
import { InOrder } from "../../../src/session/time/in-order.js";

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
