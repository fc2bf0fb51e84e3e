import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable } from "../../src/store/errors.js";
import { storeError } from "../../src/store/postgres/errors.js";

test("a database whose name leads nowhere for a while does not answer, as one that refuses connections", () => {
  for (const code of ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH"]) {
    const cause = Object.assign(new Error(`getaddrinfo ${code} db.internal`), { code });
    const error = storeError(cause);
    assert.ok(error instanceof StoreUnavailable, code);
    assert.equal(error.cause, cause);
  }
  const other = Object.assign(new Error("syntax error"), { code: "42601" });
  assert.equal(storeError(other), other);
});
