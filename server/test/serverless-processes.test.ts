import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Client } from "pg";
import { startServer } from "../src/index.js";
import { ServerlessStore } from "../src/serverless/store/serverless-store.js";
import { ServerlessTables } from "../src/serverless/store/serverless-tables.js";
import type { Session } from "../src/serverless/sessions/session.js";
import { open } from "../src/serverless/sessions/lifecycle.js";
import { admit } from "../src/serverless/sessions/admission.js";
import { write } from "../src/serverless/sessions/turns.js";
import { openSqlite } from "../src/store/sqlite/store.js";
import { Vault } from "../src/vault/vault.js";
import { fetchJson, type Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { testDatabase, WITHOUT_POSTGRES } from "./support/postgres.js";
import { ServerProcess, withFolder } from "./support/process.js";
import { openStream } from "./support/stream.js";
import { told } from "./support/serverless.js";

const KEY = "osb_serverless";

/** Takes more than 7 s at a pace of 1: long enough that a test can do something meanwhile, on a busy machine too. */
const LONG = "Write a long answer";

/** Servers on one database, by their addresses. */
class Cluster {
  readonly #urls: readonly string[];

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  call(at: number, method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const headers = { "x-api-key": KEY };
    return fetchJson(`${this.#urls[at]}/api/managed-agents${path}`, { method, headers, body });
  }

  async session(): Promise<string> {
    await fetch(`${this.#urls[0]}/v3/agents`, {
      method: "POST",
      headers: { Authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ name: "helper", prompt: "", model: "offline/helper" }),
    });
    return (await this.call(0, "POST", "/sessions", { agentId: "helper" })).body.session.id;
  }

  async turn(at: number, session: string, input: string, more: object = {}): Promise<string> {
    const { status, body } = await this.call(at, "POST", `/sessions/${session}/turns`, { input, ...more });
    assert.equal(status, 202, JSON.stringify(body));
    return body.turnId;
  }

  async events(at: number, session: string): Promise<Json[]> {
    const all: Json[] = [];
    for (;;) {
      const { body } = await this.call(at, "GET", `/sessions/${session}/events?after=${all.length}`);
      if (body.events.length === 0) return all;
      all.push(...body.events);
    }
  }

  until(at: number, session: string, type: string, turnId: string): Promise<Json[]> {
    return eventually(async () => {
      const events = await this.events(at, session);
      return events.some((event) => event.type === type && event.turnId === turnId) ? events : null;
    }, `${type} of ${turnId}`);
  }
}

/** Runs a test's body with two servers in this process. */
function check(
  name: string,
  body: (cluster: Cluster, database: string, servers: Server[]) => Promise<void>,
): void {
  test(name, { timeout: 300_000 }, () =>
    withFolder(async (data) => {
      const database = await testDatabase();
      const servers: Server[] = [];
      try {
        for (let n = 0; n < 2; n++)
          servers.push(await startServer({ data, database, key: KEY, agentPace: 1 }));
        await body(new Cluster(servers.map(({ url }) => url)), database, servers);
      } finally {
        await Promise.all(servers.map((server) => server.close()));
      }
    }),
  );
}

type Server = Awaited<ReturnType<typeof startServer>>;

function assertGapless(events: readonly Json[]): void {
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
  );
}

