import assert from "node:assert/strict";
import { test } from "node:test";
import * as core from "../src/core.js";

test("the headless half exports what it names, and nothing else", () => {
  assert.deepEqual(Object.keys(core).sort(), ["Session", "SessionError", "at", "forget", "items"]);
});
