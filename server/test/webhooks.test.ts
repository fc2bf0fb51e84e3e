import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyWebhook } from "@opencomputer/sdk";
import { Webhook } from "standardwebhooks";
import type { ServerOptions } from "../src/index.js";
import { checkTarget, guardedLookup } from "../src/webhooks/target.js";
import { Api, messages } from "./support/api.js";
import type { Json } from "./support/json.js";
import { eventually } from "./support/waiting.js";
import { Receiver } from "./support/receiver.js";

/** Runs a test's body with a server that may send to a receiver on this machine. */
function withReceiver(
  body: (api: Api, receiver: Receiver) => Promise<void>,
  options: ServerOptions = {},
): () => Promise<void> {
  return async () => {
    const receiver = await Receiver.start();
    const api = await Api.start({ allowLoopbackWebhooks: true, webhookRetrySeconds: 0.01, ...options });
    try {
      await body(api, receiver);
    } finally {
      await api.close();
      await receiver.close();
    }
  };
}

/** Asks for a session's deliveries until they are as wanted. */
async function deliveries(
  api: Api,
  id: string,
  isSo: (data: Json[]) => boolean,
  query = "",
): Promise<Json[]> {
  const read = async () =>
    (await api.get(`/sessions/${id}/deliveries?limit=200${query}`)).body.data as Json[];
  return eventually(async () => {
    const data = await read();
    return isSo(data) && data;
  }, "the deliveries") as Promise<Json[]>;
}

const isEach = (status: string) => (data: Json[]) =>
  data.length > 0 && data.every((delivery) => delivery.status === status);

test(
  "a delivery says what happened, to whom, and how to route it",
  withReceiver(async (api, receiver) => {
    const { id } = await api.session({ webhook: receiver.url, metadata: { tenant: "acme" } });
    const [first] = await receiver.count(1);
    const event = (await api.get(`/sessions/${id}/events`)).body.data[0];
    assert.deepEqual(first!.json, {
      type: "user.message",
      sessionId: id,
      eventId: event.id,
      metadata: { tenant: "acme" },
      event,
    });
    const [delivery] = await deliveries(api, id, isEach("delivered"));
    assert.equal(first!.headers["webhook-id"], event.id);
    assert.equal(first!.headers["x-oc-delivery-id"], delivery.id);
    assert.equal(first!.headers["x-oc-session-id"], id);
    assert.equal(first!.headers["webhook-signature"], undefined);
    const { id: _id, destination, created_at, updated_at, last_attempt_at, ...rest } = delivery;
    assert.match(destination, /^dst_/);
    for (const time of [created_at, updated_at, last_attempt_at]) assert.ok(Date.parse(time));
    const facts = { session: id, event_id: event.id, event_seq: 1, status: "delivered", attempts: 1 };
    assert.deepEqual(rest, { ...facts, response_code: 200, error: null });
    assert.deepEqual((await api.get(`/sessions/${id}/deliveries/${delivery.id}`)).body, delivery);
  }),
);

for (const secret of [
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "not base64, as it stands!",
  "whsec_raw-secret!",
]) {
  test(
    `a signature by the secret "${secret}" verifies`,
    withReceiver(async (api, receiver) => {
      const { id } = await api.session();
      const spaceless = secret.replaceAll(" ", "_");
      await api.post(`/sessions/${id}/destinations`, { url: receiver.url, secret: spaceless });
      await api.server.appendEvents(id, [{ type: "agent.message", body: { text: "Grüße 😀" } }]);
      const [{ body, headers }] = (await receiver.count(1)) as [Json];
      const checked = await verifyWebhook(body, headers, spaceless);
      assert.equal(checked.eventId, headers["webhook-id"]);
      assert.equal(checked.deliveryId, headers["x-oc-delivery-id"]);
      const isStandard = /^whsec_[A-Za-z0-9+/]+=*$/.test(spaceless);
      const verifier = isStandard ? new Webhook(spaceless) : new Webhook(spaceless, { format: "raw" });
      verifier.verify(body, headers);
      assert.throws(() => verifier.verify(body.replace("😀", "😈"), headers));
    }),
  );
}

