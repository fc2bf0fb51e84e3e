import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Session, type SessionError } from "../../src/core.js";
import { type Later, laterFile } from "../../src/session/later-file.js";
import { ManualClock } from "../support/clock.js";
import { FakeApi } from "../support/fake-api.js";
import { MemoryStorage } from "../support/storage.js";
import { until } from "../support/until.js";
import { until as eventually } from "../support/wait.js";

let session: Session | undefined;
afterEach(() => session?.close());

function open(api: FakeApi, clock = new ManualClock()): Session {
  session = new Session({
    baseUrl: "https://api.example/v3",
    session: "ses_1",
    token: "ct_1",
    clock,
    fetch: api.fetch,
    storages: { shared: new MemoryStorage(), tab: new MemoryStorage() },
  });
  session.open();
  return session;
}

/** Has the file fail or come as the test says; tells how often it was asked for. */
function arrange(answers: (() => Promise<Later>)[]) {
  const asked = { count: 0 };
  laterFile.from(() => {
    const answer = answers[Math.min(asked.count, answers.length - 1)];
    asked.count += 1;
    return answer!();
  });
  return asked;
}

const posts = ({ requests }: FakeApi) => requests.filter((path) => path.endsWith("/messages")).length;

const missing = () => Promise.reject(new TypeError("Failed to fetch"));
const bundled = () => import("../../src/session/later.js");

/** One process, one life of the file: these go one after the other. */
test("a message whose sender cannot be loaded waits, says why, and is sent once it can", async () => {
  const api = new FakeApi();
  const clock = new ManualClock();
  const reported: SessionError[] = [];
  const asked = arrange([missing, missing, missing, bundled]);
  const opened = open(api, clock);
  opened.observe({ error: (error) => void reported.push(error) });
  const sent = opened.send("Hello");
  await until(opened, ({ outbox }) => outbox[0]?.error?.code === "network", "told why it waits");
  assert.equal(opened.state.outbox[0]?.delivery, "waiting");
  assert.equal(reported[0]?.code, "network");
  assert.equal(posts(api), 0);

  const before = asked.count;
  opened.setView({ level: "progress" });
  assert.equal(asked.count, before, "what happens meanwhile asks for no file");
  await eventually(() => {
    // Once the file is on its way the clock stands still: a message may not wait for a day.
    if (asked.count < 4) clock.advance(5_000);
    return laterFile.loaded;
  });
  await sent;
  assert.equal(posts(api), 1);
});

test("the file that is here is not asked for again", async () => {
  const asked = arrange([missing]);
  const api = new FakeApi();
  await open(api).send("Hello again");
  assert.equal(asked.count, 0);
  assert.equal(posts(api), 1);
});
