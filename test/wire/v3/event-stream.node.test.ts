import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionError } from "../../../src/wire/errors.js";
import { readBatches } from "../../../src/wire/v3/event-stream.js";
import type { Batch } from "../../../src/wire/wire.js";
import { agentMessage, frame, userMessage } from "../../support/log.js";

const NEVER = new AbortController().signal;

/** A body that delivers exactly these chunks, one a read. */
function body(chunks: readonly Uint8Array[], end: "end" | "cut" | "open" = "end") {
  let cancelled = false;
  let next = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[next++];
        if (chunk) controller.enqueue(chunk);
        else if (end === "cut") controller.error(new TypeError("terminated"));
        else if (end === "end") controller.close();
      },
      cancel: () => void (cancelled = true),
    },
    { highWaterMark: 0 },
  );
  return { stream, wasCancelled: () => cancelled };
}

async function readAll(chunks: readonly Uint8Array[]): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readBatches(body(chunks).stream, NEVER)) batches.push(batch);
  return batches;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const seqs = (batches: readonly Batch[]) => batches.flatMap(({ events }) => events.map(({ seq }) => seq));
const errorsOf = (batches: readonly Batch[]) => batches.flatMap(({ errors }) => errors);

const SAMPLE = [
  frame(userMessage(1, "Grüße, 世界 👩‍🚀")),
  ": heartbeat\n\n",
  "retry: 10\n",
  frame(agentMessage(2, "one\ntwo\r\nthree")),
  `event: message\nid: 3\ndata: ${JSON.stringify(agentMessage(3, "split")).replace(",", ",\ndata: ")}\n\n`,
  frame(agentMessage(4, "last")),
].join("");

for (const [name, newline] of [
  ["LF", "\n"],
  ["CRLF", "\r\n"],
  ["CR", "\r"],
] as const) {
  test(`a stream with ${name} gives every event, cut at any byte`, async () => {
    const whole = bytes(SAMPLE.replaceAll("\n", newline));
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const batches = await readAll(
        [whole.subarray(0, cut), whole.subarray(cut)].filter((c) => c.length > 0),
      );
      assert.deepEqual(seqs(batches), [1, 2, 3, 4], `cut at ${cut}`);
      assert.deepEqual(errorsOf(batches), [], `cut at ${cut}`);
      assert.equal(batches.flatMap(({ events }) => events)[0]?.body.text, "Grüße, 世界 👩‍🚀", `cut at ${cut}`);
    }
  });

  test(`a stream with ${name} gives every event byte by byte`, async () => {
    const whole = bytes(SAMPLE.replaceAll("\n", newline));
    const batches = await readAll([...whole].map((byte) => Uint8Array.of(byte)));
    assert.deepEqual(seqs(batches), [1, 2, 3, 4]);
    assert.equal(batches.length, whole.length, "one batch a read, also for reads without an event");
  });
}

test("a byte order mark before the first frame is no part of it", async () => {
  const batches = await readAll([Uint8Array.of(0xef), Uint8Array.of(0xbb, 0xbf), bytes(SAMPLE)]);
  assert.deepEqual(seqs(batches), [1, 2, 3, 4]);
});

test("a torn last frame is not an event", async () => {
  const batches = await readAll([
    bytes(frame(userMessage(1, "a")) + frame(userMessage(2, "b")).slice(0, -1)),
  ]);
  assert.deepEqual(seqs(batches), [1]);
});

const MALFORMED = [
  "data: {not json\n\n",
  "data: <html>502 Bad Gateway</html>\n\n",
  'data: {"id":"e"}\n\n',
  'data: {"id":"e","seq":"9007199254740993","type":"x"}\n\n',
  "data: null\n\n",
  "data:\n\n",
  "event: ping\ndata: 1\n\n",
];
for (const bad of MALFORMED) {
  test(`${JSON.stringify(bad)} is reported and blocks nothing`, async () => {
    const batches = await readAll([bytes(frame(userMessage(1, "a")) + bad + frame(userMessage(2, "b")))]);
    assert.deepEqual(seqs(batches), [1, 2]);
    assert.deepEqual(
      errorsOf(batches).map(({ code }) => code),
      ["protocol"],
    );
  });
}

const IGNORED = ["nonsense without a colon\n\n", "unknown: field\n\n", "\n\n\n", ":\n", "retry: soon\n\n"];
for (const line of IGNORED) {
  test(`${JSON.stringify(line)} is passed over`, async () => {
    const batches = await readAll([bytes(frame(userMessage(1, "a")) + line + frame(userMessage(2, "b")))]);
    assert.deepEqual(seqs(batches), [1, 2]);
    assert.deepEqual(errorsOf(batches), []);
  });
}