describe("several processes with sessions of the successor's API", { skip: WITHOUT_POSTGRES }, () => {
  check("a turn is stopped through any of them, and the next one begins there", async (cluster) => {
    const session = await cluster.session();
    const first = await cluster.turn(0, session, LONG);
    await cluster.until(1, session, "message.delta", first);
    await cluster.call(1, "POST", `/sessions/${session}/interrupt`, {});
    const second = await cluster.turn(1, session, "hello");
    const events = await cluster.until(0, session, "turn.completed", second);
    assertGapless(events);
    const end = events.findIndex(({ type, turnId }) => type === "turn.cancelled" && turnId === first);
    assert.ok(end > 0);
    assert.ok(
      events.slice(end + 1).every(({ turnId }) => turnId !== first),
      "nothing after its end",
    );
    assert.equal(events.filter(({ type }) => type === "turn.cancelled").length, 1);
  });

  check("what is steered through another reaches the turn that runs", async (cluster) => {
    const session = await cluster.session();
    const first = await cluster.turn(0, session, LONG);
    await cluster.until(1, session, "message.delta", first);
    const steered = await cluster.turn(1, session, "hello", { mode: "steer" });
    const events = await cluster.until(1, session, "turn.completed", steered);
    assertGapless(events);
    assert.ok(events.some(({ type, data }) => type === "turn.steered" && data.activeTurnId === first));
    assert.equal(events.filter(({ type }) => type === "turn.started").length, 1);
  });

  check("an idempotency key makes one turn, and one session, whichever it comes to", async (cluster) => {
    const session = await cluster.session();
    const body = { input: "hello", idempotencyKey: "k" };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => cluster.call(n % 2, "POST", `/sessions/${session}/turns`, body)),
    );
    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    assert.equal(new Set(answers.map((answer) => answer.body.turnId)).size, 1);
    const events = await cluster.until(0, session, "turn.completed", answers[0]!.body.turnId);
    assert.equal(told(events).filter((type) => type === "message.received").length, 1);
  });

  check(
    "a process that was taken for dead writes no more of what another goes on with",
    async (cluster, database) => {
      const session = await cluster.session();
      const turn = await cluster.turn(0, session, LONG);
      await cluster.until(0, session, "message.delta", turn);
      const client = new Client({ connectionString: database });
      await client.connect();
      const owner = async () => (await client.query("SELECT owner FROM serverless_sessions")).rows[0].owner;
      const first = await owner();
      await eventually(async () => {
        const present = await owner();
        // Also the process that was taken for dead may take the session, as it is alive.
        if (present === first) await client.query("UPDATE serverless_sessions SET owner = 'prc_dead'");
        return present !== first && present !== "prc_dead";
      }, "another process to take the session");
      const events = await cluster.until(1, session, "turn.completed", turn);
      await client.end();
      assertGapless(events);
      const again = events.findLastIndex(({ type }) => type === "runtime.disconnected");
      assert.ok(again > 0, "another went on");
      const text = (part: Json[]) =>
        part.filter(({ type }) => type === "message.delta").reduce((all, { data }) => all + data.text, "");
      const last = events.findLast(({ type }) => type === "message.completed");
      assert.ok(text(events.slice(again)).endsWith(last.data.text), "it is said once, by one");
    },
  );

  check(
    "a draining process lets its turns end, and leaves those that begin to another",
    async (cluster, _, servers) => {
      const session = await cluster.session();
      const first = await cluster.turn(0, session, LONG);
      await cluster.until(0, session, "message.delta", first);
      const drained = servers[0]!.drain();
      const other = await cluster.session();
      const second = await cluster.turn(0, other, "hello");
      await drained;
      const events = await cluster.events(1, session);
      assert.ok(events.some(({ type, turnId }) => type === "turn.completed" && turnId === first));
      assert.ok(!events.some(({ type }) => type === "runtime.disconnected"));
      await servers[0]!.close();
      await cluster.until(1, other, "turn.completed", second);
    },
  );

  test(
    "a killed process's turns are gone on with within 10 s, and what waited is taken up",
    { timeout: 300_000 },
    () =>
      withFolder(async (folder) => {
        const env = { DATABASE_URL: await testDatabase() };
        const start = () => ServerProcess.start(["--port", "0", "--data", folder, "--key", KEY], env);
        const processes = [await start(), await start()];
        try {
          const cluster = new Cluster(processes.map(({ url }) => url));
          const session = await cluster.session();
          const first = await cluster.turn(0, session, LONG);
          const second = await cluster.turn(0, session, "hello");
          await cluster.until(1, session, "message.delta", first);
          const killedAt = Date.now();
          await processes[0]!.end("SIGKILL");
          const goneOn = await eventually(
            async () =>
              (await cluster.events(1, session)).find(({ type }) => type === "runtime.disconnected") as Json,
            "the turn to be gone on with",
          );
          // When it was done, not when this process, which is one of several here, has come to read of it.
          const took = Date.parse(goneOn.timestamp) - killedAt;
          assert.ok(took < 10_000, `The turn was taken over after ${took} ms.`);
          const events = await cluster.until(1, session, "turn.completed", second);
          assertGapless(events);
          assert.ok(events.some(({ type, turnId }) => type === "turn.completed" && turnId === first));
        } finally {
          await Promise.all(processes.map((process) => process.end("SIGKILL")));
        }
      }),
  );
});

