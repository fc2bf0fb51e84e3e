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

test("a database that an operator stops, or whose primary has become read-only, does not answer now", () => {
  // Of PostgreSQL: read-only, a transaction that was paused, deadlock, disk full, lock, cancelled, shutdown, disk.
  for (const code of ["25006", "25P03", "25P04", "40P01", "53100", "55P03", "57014", "57P01", "58030"]) {
    assert.ok(storeError(Object.assign(new Error("no"), { code })) instanceof StoreUnavailable, code);
  }
  for (const code of ["25P02", "22P02", "42P01"]) {
    assert.ok(!(storeError(Object.assign(new Error("no"), { code })) instanceof StoreUnavailable), code);
  }
});
