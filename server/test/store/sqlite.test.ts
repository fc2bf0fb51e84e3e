import assert from "node:assert/strict";
import { join } from "node:path";
import { mock, test } from "node:test";
import { CompiledQuery } from "kysely";
import { EventLog } from "../../src/log/event-log.js";
import { StoreUnavailable } from "../../src/store/errors.js";
import { newId } from "../../src/store/ids.js";
import { SqliteConnection } from "../../src/store/sqlite/connection.js";
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
