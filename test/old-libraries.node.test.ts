import assert from "node:assert/strict";
import { test } from "node:test";
import { usesInSource } from "./support/source-code.js";

/** Prototype 1.6 replaces `entries` of arrays by a method that gives the items, and no pairs. */
const ENTRIES = /\.entries\(\)/g;
/** Old libraries replace `Array.from` by a function that takes no second argument. */
const FROM = /\bArray\.from\(/g;

test("No source uses what old libraries of a page replace", () => {
  assert.deepEqual(usesInSource(ENTRIES, FROM), []);
});
