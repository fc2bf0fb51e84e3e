import assert from "node:assert/strict";
import { test } from "node:test";
import * as core from "../src/core.js";

test("the headless half exports what it names, and nothing else", () => {
  const names = ["Session", "SessionError", "at", "forget", "isQueued", "items", "queuedCount"];
  assert.deepEqual(Object.keys(core).sort(), names);
});