test("bytes that are no UTF-8 spoil a text, not the stream", async () => {
  const [start = "", end = ""] = frame(userMessage(1, "a#b")).split("#");
  const batches = await readAll([
    bytes(start),
    Uint8Array.of(0xff, 0xc3),
    bytes(end + frame(userMessage(2, "b"))),
  ]);
  assert.deepEqual(seqs(batches), [1, 2]);
  assert.match(batches.flatMap(({ events }) => events)[0]?.body.text as string, /^a\uFFFD+b$/);
});

test("a comment counts as a heartbeat only after the batch's last event", async () => {
  const before = await readAll([bytes(`: hi\n\n${frame(userMessage(1, "a"))}`)]);
  const after = await readAll([bytes(`${frame(userMessage(1, "a"))}: hi\n\n`)]);
  assert.deepEqual([before[0]?.heartbeat, after[0]?.heartbeat], [false, true]);
});

for (const size of [1024, 64 * 1024]) {
  test(`a frame of 1 MB in reads of ${size} bytes arrives whole`, async () => {
    const whole = bytes(frame(agentMessage(1, "x".repeat(1024 * 1024))) + frame(agentMessage(2, "next")));
    const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
      whole.subarray(i * size, (i + 1) * size),
    );
    const batches = await readAll(chunks);
    assert.deepEqual(seqs(batches), [1, 2]);
    assert.equal(String(batches.flatMap(({ events }) => events)[0]?.body.text).length, 1024 * 1024);
  });
}

test("a read of 1 MB is handed on in slices", async () => {
  const whole = bytes(
    Array.from({ length: 2000 }, (_, i) => frame(agentMessage(i + 1, "x".repeat(400)))).join(""),
  );
  const batches = await readAll([whole]);
  assert.equal(seqs(batches).length, 2000);
  assert.equal(batches.length, Math.ceil(whole.length / (128 * 1024)));
});

test("a frame without end is given up, with what came before it kept", async () => {
  const filler = bytes("x".repeat(1024 * 1024));
  const chunks = [bytes(`${frame(userMessage(1, "a"))}data: `), ...Array.from({ length: 20 }, () => filler)];
  const { stream, wasCancelled } = body(chunks, "open");
  const got: number[] = [];
  await assert.rejects(
    async () => {
      for await (const { events } of readBatches(stream, NEVER)) got.push(...events.map(({ seq }) => seq));
    },
    (error: SessionError) => error.code === "protocol",
  );
  assert.deepEqual(got, [1]);
  assert.ok(wasCancelled());
});

test("a broken connection is a network error, after what it brought", async () => {
  const got: number[] = [];
  const { stream } = body([bytes(frame(userMessage(1, "a")))], "cut");
  await assert.rejects(
    async () => {
      for await (const { events } of readBatches(stream, NEVER)) got.push(...events.map(({ seq }) => seq));
    },
    (error) => error instanceof SessionError && error.code === "network" && error.retryable,
  );
  assert.deepEqual(got, [1]);
});

test("leaving the loop closes the connection", async () => {
  const { stream, wasCancelled } = body([bytes(SAMPLE)], "open");
  for await (const _ of readBatches(stream, NEVER)) break;
  assert.ok(wasCancelled());
});

test("an abort ends a read that nothing else would end", async () => {
  // A host's own `fetch` may not pass the signal on to the body.
  const { stream, wasCancelled } = body([bytes(frame(userMessage(1, "a")))], "open");
  const abort = new AbortController();
  const got: number[] = [];
  for await (const { events } of readBatches(stream, abort.signal)) {
    got.push(...events.map(({ seq }) => seq));
    setTimeout(() => abort.abort());
  }
  assert.deepEqual(got, [1]);
  assert.ok(wasCancelled());
});

test("a frame without end is known by its seq, and by none that no number holds exactly", async () => {
  const endless = "x".repeat(16 * 1024 * 1024);
  for (const [id, known] of [
    ["7", 7],
    ["", 0],
    ["9007199254740993", 0],
    ["99999999999999999999", 0],
  ] as const) {
    let unreadable: number | undefined;
    await assert.rejects(async () => {
      for await (const batch of readBatches(body([bytes(`id: ${id}\ndata: 9${endless}`)]).stream, NEVER))
        unreadable = batch.unreadable;
    }, SessionError);
    assert.equal(unreadable, known, id);
  }
});
