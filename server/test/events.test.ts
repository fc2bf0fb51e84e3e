import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Api, type MadeSession, messages } from "./support/api.js";
import { eventually } from "./support/waiting.js";
import type { Json } from "./support/json.js";

let api: Api;

before(async () => {
  api = await Api.start({ heartbeatSeconds: 0.2 });
});

after(() => api.close());

/** Bytes that JavaScript holds on to, garbage apart; the database's own memory does not count. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const seqs = (events: Json[]): number[] => events.map((event) => event.seq);

test("a page holds what follows a seq, and says where the next one begins", async () => {
  const { id, token } = await api.session();
  await api.server.appendEvents(id, messages(9));
  const first = await api.get(`/sessions/${id}/events?after=2&limit=5`, token);
  assert.deepEqual(seqs(first.body.data), [3, 4, 5, 6, 7]);
  const second = await api.get(`/sessions/${id}/events?limit=5&after=${first.body.next_cursor}`, token);
  assert.deepEqual(seqs(second.body.data), [8, 9, 10]);
  assert.equal(second.body.next_cursor, null);
});

test("a page tells the log's last seq, also where its level or its limit leaves that event out", async () => {
  const { id, token } = await api.session();
  await api.server.appendEvents(id, messages(9));
  await api.server.appendEvents(id, [{ ...messages(1)[0]!, level: "internal" }]);
  for (const query of ["limit=1", "after=9", "after=11", "level=user&after=10"]) {
    assert.equal((await api.get(`/sessions/${id}/events?${query}`, token)).body.head, 11, query);
  }
  assert.equal((await api.get(`/sessions/${id}/messages?limit=1`, token)).body.head, 11);
});

test("an event has the wire's fields", async () => {
  const { id, token } = await api.session({ input: { text: "Hi", refs: { order: 7 }, source: "shop" } });
  const { data } = (await api.get(`/sessions/${id}/events`, token)).body;
  const { id: eventId, ts, ...rest } = data[0];
  assert.match(eventId, /^evt_\w{20}$/);
  assert.ok(Math.abs(Date.parse(ts) - Date.now()) < 10_000);
  assert.deepEqual(rest, {
    seq: 1,
    session: id,
    actor: { type: "human" },
    type: "user.message",
    level: "user",
    body: { text: "Hi" },
    refs: { order: 7, source: "shop" },
  });
  const one = await api.get(`/sessions/${id}/events/${eventId}`, token);
  assert.deepEqual(one.body, data[0]);
});

test("level, type and turn choose what is read, by page and by stream alike", async () => {
  const session = await api.session();
  const { id, token } = session;
  await api.server.appendEvents(id, [
    { type: "tool.call", level: "progress", body: {}, turn_id: "trn_1" },
    { type: "agent.thinking", level: "internal", body: {}, turn_id: "trn_1" },
    { type: "agent.message", body: { text: "a" }, turn_id: "trn_1" },
    { type: "agent.message", level: "progress", body: { text: "b" }, turn_id: "trn_2" },
    { type: "agentic", body: {} },
  ]);
  const cases: [string, number[]][] = [
    ["", [1, 2, 3, 4, 5, 6]],
    ["&level=internal", [1, 2, 3, 4, 5, 6]],
    ["&level=progress", [1, 2, 4, 5, 6]],
    ["&level=user", [1, 4, 6]],
    ["&type=agent.message", [4, 5]],
    ["&type=agent.*", [3, 4, 5]],
    ["&type=agent.*&level=user", [4]],
    ["&turn_id=trn_1", [2, 3, 4]],
    ["&turn_id=trn_1&level=progress&type=tool.call", [2]],
    ["&type=%25", []],
  ];
  for (const [query, expected] of cases) {
    const page = await api.get(`/sessions/${id}/events?${query.slice(1)}`, token);
    assert.deepEqual(seqs(page.body.data), expected, `page ${query}`);
    const stream = await api.stream(session, query);
    await stream.comments(1);
    assert.deepEqual(seqs(stream.events), expected, `stream ${query}`);
    stream.close();
  }
});

test("the stream's filter holds for what comes later too", async () => {
  const session = await api.session();
  const stream = await api.stream(session, "&level=user&type=agent.*");
  await stream.comments(1);
  await api.server.appendEvents(session.id, [
    { type: "agent.thinking", level: "internal", body: {} },
    { type: "user.message", body: { text: "x" } },
    { type: "agent.message", body: { text: "y" } },
  ]);
  assert.deepEqual(seqs(await stream.count(1)), [4]);
  stream.close();
});

test("messages are what people and agents say to each other", async () => {
  const { id, token } = await api.session();
  await api.server.appendEvents(id, [
    { type: "agent.message", level: "progress", body: { text: "Working…" } },
    { type: "agent.message", body: { text: "Done." } },
    { type: "turn.completed", body: {} },
  ]);
  const { data } = (await api.get(`/sessions/${id}/messages`, token)).body;
  assert.deepEqual(
    data.map((event: Json) => event.body.text),
    ["Hello", "Done."],
  );
});

test("a stream replays, says when it has caught up, then follows", async () => {
  const session = await api.session();
  await api.server.appendEvents(session.id, messages(1999));
  const stream = await api.stream(session);
  await stream.comments(1);
  const caughtUp = stream.blocks.findIndex((block) => block.startsWith(":"));
  assert.equal(stream.blocks.slice(0, caughtUp).filter((block) => block.includes("data:")).length, 2000);
  await api.server.appendEvents(session.id, messages(3));
  await stream.count(2003);
  assert.deepEqual(
    seqs(stream.events),
    Array.from({ length: 2003 }, (_, index) => index + 1),
  );
  stream.close();
});

test("a frame is the event on one line under its seq", async () => {
  const session = await api.session();
  await api.server.appendEvents(session.id, [
    { type: "agent.message", body: { text: "a\n\ndata: b\r\u2028c" } },
  ]);
  const stream = await api.stream(session, "&after=1");
  await stream.count(1);
  const frame = stream.blocks.find((block) => block.startsWith("id:"))!;
  assert.match(frame, /^id: 2\ndata: \{[^\n]*\}$/);
  assert.equal(stream.events[0].body.text, "a\n\ndata: b\r\u2028c");
  stream.close();
});

test("a stream begins after `after`, or after Last-Event-ID, which is the newer word", async () => {
  const session = await api.session();
  await api.server.appendEvents(session.id, messages(9));
  const cases: [string, Record<string, string>, number][] = [
    ["&after=7", {}, 8],
    ["", { "Last-Event-ID": "8" }, 9],
    ["&after=3", { "Last-Event-ID": "9" }, 10],
  ];
  for (const [query, headers, first] of cases) {
    const stream = await api.stream(session, query, headers);
    await stream.comments(1);
    assert.equal(stream.events[0].seq, first, JSON.stringify([query, headers]));
    stream.close();
  }
});

test("a stream that begins ahead of the log shows only what comes after that", async () => {
  const session = await api.session();
  const stream = await api.stream(session, "&after=3");
  await stream.comments(1);
  await api.server.appendEvents(session.id, messages(4));
  assert.deepEqual(seqs(await stream.count(2)), [4, 5]);
  stream.close();
});

test("heartbeats keep coming", async () => {
  const stream = await api.stream(await api.session());
  await stream.comments(4);
  stream.close();
});

test("every event arrives once and in order, however often the stream is cut", async () => {
  const session = await api.session();
  const total = 600;
  const seen: number[] = [1];
  let appended = 1;
  while (seen.length < total) {
    const stream = await api.stream(session, `&after=${seen.at(-1)}`);
    await stream.comments(1);
    const more = Math.min(37, total - appended);
    if (more > 0) await api.server.appendEvents(session.id, messages(more));
    appended += more;
    const wanted = seen.at(-1)! + Math.ceil((appended - seen.at(-1)!) / 2);
    await stream.until((event) => event.seq >= wanted);
    api.server.dropConnections(session.id);
    await stream.end();
    seen.push(...seqs(stream.events));
  }
  assert.deepEqual(
    seen,
    Array.from({ length: total }, (_, index) => index + 1),
  );
});

test("a body over 32 KB is kept apart, whole", async () => {
  const session = await api.session();
  const text = "ä€😀 ".repeat(10_000);
  await api.server.appendEvents(session.id, [
    { type: "agent.message", body: { text: "x".repeat(32 * 1024 - 11) } },
    { type: "agent.message", body: { text, kind: 7 } },
  ]);
  const { data } = (await api.get(`/sessions/${session.id}/events?after=1`, session.token)).body;
  assert.equal(data[0].content_ref, undefined, "32 KB and not a byte more stay");
  const { body, body_truncated, body_bytes, content_ref, id } = data[1];
  assert.equal(body_truncated, true);
  assert.equal(body_bytes, Buffer.byteLength(JSON.stringify({ text, kind: 7 })));
  assert.ok(text.startsWith(body.text) && body.text.length > 0 && body.text.isWellFormed());
  assert.equal(content_ref, `/sessions/${session.id}/events/${id}/content`);
  const content = await api.get(content_ref, session.token);
  assert.deepEqual(content.body, { text, kind: 7 });
  const small = await api.get(`/sessions/${session.id}/events/${data[0].id}/content`, session.token);
  assert.deepEqual(small.body, data[0].body);
});

test("headers let any page read, and name what it may see", async () => {
  const session = await api.session();
  const preflight = await fetch(`${api.base}/sessions/${session.id}/messages`, {
    method: "OPTIONS",
    headers: { Origin: "https://shop.example", "Access-Control-Request-Method": "POST" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  const allowed = preflight.headers.get("access-control-allow-headers")!.toLowerCase();
  for (const name of ["authorization", "content-type", "idempotency-key", "last-event-id"]) {
    assert.ok(allowed.includes(name), name);
  }
  const stream = await api.stream(session);
  const page = await api.get(`/sessions/${session.id}/events`, session.token);
  const refusal = await api.get(`/sessions/${session.id}/events`, null);
  for (const headers of [stream.response.headers, page.headers, refusal.headers]) {
    assert.equal(headers.get("access-control-allow-origin"), "*");
    assert.match(headers.get("access-control-expose-headers")!, /Retry-After.*Date/);
    assert.ok(headers.get("date"));
  }
  assert.match(stream.response.headers.get("content-type")!, /^text\/event-stream/);
  assert.equal(stream.response.headers.get("cache-control"), "no-store");
  stream.close();
});

/** A reader that asks for a session's stream, or another part of it, and then takes nothing. */
async function stuckReader(
  at: Api,
  session: MadeSession,
  path = `/events?stream=sse&token=${session.token}`,
): Promise<Socket> {
  const socket = connect(Number(new URL(at.base).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const headers = `Host: localhost\r\nAuthorization: Bearer ${session.token}`;
  socket.write(`GET /v3/sessions/${session.id}${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
  await once(socket, "readable");
  socket.pause();
  return socket;
}

/** Appends far more than all buffers on the way could hold: 120 MB. */
async function flood(at: Api, session: MadeSession, atOnce: number): Promise<void> {
  const text = "x".repeat(30_000);
  for (let batch = 0; batch < 4000 / atOnce; batch++) {
    await at.server.appendEvents(
      session.id,
      Array.from({ length: atOnce }, () => ({ type: "agent.message", body: { text } })),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }
}

for (const atOnce of [10, 1000]) {
  test(`a reader that takes nothing does not make the server grow by ${atOnce} events at once`, async () => {
    const patient = await Api.start({ slowReaderSeconds: 600 });
    try {
      const session = await patient.session();
      const socket = await stuckReader(patient, session);
      const before = heldBytes();
      await flood(patient, session, atOnce);
      // What has been freed may be counted a while longer: buffers are swept beside the program.
      await eventually(() => heldBytes() - before < 10e6, "less than 10 MB of 120 MB to wait for the reader");
      socket.destroy();
    } finally {
      await patient.close();
    }
  });
}

/** Waits until the server has cut a connection that nobody reads from. */
async function isCut(socket: Socket): Promise<void> {
  // Such a socket learns only by writing that the other side has gone.
  await eventually(() => {
    if (!socket.destroyed) socket.write("\r\n");
    return socket.destroyed;
  }, "the server to cut the connection");
}

test("a reader that takes nothing is cut off in time, and resumes where it was", async () => {
  const brisk = await Api.start({ slowReaderSeconds: 1 });
  const session = await brisk.session();
  const socket = await stuckReader(brisk, session);
  await flood(brisk, session, 100);
  await isCut(socket);
  const stream = await brisk.stream(session, "&after=3990");
  assert.deepEqual(
    seqs(await stream.count(11)),
    Array.from({ length: 11 }, (_, index) => 3991 + index),
  );
  stream.close();
  await brisk.close();
});

test("who asks for a page and takes nothing of it is cut off in time", async () => {
  const brisk = await Api.start({ slowReaderSeconds: 1 });
  const session = await brisk.session();
  await flood(brisk, session, 100);
  await isCut(await stuckReader(brisk, session, "/events?limit=1000"));
  await brisk.close();
});

test("a reader that is merely slow gets everything", async () => {
  const session = await api.session();
  const stream = await api.stream(session);
  await stream.comments(1);
  const text = "x".repeat(20_000);
  for (let batch = 0; batch < 20; batch++) {
    await api.server.appendEvents(
      session.id,
      Array.from({ length: 50 }, () => ({ type: "agent.message", body: { text } })),
    );
  }
  await stream.count(1001);
  assert.deepEqual(
    seqs(stream.events),
    Array.from({ length: 1001 }, (_, index) => index + 1),
  );
  stream.close();
});