test(
  "a destination gets what its level, types and beginning let through",
  withReceiver(async (api, receiver) => {
    const { id } = await api.session();
    const add = async (settings: object) =>
      (await api.post(`/sessions/${id}/destinations`, { url: receiver.url, ...settings })).body.id as string;
    const byDefault = await add({});
    const internal = await add({ level: "internal", include_raw: true });
    const typed = await add({ level: "progress", types: ["tool.call", "turn.*"] });
    await api.server.appendEvents(id, [
      { type: "user.message", body: { text: "a", raw: { secret: 1 } } },
      { type: "tool.call", level: "progress", body: {} },
      { type: "agent.thinking", level: "internal", body: {} },
      { type: "turn.completed", body: {} },
    ]);
    const data = await deliveries(api, id, (all) => all.length >= 8 && isEach("delivered")(all));
    const seqs = (destination: string) =>
      data.filter((delivery) => delivery.destination === destination).map((delivery) => delivery.event_seq);
    assert.deepEqual(seqs(byDefault), [2, 5]);
    assert.deepEqual(seqs(internal), [2, 3, 4, 5]);
    assert.deepEqual(seqs(typed), [3, 5]);
    const raw = (destination: string) => {
      const ids = data.filter((delivery) => delivery.destination === destination).map(({ id }) => id);
      return receiver.received
        .filter(({ headers }) => ids.includes(headers["x-oc-delivery-id"]))
        .find(({ json }) => json.event.seq === 2)!.json.event.body;
    };
    assert.deepEqual(raw(byDefault), { text: "a" });
    assert.deepEqual(raw(internal), { text: "a", raw: { secret: 1 } });

    await api.call("PATCH", `/sessions/${id}/destinations/${typed}`, { types: null, level: "user" });
    await api.server.appendEvents(id, messages(1));
    await deliveries(api, id, (all) => all.length === 3 && isEach("delivered")(all), `&destination=${typed}`);
  }),
);

test(
  "a failed delivery is tried again, in order per destination, until it succeeds",
  withReceiver(async (api, receiver) => {
    receiver.reply = (index) =>
      [500, 404, { status: 302, headers: { Location: receiver.url } }, 204][index] ?? 200;
    const { id } = await api.session({ webhook: receiver.url });
    const [delivery] = await deliveries(api, id, isEach("delivered"));
    assert.deepEqual([delivery.attempts, delivery.response_code], [4, 204]);
    const ids = new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
    assert.equal(ids.size, 1, "dedupe on webhook-id");
    assert.equal(receiver.received.length, 4, "the redirect was not followed");
    receiver.delay = 5;
    await api.server.appendEvents(id, messages(20));
    await receiver.count(24);
    assert.equal(receiver.mostAtOnce, 1, "the next one waits for the answer");
    const order = receiver.received.slice(4).map(({ json }) => json.event.seq);
    assert.deepEqual(
      order,
      Array.from({ length: 20 }, (_, index) => index + 2),
    );
  }),
);

test(
  "a delivery that keeps failing becomes a dead letter, and can be sent again",
  withReceiver(
    async (api, receiver) => {
      receiver.reply = () => 503;
      const { id } = await api.session({ webhook: receiver.url });
      const [dead] = await deliveries(api, id, isEach("dead_letter"));
      assert.deepEqual([dead.attempts, dead.response_code], [3, 503]);
      assert.match(dead.error, /503/);
      assert.equal((await api.get(`/sessions/${id}/deliveries?status=delivered`)).body.data.length, 0);
      receiver.reply = () => 200;
      const again = await api.post(`/sessions/${id}/deliveries/${dead.id}/redeliver`);
      assert.deepEqual([again.status, again.body.status], [202, "pending"]);
      const [delivered] = await deliveries(api, id, isEach("delivered"));
      assert.deepEqual([delivered.attempts, delivered.error], [4, null]);
      await api.post(`/sessions/${id}/deliveries/${dead.id}/redeliver`);
      await receiver.count(5);
    },
    { webhookAttempts: 3 },
  ),
);

test(
  "destinations are changed, and sessions deleted, while deliveries are on their way",
  withReceiver(async (api, receiver) => {
    const makeAndDelete = async () => {
      const { id } = await api.session();
      const at = `/sessions/${id}`;
      const destinations: Json[] = [];
      for (const secret of ["a", "b", "c"]) {
        destinations.push((await api.post(`${at}/destinations`, { url: receiver.url, secret })).body);
      }
      await Promise.all(["1", "2", "3"].map((text) => api.post(`${at}/messages`, { text })));
      const changes = [false, true].flatMap((enabled) =>
        destinations.map((made) => api.call("PATCH", `${at}/destinations/${made.id}`, { enabled })),
      );
      for (const { status } of await Promise.all(changes)) assert.equal(status, 200);
      assert.equal((await api.call("DELETE", at)).status, 204);
    };
    for (let round = 0; round < 4; round++) await Promise.all(Array.from({ length: 6 }, makeAndDelete));
  }),
);

