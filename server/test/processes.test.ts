import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fetchJson, type Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { testDatabase, WITHOUT_POSTGRES } from "./support/postgres.js";
import { ServerProcess, withFolder } from "./support/process.js";
import { Receiver } from "./support/receiver.js";
import { openStream, type SessionStream } from "./support/stream.js";

const KEY = "osb_processes";

/** Several server processes on one database. */
class Cluster {
  readonly processes: ServerProcess[];

  private constructor(processes: ServerProcess[]) {
    this.processes = processes;
  }

  /** The turns that the first process begins last until they are ended, those of the second are over at once. */
  static async start(folder: string): Promise<Cluster> {
    const args = ["--port", "0", "--data", folder, "--key", KEY, "--allow-loopback-webhooks"];
    const env = { DATABASE_URL: await testDatabase() };
    const start = (pace: string) => ServerProcess.start(args, { ...env, AGENT_PACE: pace });
    return new Cluster(await Promise.all([start("1000"), start("0")]));
  }

  call(at: number, method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const headers = { Authorization: `Bearer ${KEY}` };
    return fetchJson(`${this.processes[at]!.url}/v3${path}`, { method, headers, body });
  }

  /** A new session of an agent that a model of this name drives. */
  async session(model: string, more: object = {}): Promise<string> {
    await this.call(0, "POST", "/agents", { name: model, prompt: "", model });
    const { body } = await this.call(0, "POST", "/sessions", { agent: model, input: "hello", ...more });
    return body.session.id as string;
  }

  stream(at: number, id: string): Promise<SessionStream> {
    const url = `${this.processes[at]!.url}/v3/sessions/${id}/events?stream=sse`;
    return openStream(url, { Authorization: `Bearer ${KEY}` });
  }

  async end(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.end("SIGTERM")));
  }
}

function check(name: string, body: (cluster: Cluster) => Promise<void>): void {
  test(name, { timeout: 300_000 }, () =>
    withFolder(async (folder) => {
      const cluster = await Cluster.start(folder);
      try {
        await body(cluster);
      } finally {
        await cluster.end();
      }
    }),
  );
}

describe("several processes on one database", { skip: WITHOUT_POSTGRES }, () => {
  check("readers at each see every event once, in order, wherever it was posted", async (cluster) => {
    const id = await cluster.session("offline/silent");
    const streams = [await cluster.stream(0, id), await cluster.stream(1, id)];
    const texts = Array.from({ length: 60 }, (_, n) => `m${n}`);
    const answers = await Promise.all(
      texts.map((text, n) => cluster.call(n % 2, "POST", `/sessions/${id}/messages`, { text })),
    );
    for (const stream of streams) {
      const events = await stream.count(61);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        Array.from({ length: 61 }, (_, index) => index + 1),
      );
      for (const [n, { body }] of answers.entries()) {
        assert.equal(events[body.event.seq - 1].body.text, texts[n], "where it was promised");
      }
      stream.close();
    }
  });

  check("one key makes one message, and one session, whichever process it comes to", async (cluster) => {
    const id = await cluster.session("offline/silent");
    const message = { text: "Once", idempotency_key: "k" };
    const posts = await Promise.all(
      Array.from({ length: 20 }, (_, n) => cluster.call(n % 2, "POST", `/sessions/${id}/messages`, message)),
    );
    assert.equal(posts.filter(({ status }) => status === 202).length, 1);
    assert.equal(new Set(posts.map(({ body }) => body.event.seq)).size, 1);
    const request = { agent: "offline/silent", input: "hello", key: "ticket-7" };
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => cluster.call(n % 2, "POST", "/sessions", request)),
    );
    assert.equal(made.filter(({ status }) => status === 201).length, 1);
    assert.equal(new Set(made.map(({ body }) => body.session.id)).size, 1);
    const agents = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        cluster.call(n % 2, "POST", "/agents", { name: "new", prompt: "", model: "offline/silent" }),
      ),
    );
    assert.equal(agents.filter(({ status }) => status === 201).length, 1);
  });

  check("a turn is cancelled through any process", async (cluster) => {
    const id = await cluster.session("offline/coder");
    const stream = await cluster.stream(1, id);
    await stream.until(({ type }) => type === "turn.started");
    const { body } = await cluster.call(1, "POST", `/sessions/${id}/cancel`, {});
    assert.equal(body.last_turn.outcome, "canceled");
    const events = await stream.until(({ type }) => type === "turn.completed");
    assert.equal(events.at(-1).body.outcome, "canceled");
    // The next turn waits for the first one's process to let go, and nothing comes in between.
    await cluster.call(1, "POST", `/sessions/${id}/messages`, { text: "hello" });
    const turn = events.find(({ type }) => type === "turn.started").turn_id;
    await stream.until(({ type, turn_id }) => type === "turn.started" && turn_id !== turn);
    await cluster.call(0, "POST", `/sessions/${id}/cancel`, {});
    const all = await stream.until(({ type, turn_id }) => type === "turn.completed" && turn_id !== turn);
    const end = all.findIndex(({ type }) => type === "turn.completed");
    assert.deepEqual(
      all.slice(end + 1).filter(({ turn_id }) => turn_id === turn),
      [],
    );
    stream.close();
  });

  check(
    "a killed process's turns are ended within 10 s, and its waiting messages taken up",
    async (cluster) => {
      const ids = await Promise.all(Array.from({ length: 5 }, () => cluster.session("offline/coder")));
      const streams = await Promise.all(ids.map((id) => cluster.stream(1, id)));
      await Promise.all(streams.map((stream) => stream.until(({ type }) => type === "turn.started")));
      for (const id of ids) await cluster.call(0, "POST", `/sessions/${id}/messages`, { text: "hello" });
      const killedAt = Date.now();
      await cluster.processes[0]!.end("SIGKILL");
      for (const stream of streams) {
        const events = await stream.until(({ type }) => type === "turn.completed");
        assert.equal(events.at(-1).body.error.code, "interrupted");
        // When it was done, not when this process, which is one of several here, has come to read of it.
        const took = Date.parse(events.at(-1).ts) - killedAt;
        assert.ok(took < 10_000, `The turn was taken over after ${took} ms.`);
      }
      for (const stream of streams) {
        await stream.until(({ type, body }) => type === "turn.completed" && body.outcome === "completed");
        stream.close();
      }
    },
  );

  check(
    "a killed process's deliveries are made by another, one at a time to a destination",
    async (cluster) => {
      const receiver = await Receiver.start();
      receiver.delay = 100;
      const id = await cluster.session("offline/silent", { webhook: receiver.url });
      for (let n = 0; n < 30; n++) {
        await cluster.call(n % 2, "POST", `/sessions/${id}/messages`, { text: `m${n}` });
      }
      await receiver.count(3);
      await cluster.processes[0]!.end("SIGKILL");
      const delivered = () => new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size;
      await eventually(() => delivered() === 31, "every event to be delivered");
      assert.equal(receiver.mostAtOnce, 1);
      await receiver.close();
    },
  );
});
