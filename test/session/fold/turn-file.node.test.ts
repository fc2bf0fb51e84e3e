import assert from "node:assert/strict";
import { test } from "node:test";
import { prepareTurns, turnFile, type TurnModule } from "../../../src/session/fold/turn-file.js";
import { BASIC_CAPABILITIES } from "../../../src/wire/wire.js";
import { AgentService } from "../../support/agent-service.js";
import { FastClock } from "../../support/clock.js";
import { live } from "../../support/service.js";
import { texts, until } from "../../support/until.js";

const service = new AgentService("helper");

const VIEW = { level: "user", showsWork: false, afterSeq: 0, viewer: null, retain: () => false } as const;

const bundled = () => import("../../../src/session/fold/turn/turn-parts.js");

/** One process, one life of the file: these go one after the other. */
test("a log that tells nothing of what goes on within turns waits for nothing", () => {
  assert.equal(prepareTurns(BASIC_CAPABILITIES, VIEW), null);
  assert.equal(turnFile.loaded, null);
});

test("a log of work alone is read without the file where it cannot be had", async () => {
  turnFile.from(() => Promise.reject(new TypeError("Failed to fetch")));
  assert.equal(await prepareTurns(BASIC_CAPABILITIES, { ...VIEW, showsWork: true }), null);
});

test("a log that tells answers as they grow is asked for again until the file is here, which is loaded once", async () => {
  const session = await service.open({ clock: new FastClock(20) });
  await until(session, ({ connection }) => connection === "reconnecting", "waiting for the file");
  assert.equal(session.state.error?.code, "network");

  let loads = 0;
  let arrive: (module: TurnModule) => void = () => {};
  const asked = new Promise<void>((resolve) => {
    turnFile.from(() => {
      loads += 1;
      resolve();
      return new Promise((loaded) => (arrive = loaded));
    });
  });
  await asked;
  await service.fetch(`/api/agent/sessions/${session.state.session}/events?after=0`);
  assert.equal(session.state.caughtUp, false);
  arrive(await bundled());
  await live(session);
  await session.send("Hello");
  await until(session, ({ turn, lastSeq }) => turn === "idle" && lastSeq > 1, "answered");
  assert.equal(texts(session.state)[0], "Hello");
  assert.equal(loads, 1);
});
