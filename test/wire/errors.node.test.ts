import assert from "node:assert/strict";
import { test } from "node:test";
import { tsImport } from "tsx/esm/api";
import type * as errors from "../../src/wire/errors.js";
import { notLoaded, SessionError } from "../../src/wire/errors.js";

test("an error of another copy of the class is one too: each of the CDN files has a copy", async () => {
  const other = (await tsImport("../../src/wire/errors.ts", import.meta.url)) as typeof errors;
  assert.notEqual(other.SessionError, SessionError);
  assert.ok(new other.SessionError("closed", "The session is archived.") instanceof SessionError);
});

test("an error that only looks like one is none", () => {
  const named = (more: object) => Object.assign(new Error("x"), { name: "SessionError", ...more });
  for (const other of [
    new Error("x"),
    named({}),
    named({ code: "odd" }),
    { name: "SessionError", code: "closed" },
  ])
    assert.equal(other instanceof SessionError, false);
});

test("the error of a file that did not load names the file", () => {
  const error = notLoaded("reads a stream", new Error("https://shop.test/stream.js is missing."));
  assert.equal(error.code, "network");
  assert.match(
    error.message,
    /reads a stream did not load: Error: https:\/\/shop\.test\/stream\.js is missing\./,
  );
  assert.match(notLoaded("reads a stream", null).message, /did not load: null$/);
});