describe("client tokens", { skip: WITHOUT_POSTGRES }, () => {
  check(
    "that one process has ended grant nothing at another, nor do its streams go on",
    async (cluster, _, servers) => {
      await cluster.session();
      const [first, second] = servers as [Server, Server];
      const post = async (path: string, body: object) => {
        const headers = { Authorization: `Bearer ${KEY}` };
        return (await fetchJson(`${first.url}/v3${path}`, { method: "POST", headers, body })).body;
      };
      await post("/agents", { name: "quiet", prompt: "", model: "offline/silent" });
      const { session, client_token: token } = await post("/sessions", { agent: "quiet", input: "Hi" });
      const events = `${second.url}/v3/sessions/${session.id}/events`;
      const stream = await openStream(`${events}?stream=sse&token=${token}`);
      const org = await openStream(`${events}?stream=sse`, { Authorization: `Bearer ${KEY}` });
      await Promise.all([stream.comments(1), org.comments(1)]);
      assert.equal(await first.expireTokens(session.id), 1);
      assert.equal((await fetch(events, { headers: { Authorization: `Bearer ${token}` } })).status, 401);
      await stream.end();
      await first.appendEvents(session.id, [{ type: "agent.message", body: { text: "after" } }]);
      await org.until(({ body }) => body.text === "after");
      org.close();
    },
  );
});

/** A session as it is created, where a test needs only its id. */
function newSession(id: string): Session {
  return {
    id,
    agentId: "a",
    deploymentId: "a:1",
    environment: "production",
    source: "api",
    externalReference: null,
    snapshot: { model: "offline/a" },
    credential: null,
    fingerprint: "f",
    createdAt: "",
    updatedAt: "",
    status: "new",
    labels: {},
    question: null,
    dismissed: null,
    result: null,
    stoppingSince: null,
    revision: 0,
    head: 0,
  } as unknown as Session;
}

const INPUT = { input: "Hi", mode: "queue", payload: undefined, answers: null, key: null } as const;

test("sessions of a dead process are taken over while their turns run, idle ones never", async () => {
  const store = await openSqlite(":memory:", new Vault([]));
  const dead = new ServerlessStore(store, "prc_dead");
  for (const id of ["idle", "working"]) await dead.create(newSession(id), null, open);
  await dead.change("working", (change) => admit(change, INPUT));
  const heir = new ServerlessStore(store, "prc_1");
  assert.deepEqual(
    (await heir.takeOver(9)).map(({ id }) => id),
    ["working"],
  );
  await store.close();
});

test("what an agent says costs the same however many turns wait", async (t) => {
  const saved = t.mock.method(ServerlessTables.prototype, "saveTurn");
  const read = t.mock.method(ServerlessTables.prototype, "openTurns");
  const store = await openSqlite(":memory:", new Vault([]));
  const sessions = new ServerlessStore(store, "prc_1");
  await sessions.create(newSession("s"), null, open);
  for (let n = 0; n < 40; n++) await sessions.change("s", (change) => admit(change, INPUT));
  const { turn } = await sessions.runningState("s");
  for (const mocked of [saved, read]) mocked.mock.resetCalls();
  const delta = { type: "message.delta", data: { text: "word" } };
  for (let n = 0; n < 10; n++) {
    const { result } = await sessions.changeRunning("s", (change) => write(change, turn!, [delta]));
    assert.equal(result, true);
  }
  assert.ok(saved.mock.callCount() <= 10, "the running turn alone");
  assert.equal(read.mock.callCount(), 0);
  await store.close();
});
