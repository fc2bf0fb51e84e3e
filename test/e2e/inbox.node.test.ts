import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { Inbox, type InboxView } from "../../demo/backend/inbox.js";

/** What the demo's inbox keeps of the webhooks that anybody can post to it. */

const KEY = Buffer.from("a key of 24 bytes, or so");
const SIGNER = new Webhook(`whsec_${KEY.toString("base64")}`);

let app: ReturnType<Inbox["routes"]>;
/** The session of the visitor who looks into the inbox. */
let visited: string;

beforeEach(() => {
  const api = { request: async () => ({ status: 200, body: { data: [] } as never }) };
  const inbox = new Inbox(api, { secret: () => KEY }, () => "http://demo.test");
  app = inbox.routes({ session: async () => visited });
});

let sent = 0;

async function post(body: string, headers: Record<string, string> = {}): Promise<number> {
  const { status } = await app.request("/webhook", { method: "POST", body, headers });
  return status;
}

function signed(session: string, more: Record<string, string> = {}): Promise<number> {
  const body = JSON.stringify({ type: "agent.message", sessionId: session });
  const [id, now] = [`evt_${(sent += 1)}`, new Date()];
  return post(body, {
    "webhook-id": id,
    "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
    "webhook-signature": SIGNER.sign(id, now, body),
    "x-oc-session-id": session,
    ...more,
  });
}

async function received(session: string): Promise<InboxView["received"]> {
  visited = session;
  return ((await (await app.request("/inbox")).json()) as InboxView).received;
}

test("an unsigned webhook is refused, and nothing of it is kept", async () => {
  const body = JSON.stringify({ type: "agent.message", sessionId: "ses_1" });
  assert.equal(await post(body, { "x-oc-session-id": "ses_1" }), 401);
  assert.equal(await signed("ses_1", { "webhook-signature": "v1,AAAA" }), 401);
  assert.deepEqual(await received("ses_1"), []);
  assert.equal(await signed("ses_1"), 204);
  assert.deepEqual(
    (await received("ses_1")).map(({ type, status }) => [type, status]),
    [["agent.message", 204]],
  );
});

test("a webhook is kept for the session that is signed, whatever its headers say", async () => {
  assert.equal(
    await signed("ses_1", { "x-oc-session-id": "ses_2", "x-oc-delivery-id": "x".repeat(4000) }),
    204,
  );
  assert.deepEqual(await received("ses_2"), []);
  assert.deepEqual(
    (await received("ses_1")).map(({ delivery }) => delivery.length),
    [200],
  );
});

test("40 deliveries of 100 sessions are kept, the latest ones", async () => {
  for (let i = 0; i < 50; i += 1) await signed("ses_first");
  assert.equal((await received("ses_first")).length, 40);
  for (let i = 0; i < 60; i += 1) await signed(`ses_${i}`);
  await signed("ses_first");
  for (let i = 60; i < 110; i += 1) await signed(`ses_${i}`);
  const counts = await Promise.all(["ses_0", "ses_10", "ses_11", "ses_109", "ses_first"].map(received));
  assert.deepEqual(
    counts.map(({ length }) => length),
    [0, 0, 1, 1, 40],
  );
});

test("a webhook of more than a megabyte is not read", async () => {
  const size = 1024 * 1024 + 1;
  assert.equal(await post("x".repeat(size), { "content-length": `${size}` }), 413);
});
