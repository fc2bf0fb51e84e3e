import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreUnavailable } from "../../src/store/errors.js";
import { ConnectionPool } from "../../src/store/postgres/pool.js";
import { testDatabase, WITHOUT_POSTGRES } from "../support/postgres.js";

test(
  "a database that falls silent does not answer; the next statement has another connection",
  { skip: WITHOUT_POSTGRES },
  async () => {
    const pool = new ConnectionPool(await testDatabase(), 1, 100);
    try {
      const silent = await pool.connect();
      await assert.rejects(silent.query("select pg_sleep(60)", []), StoreUnavailable);
      silent.release();
      const begun = await pool.connect();
      await begun.query("begin", []);
      await assert.rejects(begun.query("select pg_sleep(60)", []), StoreUnavailable);
      begun.release();
      const next = await pool.connect();
      assert.deepEqual((await next.query("select 1 as one", [])).rows, [{ one: 1 }]);
      next.release();
    } finally {
      await pool.end();
    }
  },
);
