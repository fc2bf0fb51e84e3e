import assert from "node:assert/strict";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CompiledQuery } from "kysely";
import { SqliteConnection } from "../src/store/sqlite/connection.js";
import { Api } from "./support/api.js";
import type { Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { ServerProcess, withFolder } from "./support/process.js";
import { Receiver } from "./support/receiver.js";
import { openStream } from "./support/stream.js";

const KEY = "osb_durability";

/** How often the server is killed. */
const KILLS = 6;

/** Messages posted at once. */
const WRITERS = 4;

/** A request that survives the server's death: null when it got no answer. */
async function request(url: string, method: string, body?: unknown): Promise<Json> {
  try {
    const response = await fetch(url, {
      method,
      headers: { Authorization: `Bearer ${KEY}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return await response.json();
  } catch {
    return null;
  }
}

test("killed at random moments under load, it loses nothing it acknowledged", { timeout: 500_000 }, () =>
  withFolder(async (folder) => {
    const receiver = await Receiver.start();
    const start = () =>
      ServerProcess.start(["--port", "0", "--data", folder, "--key", KEY, "--allow-loopback-webhooks"]);
    let server = await start();
    await request(`${server.url}/v3/agents`, "POST", { name: "a", prompt: "", model: "offline/coder" });
    const created = await request(`${server.url}/v3/sessions`, "POST", {
      agent: "a",
      input: "hello",
      webhook: receiver.url,
    });
    const { id } = created.session;
    const path = `/v3/sessions/${id}`;

    // What we were promised: each message's seq by its key. And what a reader has seen, over all lives.
    const promised = new Map<string, number>();
    const seen: Json[] = [];
    let isOver = false;
    let posted = 0;

    const write = async () => {
      while (!isOver) {
        const idempotency_key = `k-${posted++}`;
        for (let answer: Json = null; answer === null;) {
          answer = await request(`${server.url}${path}/messages`, "POST", {
            text: idempotency_key,
            idempotency_key,
          });
          if (answer) promised.set(idempotency_key, answer.event.seq);
          else await new Promise((resolve) => setTimeout(resolve, 5));
          if (isOver) return;
        }
      }
    };
    const read = async () => {
      while (!isOver) {
        const after = seen.at(-1)?.seq ?? 0;
        const headers = { Authorization: `Bearer ${KEY}` };
        const stream = await openStream(
          `${server.url}${path}/events?stream=sse&after=${after}`,
          headers,
        ).catch(() => null);
        await stream?.end();
        seen.push(...(stream?.events ?? []));
        if (stream === null) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const work = [read(), ...Array.from({ length: WRITERS }, write)];

    for (let kill = 0; kill < KILLS; kill++) {
      const before = promised.size;
      await eventually(() => promised.size >= before + 20, "20 more messages");
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      await server.end("SIGKILL");
      server = await start();
    }
    await eventually(() => promised.size >= KILLS * 20 + 20, "the last messages");
    isOver = true;
    await server.end("SIGTERM");
    await Promise.all(work);

    // The last life: the whole log, as it is now.
    server = await start();
    const log: Json[] = [];
    for (let next: string | null = "0"; next !== null;) {
      const page: Json = await request(`${server.url}${path}/events?limit=1000&after=${next}`, "GET");
      log.push(...page.data);
      next = page.next_cursor;
    }
    const bySeq = new Map(log.map((event) => [event.seq, event]));
    assert.deepEqual(
      log.map(({ seq }) => seq),
      Array.from({ length: log.length }, (_, index) => index + 1),
      "the log has every seq once",
    );
    for (const [key, seq] of promised)
      assert.equal(bySeq.get(seq)?.body.text, key, `${key} is where it was promised`);
    const texts = log.filter(({ type }) => type === "user.message").map(({ body }) => body.text);
    assert.equal(new Set(texts).size, texts.length, "no message is there twice");
    assert.deepEqual(
      seen.map(({ seq }) => seq),
      Array.from({ length: seen.length }, (_, index) => index + 1),
      "the reader saw every seq once and in order, over all restarts",
    );
    for (const event of seen)
      assert.deepEqual(event, bySeq.get(event.seq), "what was seen is what is stored");

    const started = log.filter(({ type }) => type === "turn.started");
    const completed = log.filter(({ type }) => type === "turn.completed");
    const lastEnd = await endOfTurns(server, path, started.length);
    const interrupted = completed.filter(({ body }) => body.error?.code === "interrupted");
    assert.ok(interrupted.length > 0, "the kills came in the middle of turns");
    assert.ok(lastEnd >= started.length, "every turn that began has ended");

    const last = await openStream(`${server.url}${path}/events?stream=sse`, {
      Authorization: `Bearer ${KEY}`,
    });
    await last.comments(1);
    const delivered = () => new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
    while (!log.every((event) => delivered().has(event.id)))
      await receiver.count(receiver.received.length + 1);
    last.close();
    await server.end("SIGTERM");
    await receiver.close();
  }),
);

/** Waits until at least `count` turns have ended; resolves with how many. */
async function endOfTurns(server: ServerProcess, path: string, count: number): Promise<number> {
  return eventually(async () => {
    const { data } = await request(`${server.url}${path}/events?type=turn.completed&limit=1000`, "GET");
    return data.length >= count && (data.length as number);
  }, "the turns to end") as Promise<number>;
}

test("a closed server goes on where it was: keys, tokens, sessions, queued messages", () =>
  withFolder(async (folder) => {
    const start = (pace: string) =>
      ServerProcess.start(["--port", "0", "--data", folder, "--key", KEY], { AGENT_PACE: pace });
    // Its first turn lasts as long as the server.
    let server = await start("1000");
    await request(`${server.url}/v3/agents`, "POST", { name: "a", prompt: "", model: "offline/coder" });
    const { session, client_token } = await request(`${server.url}/v3/sessions`, "POST", {
      agent: "a",
      input: "hello",
    });
    const headers = { Authorization: `Bearer ${client_token}` };
    const events = () => `${server.url}/v3/sessions/${session.id}/events?stream=sse`;
    const before = await openStream(events(), headers);
    await before.until(({ type }) => type === "turn.started");
    const posted = await request(`${server.url}/v3/sessions/${session.id}/messages`, "POST", {
      text: "hello again",
    });
    assert.equal(posted.session.status, "running");
    assert.equal(await server.end("SIGTERM"), 0);
    assert.deepEqual(before.events.at(-1).body.error.code, "interrupted", "readers are told before the end");

    server = await start("0");
    const after = await openStream(events(), headers);
    const all = await after.until(
      ({ type, body }) => type === "turn.completed" && body.outcome === "completed",
    );
    assert.deepEqual(all.slice(0, before.events.length), before.events);
    assert.equal(all.at(-1).body.input_to_seq, posted.event.seq, "the message that waited is taken up");
    after.close();
    await server.end("SIGTERM");
  }));

test("the file is written ahead of the database, and no commit waits for the disk", () =>
  withFolder(async (folder) => {
    const connection = new SqliteConnection(`${folder}/test.db`);
    const pragma = async (name: string) =>
      (await connection.executeQuery<Json>(CompiledQuery.raw(`PRAGMA ${name}`))).rows[0][name];
    assert.equal(await pragma("journal_mode"), "wal");
    const NORMAL = 1;
    assert.equal(await pragma("synchronous"), NORMAL);
    connection.close();
  }));

test("an answer waits until what it acknowledges is on the disk, and shares that with others", () =>
  withFolder(async (folder) => {
    const api = await Api.start({ data: folder });
    const session = await api.session();
    const post = () => api.post(`/sessions/${session.id}/messages`, { text: "Hi" }, session.token);

    // Node's own call is watched and held up, then does its work.
    const probe = await open(join(folder, "probe"), "w");
    const prototype = Object.getPrototypeOf(probe) as FileHandle;
    const { datasync } = prototype;
    let syncs = 0;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    prototype.datasync = async function () {
      syncs++;
      await held;
      return datasync.call(this);
    };
    try {
      let answered = 0;
      const posts = Array.from({ length: 20 }, () => post().then(() => answered++));
      const committed = () => api.get(`/sessions/${session.id}`).then(({ body }) => body.head === 21);
      await eventually(committed, "all posts to be committed");
      assert.equal(answered, 0, "committed and readable, not yet acknowledged");
      letGo();
      await Promise.all(posts);
      assert.ok(syncs <= 5, `20 answers took ${syncs} syncs`);
      const before = syncs;
      await post();
      assert.equal(syncs, before + 1, "a later answer has its own");
    } finally {
      prototype.datasync = datasync;
      await probe.close();
      await api.close();
    }
  }));

test("is closed once, however often it is asked to close", async () => {
  const api = await Api.start();
  await Promise.all([api.close(), api.close()]);
  await api.close();
});
