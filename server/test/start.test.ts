import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { CompiledQuery } from "kysely";
import { Client } from "pg";
import { startServer } from "../src/index.js";
import { SqliteConnection } from "../src/store/sqlite/connection.js";
import { eventually } from "./support/waiting.js";
import { freePorts } from "./support/ports.js";
import { testDatabase, WITHOUT_POSTGRES } from "./support/postgres.js";
import { withFolder } from "./support/process.js";

const KEY = "osb_start";

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const [error] = await Promise.race([once(socket, "connect"), once(socket, "error")]).catch(
    (cause: unknown) => [cause],
  );
  socket.destroy();
  return error !== undefined;
}

test("a server that cannot take up what was left behind leaves nothing open", () =>
  withFolder(async (folder) => {
    await (await startServer({ data: folder, key: KEY })).close();
    const file = join(folder, "opencomputer.db");
    const sql = async (text: string) => {
      const connection = new SqliteConnection(file);
      await connection.executeQuery(CompiledQuery.raw(text));
      connection.close();
    };
    await sql("ALTER TABLE client_tokens RENAME TO lost_tokens");
    const [port] = (await freePorts(1)) as [number];
    await assert.rejects(startServer({ data: folder, port, key: KEY }), /client_tokens/);
    assert.ok(await isRefused(port), "its port is free");
    await sql("ALTER TABLE lost_tokens RENAME TO client_tokens");
    await (await startServer({ data: folder, port, key: KEY })).close();
  }));

test("a folder of a newer version is refused and left closed, and a file that is no database is no busy one", () =>
  withFolder(async (data) => {
    const file = join(data, "opencomputer.db");
    await (await startServer({ data, key: KEY })).close();
    const sql = async (text: string) => {
      const connection = new SqliteConnection(file);
      await connection.executeQuery(CompiledQuery.raw(text));
      connection.close();
    };
    await sql("INSERT INTO kysely_migration VALUES ('9999-later', '')");
    await assert.rejects(startServer({ data, key: KEY }), /newer version/);
    await sql("DELETE FROM kysely_migration WHERE name = '9999-later'");
    await (await startServer({ data, key: KEY })).close();
    await writeFile(file, "no database ".repeat(1000));
    await assert.rejects(startServer({ data, key: KEY }), /opencomputer\.db cannot be opened\.$/);
  }));

test(
  "until what was left behind is taken up, requests wait and the probes say so",
  { skip: WITHOUT_POSTGRES, timeout: 300_000 },
  () =>
    withFolder(async (data) => {
      const database = await testDatabase();
      await (await startServer({ data, database, key: KEY })).close();
      const blocker = new Client({ connectionString: database });
      await blocker.connect();
      await blocker.query("BEGIN; LOCK TABLE client_tokens IN ACCESS EXCLUSIVE MODE");
      const [port] = (await freePorts(1)) as [number];
      const starting = startServer({ data, database, port, key: KEY });
      const status = (path: string) =>
        fetch(`http://127.0.0.1:${port}${path}`, { headers: { Authorization: `Bearer ${KEY}` } }).then(
          (response) => response.status,
          () => 0,
        );
      let isAnswered = false;
      try {
        await eventually(async () => (await status("/healthz")) === 200, "the server to listen");
        assert.equal(await status("/readyz"), 503);
        const answer = status("/v3/agents").finally(() => (isAnswered = true));
        for (let n = 0; n < 5; n++) await status("/readyz");
        assert.equal(isAnswered, false);
        await blocker.query("COMMIT");
        assert.equal(await answer, 200);
        await starting;
        assert.equal(await status("/readyz"), 200);
      } finally {
        await blocker.end();
        await (await starting).close();
      }
    }),
);
