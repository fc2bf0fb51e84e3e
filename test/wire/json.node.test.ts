import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { newIdempotencyKey } from "../../src/session/sending/idempotency-key.js";
import { namesIn } from "../../src/session/sending/storages.js";
import { emptyList, items, ListEdit } from "../../src/session/state/list.js";
import { gaps, HeightModel } from "../../src/ui/chunks/height-model.js";
import { printed } from "../../src/wire/words.js";
import { Client } from "../../src/wire/v3/client.js";
import { post } from "../../src/wire/v3/messages.js";
import { fromJson, toJson } from "../../src/wire/json.js";
import { refusalOf } from "../../src/wire/serverless/refusal.js";

/** What prototype.js 1.6 and MooTools 1.4 do to a page's own types. */

const { from } = Array;
const { entries } = Array.prototype;

beforeEach(() => {
  const written = { configurable: true, writable: true, value: () => "[written]" };
  Object.defineProperty(Array.prototype, "toJSON", written);
  Object.defineProperty(String.prototype, "toJSON", written);
  Array.from = ((items: ArrayLike<unknown> | null) =>
    items ? Array.prototype.slice.call(items) : []) as typeof Array.from;
  Array.prototype.entries = function (this: unknown[]) {
    return this.slice();
  } as unknown as typeof entries;
});
afterEach(() => {
  Array.from = from;
  Array.prototype.entries = entries;
  Reflect.deleteProperty(Array.prototype, "toJSON");
  Reflect.deleteProperty(String.prototype, "toJSON");
});

test("what is written is what was meant, and the page keeps what it added", () => {
  const value = { refs: { tags: ["a", "b"] }, at: new Date(0) };
  assert.equal(toJson(value), '{"refs":{"tags":["a","b"]},"at":"1970-01-01T00:00:00.000Z"}');
  assert.equal(JSON.stringify(["a"]), '"[written]"');
});

test("what cannot be written throws, and the page keeps what it added all the same", () => {
  const round: Record<string, unknown> = {};
  round["self"] = round;
  assert.throws(() => toJson(round), TypeError);
  assert.equal(JSON.stringify(["a"]), '"[written]"');
});

test("data that is shown is printed as it is", () => {
  assert.equal(printed({ tags: ["a"] }), '{\n  "tags": [\n    "a"\n  ]\n}');
});

test("a JSON that a library of the page puts in the place of the language's own is not asked", async () => {
  const own = globalThis.JSON;
  const wrong = () => assert.fail("asked");
  const answer = new Response('{"event":{"id":"evt_1","seq":1}}');
  globalThis.JSON = { parse: wrong, stringify: wrong } as unknown as JSON;
  try {
    assert.equal(toJson({ a: [1] }), '{"a":[1]}');
    assert.deepEqual(fromJson('{"a":[1]}'), { a: [1] });
    const bodies: unknown[] = [];
    const client = new Client("http://api.test", async (_, init) => {
      bodies.push(init?.body);
      return answer;
    });
    const { signal } = new AbortController();
    const sent = await post(client, {
      session: "ses_1",
      token: "ct_1",
      text: "Hi",
      refs: null,
      key: "k",
      signal,
    });
    assert.deepEqual([sent.seq, bodies], [1, ['{"text":"Hi","idempotency_key":"k"}']]);
    const refusal = await refusalOf(new Response('{"error":{"code":"odd_key"}}', { status: 409 }));
    assert.equal(refusal.code, "invalid");
  } finally {
    globalThis.JSON = own;
  }
});

test("keys, names, lists and gaps do without what was replaced", () => {
  assert.match(newIdempotencyKey(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const kept = ["other", "oc:one", "oc:two"];
  const storage = { length: 3, key: (i: number) => kept[i] ?? null } as unknown as Storage;
  assert.deepEqual(namesIn(storage, "oc:"), ["oc:one", "oc:two"]);
  const edit = new ListEdit(emptyList<number>());
  for (let i = 0; i < 100; i += 1) edit.push(i);
  assert.equal([...items(edit.freeze())].length, 100);
  const model = new HeightModel();
  model.resize(20);
  assert.deepEqual(
    [...gaps([{ index: 1, gap: 600, height: 500 }], 0, model.count)].map(({ at }) => at),
    [0, 1],
  );
});
