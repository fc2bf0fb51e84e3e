import assert from "node:assert/strict";
import { test } from "node:test";
import { attached } from "../../src/wire/attachments.js";
import { readEvent as readServerless } from "../../src/wire/serverless/read-event.js";
import { readEvent as readV3 } from "../../src/wire/v3/read-event.js";
import { parseEvent } from "../../src/wire/parse-event.js";
import { parseEvent as parseServerless } from "../../src/wire/serverless/parse-event.js";

const FILE = { url: "https://files.example/a.pdf", name: "a.pdf", type: "application/pdf", size: 12 };

test("refs name the files of a message; what is none of them is left out", () => {
  assert.deepEqual(attached({ attachments: [FILE] }), { attachments: [FILE] });
  const bare = { url: "https://files.example/a" };
  assert.deepEqual(attached({ attachments: [bare] }), {
    attachments: [{ ...bare, name: "", type: "", size: null }],
  });
  for (const refs of [null, 7, "x", [], {}, { attachments: null }, { attachments: {} }, { attachments: [] }])
    assert.deepEqual(attached(refs), {}, JSON.stringify(refs));
  const odd = [
    null,
    7,
    "https://files.example/a",
    [],
    {},
    { url: 7 },
    { url: "" },
    { url: "x".repeat(2001) },
  ];
  assert.deepEqual(attached({ attachments: odd }), {});
  const nonsense = { url: "https://files.example/a", name: { a: 1 }, type: 7, size: -1 };
  assert.deepEqual(attached({ attachments: [nonsense] }), {
    attachments: [{ url: "https://files.example/a", name: "", type: "", size: null }],
  });
});

test("names are cut, and so is a list without end", () => {
  const { attachments = [] } = attached({
    attachments: Array.from({ length: 5000 }, () => ({ ...FILE, name: "n".repeat(10_000) })),
  });
  assert.equal(attachments.length, 100);
  assert.equal(attachments[0]?.name.length, 201);
});

const message = (facts: readonly { readonly says: string }[]) =>
  facts.find(({ says }) => says === "message") as { attachments?: unknown } | undefined;

test("both wires bring them: v3 in an event's refs or in what started the session, the other in a payload", () => {
  const event = { id: "e", seq: 1, ts: "2026-01-01T00:00:00Z", level: "user" };
  const refs = { attachments: [FILE] };
  const steered = { ...event, type: "user.message", actor: { type: "human" }, body: { text: "Hi" }, refs };
  assert.deepEqual(message(readV3(parseEvent(steered)).facts)?.attachments, [FILE]);
  const started = { ...event, type: "http.request", body: { payload: { text: "Hi", refs } } };
  assert.deepEqual(message(readV3(parseEvent(started)).facts)?.attachments, [FILE]);
  for (const type of ["message.received", "message.held"]) {
    const received = { seq: 1, type, data: { input: "Hi", heldId: "h", payload: refs } };
    assert.deepEqual(message(readServerless(parseServerless(received)).facts)?.attachments, [FILE]);
  }
});
