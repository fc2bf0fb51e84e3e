import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { launchBrowser } from "../support/playwright.js";
import { Api, messages } from "../../server/test/support/api.js";
import type { Json } from "../../server/test/support/json.js";
import { withFolder } from "../../server/test/support/process.js";
import { Receiver } from "../../server/test/support/receiver.js";

const SCRIPT = fileURLToPath(new URL("seed.sh", import.meta.url));
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

let api: Api;
let receiver: Receiver;

before(async () => {
  api = await Api.start({ allowLoopbackWebhooks: true, heartbeatSeconds: 0.5 });
  receiver = await Receiver.start();
});

after(async () => {
  await api.close();
  await receiver.close();
});

test("the quickstart's curl lines work, in their order, as they are", { timeout: 60_000 }, () =>
  withFolder(async (folder) => {
    await promisify(execFile)("sh", [SCRIPT], {
      env: {
        PATH: process.env.PATH,
        BASE: api.base,
        OPENCOMPUTER_API_KEY: api.server.orgKey,
        WEBHOOK: receiver.url,
        OUT: folder,
      },
    });
    const read = (name: string) => readFile(join(folder, name), "utf8");
    const json = async (name: string) => JSON.parse(await read(name)) as Json;

    const agent = await json("agent");
    assert.match(agent.id, /^agt_/);
    assert.equal(agent.name, "coder");

    const { session, client_token } = await json("session");
    assert.match(session.id, /^ses_/);
    assert.match(client_token, /^ct_/);
    assert.deepEqual([session.status, session.head, session.input_cursor], ["queued", 1, 0]);

    const stream = await read("stream");
    assert.match(stream, /^id: 1$/m);
    assert.match(stream, /2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71/);
    assert.match(stream, /"type":"turn.completed"/);
    assert.doesNotMatch(stream, /"level":"(progress|internal)"/);

    const { event } = await json("steer");
    assert.match(event.id, /^evt_/);

    const destination = await json("destination");
    assert.equal(destination.has_secret, true);
    assert.equal(destination.level, "user");

    // The webhook of creation sees everything; the destination only what came after it, signed.
    await api.post(`/sessions/${session.id}/messages`, { text: "one thing more" });
    await receiver.count(event.seq + 2);
    assert.equal(receiver.received[0]!.json.type, "user.message");
    const isSigned = () =>
      receiver.received.find(({ headers }) => headers["webhook-signature"] !== undefined);
    while (!isSigned()) await receiver.count(receiver.received.length + 1);
    const signed = isSigned()!;
    new Webhook(SECRET).verify(signed.body, signed.headers as Record<string, string>);
    assert.ok(signed.json.event.seq > destination.created_after_seq);
  }),
);

test("a browser's EventSource resumes where it was cut off", { timeout: 60_000 }, async () => {
  const session = await api.session();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${api.base}/nothing`);
    const url = `${api.base}/sessions/${session.id}/events?stream=sse&level=user&token=${session.token}`;
    await page.evaluate((address) => {
      const seen: number[] = [];
      Object.assign(globalThis, { seen });
      // `es` is as the quickstart has it.
      const es = new (
        globalThis as unknown as { EventSource: new (url: string) => { onmessage: unknown } }
      ).EventSource(address);
      es.onmessage = (e: { data: string }) => seen.push((JSON.parse(e.data) as { seq: number }).seq);
    }, url);
    const saw = (last: number) =>
      page.waitForFunction((seq) => (globalThis as unknown as { seen: number[] }).seen.at(-1) === seq, last);

    await api.server.appendEvents(session.id, messages(3));
    await saw(4);
    assert.equal(api.server.dropConnections(session.id), 1);
    await api.server.appendEvents(session.id, messages(3));
    await saw(7);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen);
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7]);
  } finally {
    await browser.close();
  }
});
