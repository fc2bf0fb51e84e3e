import assert from "node:assert/strict";
import { join } from "node:path";
import { mock, test } from "node:test";
import { CompiledQuery, Kysely } from "kysely";
import { EventLog } from "../../src/log/event-log.js";
import { StoreUnavailable } from "../../src/store/errors.js";
import { newId } from "../../src/store/ids.js";
import { SQLITE } from "../../src/store/schema/engine.js";
import { migrate } from "../../src/store/schema/migrate.js";
import { tables } from "../../src/store/schema/migrations/0001-tables.js";
import type { Schema } from "../../src/store/schema/tables.js";
import { SqliteConnection } from "../../src/store/sqlite/connection.js";
import { SqliteDialect } from "../../src/store/sqlite/dialect.js";
import { openSqlite } from "../../src/store/sqlite/store.js";
import { Vault } from "../../src/vault/vault.js";
import { newSession } from "../support/new-session.js";
import { withFolder } from "../support/process.js";

const HOUR_MS = 3_600_000;

test("a full disk is a database that does not answer, and that goes on when there is space again", () =>
  withFolder(async (folder) => {
    const connection = new SqliteConnection(join(folder, "test.db"));
    const run = (text: string) => connection.executeQuery(CompiledQuery.raw(text));
    try {
      await run("CREATE TABLE t (text TEXT)");
      await run("PRAGMA max_page_count = 4");
      const fill = `INSERT INTO t VALUES ('${"x".repeat(50_000)}')`;
      await assert.rejects(run(fill), StoreUnavailable);
      await run("BEGIN IMMEDIATE");
      await assert.rejects(run(fill), StoreUnavailable);
      if (connection.inTransaction) await run("ROLLBACK");
      await run("PRAGMA max_page_count = 1000");
      await run(fill);
      await assert.rejects(
        run("INSERT INTO nowhere VALUES (1)"),
        (error) => !(error instanceof StoreUnavailable),
      );
    } finally {
      connection.close();
    }
  }));

test("what was due before the clock was set back is due", async () => {
  const store = await openSqlite(":memory:", new Vault([]));
  const session = newId("ses");
  mock.timers.enable({ apis: ["Date"], now: Date.now() + HOUR_MS });
  try {
    await store.sessions.insert(newSession(session));
    const { id } = await store.destinations.insert(session, { url: "https://a.example" }, 0);
    await new EventLog(store).append(session, [{ type: "user.message", body: { text: "Hi" } }], true);
    const event = { id: "evt_1", seq: 1 };
    await store.deliveries.insert({ session, destination: id, event, held: false, tries: 1 });
    mock.timers.setTime(Date.now() - HOUR_MS);
    assert.deepEqual(await store.sessions.unwoken(3000), [session]);
    assert.equal((await store.transaction((tx) => tx.deliveries.take("prc_1")))?.event, event.id);
  } finally {
    mock.timers.reset();
    await store.close();
  }
});

test("a migration that is killed at any statement is made up for at the next start", async () => {
  for (let statements = 0, isDone = false; !isDone; statements++) {
    const connection = new SqliteConnection(":memory:");
    const db = new Kysely<Schema>({ dialect: new SqliteDialect(connection) });
    const run = connection.executeQuery.bind(connection);
    let left = statements;
    connection.executeQuery = (query) => {
      // A killed transaction is rolled back.
      const isRun = query.sql === "ROLLBACK" || left-- > 0;
      return isRun ? run(query) : Promise.reject(new Error("killed"));
    };
    isDone = await migrate(db, SQLITE).then(
      () => true,
      () => false,
    );
    connection.executeQuery = run;
    await assert.doesNotReject(migrate(db, SQLITE), `after ${statements} statements`);
    await db.destroy();
  }
});

test("a session of the first version is not inactive when it is migrated", () =>
  withFolder(async (folder) => {
    const file = join(folder, "test.db");
    const connection = new SqliteConnection(file);
    for (const statement of [
      ...tables(SQLITE).split(";"),
      "CREATE TABLE kysely_migration (name TEXT PRIMARY KEY, timestamp TEXT NOT NULL)",
      "INSERT INTO kysely_migration VALUES ('0001-tables', '2026-01-01T00:00:00.000Z')",
      `INSERT INTO sessions (id, agent, status, head, input_cursor, snapshot, limits, fingerprint, tokens_used, created_at)
        VALUES ('ses_1', 'agt_1', 'idle', 1, 1, '{}', '{}', 'f', 0, '2026-01-01T00:00:00.000Z')`,
    ])
      if (statement.trim() !== "") await connection.executeQuery(CompiledQuery.raw(statement));
    connection.close();
    const store = await openSqlite(file, new Vault([]));
    assert.equal((await store.sessions.get("ses_1"))?.status, "idle");
    assert.deepEqual(await store.sessions.inactive(HOUR_MS, 9), []);
    await store.close();
  }));