test(
  "a paused destination misses nothing; a deleted one gets nothing more",
  withReceiver(async (api, receiver) => {
    const { id } = await api.session();
    const { body } = await api.post(`/sessions/${id}/destinations`, { url: receiver.url });
    const other = await api.post(`/sessions/${id}/destinations`, { url: receiver.url, enabled: false });
    const path = `/sessions/${id}/destinations/${body.id}`;
    assert.equal((await api.call("PATCH", path, { enabled: false })).body.enabled, false);
    await api.server.appendEvents(id, messages(2));
    assert.ok(isEach("pending")(await deliveries(api, id, (all) => all.length === 4)));
    await api.call("PATCH", path, { enabled: true });
    await deliveries(api, id, isEach("delivered"), `&destination=${body.id}`);
    assert.deepEqual(
      receiver.received.map(({ json }) => json.event.seq),
      [2, 3],
    );
    assert.equal((await api.call("DELETE", `/sessions/${id}/destinations/${other.body.id}`)).status, 204);
    const gone = await deliveries(api, id, isEach("dead_letter"), `&destination=${other.body.id}`);
    assert.equal(gone.length, 2);
    assert.equal((await api.post(`/sessions/${id}/deliveries/${gone[0].id}/redeliver`)).status, 409);
    assert.equal((await api.get(`/sessions/${id}/destinations`)).body.data.length, 1);
    assert.equal((await api.get(`/sessions/${id}/destinations/${other.body.id}`)).status, 404);
  }),
);

test("a receiver that cannot be reached is an error of the delivery", async () => {
  const api = await Api.start({ allowLoopbackWebhooks: true, webhookAttempts: 1 });
  const { id } = await api.session({ webhook: "http://127.0.0.1:9/" });
  const [dead] = await deliveries(api, id, isEach("dead_letter"));
  assert.match(dead.error, /ECONNREFUSED/);
  assert.equal(dead.response_code, null);
  await api.close();
});

test("webhooks go to the public internet only, unless loopback is allowed", async () => {
  const refused = [
    "http://example.com/",
    "ftp://example.com/",
    "https://user:pass@example.com/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.0.0.1/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://localhost/",
    "https://localhost./",
    "https://a.localhost/",
    "not a url",
  ];
  for (const url of refused) assert.throws(() => checkTarget(url, false), { name: "TargetError" }, url);
  for (const url of ["https://example.com/hook", "https://8.8.8.8/", "https://[2606:4700::1111]/"]) {
    checkTarget(url, false);
  }
  for (const url of ["http://127.0.0.1:3000/", "http://localhost/", "http://[::1]/", "https://localhost/"]) {
    checkTarget(url, true);
  }
  for (const url of [
    "http://10.0.0.1/",
    "https://192.168.0.1/",
    "http://example.com/",
    "https://[::ffff:a00:1]/",
  ]) {
    assert.throws(() => checkTarget(url, true), { name: "TargetError" }, url);
  }

  const api = await Api.start();
  const { id } = await api.session();
  for (const url of ["http://127.0.0.1:1/", "https://10.0.0.1/", "https://localhost/"]) {
    const answer = await api.post(`/sessions/${id}/destinations`, { url });
    assert.deepEqual([answer.status, answer.body.error.param], [422, "url"], url);
    const created = await api.post("/sessions", { agent: "offline/silent", input: "Hi", webhook: url });
    assert.deepEqual([created.status, created.body.error.param], [422, "webhook"], url);
  }
  await api.close();
});

test("a public name that resolves to a private address is refused when it is called", async () => {
  const look = (allow: boolean) =>
    new Promise<string>((resolve) => {
      guardedLookup(allow)("localhost", { all: true }, (error, addresses) =>
        resolve(error ? error.name : JSON.stringify(addresses)),
      );
    });
  assert.equal(await look(false), "TargetError");
  assert.match(await look(true), /127\.0\.0\.1|::1/);
});
