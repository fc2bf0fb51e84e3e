import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Session } from "../../../src/core.js";
import { turnFile } from "../../../src/session/fold/turn-file.js";
import { timelyTurns } from "../../../src/session/history/turn-wait.js";
import { BASIC_CAPABILITIES } from "../../../src/wire/wire.js";
import { ManualClock } from "../../support/clock.js";
import { FakeApi } from "../../support/fake-api.js";
import { agentMessage, userMessage } from "../../support/log.js";
import { settled } from "../../support/settled.js";
import { texts } from "../../support/until.js";

/** The code of turns neither comes nor fails. */

const VIEW = { level: "user", showsWork: true, afterSeq: 0, viewer: null, retain: () => false } as const;
const { attempt, load } = turnFile;
beforeEach(() => {
  turnFile.attempt = turnFile.load = () => new Promise(() => {});
});
afterEach(() => Object.assign(turnFile, { attempt, load }));

test("a log of work is read without it after 10 s", async () => {
  const clock = new ManualClock();
  const api = new FakeApi();
  api.append(userMessage(1, "Hello"), agentMessage(2, "Yes?"));
  const session = new Session({ ...api.options, ...VIEW, fetch: api.fetch, clock });
  session.open();
  await settled(session, api);
  clock.advance(9_999);
  await settled(session, api);
  assert.deepEqual(texts(session.state), []);
  clock.advance(1);
  await settled(session, api);
  assert.deepEqual(texts(session.state), ["Hello", "Yes?"]);
  session.close();
});

test("a log of work waits once, and a log of fragments fails", async () => {
  const clock = new ManualClock();
  const prepare = timelyTurns(clock);
  const work = prepare(BASIC_CAPABILITIES, VIEW);
  const replies = prepare({ ...BASIC_CAPABILITIES, deltas: true }, VIEW);
  clock.advance(10_000);
  await work;
  await assert.rejects(replies!, { name: "SessionError", code: "network" });
  assert.equal(prepare(BASIC_CAPABILITIES, VIEW), null);
});
