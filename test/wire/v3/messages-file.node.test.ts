import assert from "node:assert/strict";
import { test } from "node:test";
import { messagesFile, v3Wire } from "../../../src/wire/v3/wire.js";

const MESSAGE = { session: "ses_1", token: "ct_1", text: "hi", refs: null, key: "key-1" };

test("a post whose code does not load fails as without a network, and the next post loads the code", async () => {
  let posts = 0;
  const wire = v3Wire("https://api.example/v3", async () => {
    posts += 1;
    return Response.json({ event: { id: "evt_1", seq: 1 } }, { status: 202 });
  });
  const { signal } = new AbortController();
  messagesFile.from(() => Promise.reject(new TypeError("Failed to fetch")));
  await assert.rejects(wire.post({ ...MESSAGE, signal }), { code: "network", retryable: true });
  assert.equal(posts, 0);

  messagesFile.from(() => import("../../../src/wire/v3/messages.js"));
  assert.equal((await wire.post({ ...MESSAGE, signal })).id, "evt_1");
  assert.equal(posts, 1);
});
