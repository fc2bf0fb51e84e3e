import assert from "node:assert/strict";
import { test } from "node:test";
import { streamFile, v3Wire } from "../../../src/wire/v3/wire.js";

const OPTIONS = { session: "ses_1", token: "ct_1", after: 0, level: "user" } as const;
const EVENT = { id: "evt_1", session_id: "ses_1", seq: 1, type: "agent.message", level: "user", body: {} };

test("a stream whose code does not load is ended, and the next request for one loads the code", async () => {
  let ended = 0;
  const wire = v3Wire("https://api.example/v3", async () => {
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(EVENT)}\n\n`)),
      cancel: () => void (ended += 1),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const { signal } = new AbortController();
  streamFile.from(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(async () => wire.stream?.({ ...OPTIONS, signal }), { code: "network" });
  assert.equal(ended, 1);

  streamFile.from(() => import("../../../src/wire/v3/event-stream.js"));
  const stream = await wire.stream?.({ ...OPTIONS, signal });
  for await (const { events } of stream!.batches(signal)) {
    assert.deepEqual(
      events.map(({ seq }) => seq),
      [1],
    );
    break;
  }
  assert.equal(ended, 2);
});
