import assert from "node:assert/strict";
import { test } from "node:test";
import { CacheKeeper } from "../../../src/session/history/cache-keeper.js";
import type { CacheOptions, Noted } from "../../../src/session/history/cache-options.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import { initialState } from "../../../src/session/state/state.js";
import { ManualClock } from "../../support/clock.js";
import { agentMessage } from "../../support/log.js";

test("an earlier page may have more events than a call can have arguments", () => {
  const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
  const options: CacheOptions = {
    store: new SessionStore(initialState("ses_1", view)),
    wire: { ready: null, read: (event) => ({ event, turnId: null, facts: [] }) },
    clock: new ManualClock(),
    identity: { keepsLog: true, cachePlace: null },
  };
  const events = Array(150_000).fill({ event: agentMessage(1, "one"), turnId: null, facts: [] });
  const noted: Noted = [{ type: "earlier", after: 0, upTo: 0, events }, 0];
  assert.doesNotThrow(() => new CacheKeeper(options, () => {}, [noted]));
});
