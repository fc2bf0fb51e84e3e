import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { OutboxStore } from "../../../src/session/sending/outbox.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import { initialState } from "../../../src/session/state/state.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import { Adoption } from "../../../src/session/tabs/adoption.js";
import { ManualClock } from "../../support/clock.js";
import { MemoryStorage } from "../../support/storage.js";

// Node has no locks, as pages of insecure origins have none.

let clock: ManualClock;
let store: SessionStore;
let shared: MemoryStorage;
let adoption: Adoption;
let kicks: number;
let onAdopted: () => void;

const outboxOf = (tab: MemoryStorage, storage: MemoryStorage | null = shared) =>
  new OutboxStore(
    () => ({ base: "base", user: "ann", way: null, session: "ses_1" }),
    { shared: storage, tab },
    () => {},
  );

const adopting = (storage: MemoryStorage | null = shared) =>
  new Adoption({
    store,
    clock,
    outbox: outboxOf(new MemoryStorage(), storage),
    identity: { session: "ses_1" },
    onAdopted: () => {
      kicks += 1;
      onAdopted();
    },
  });

beforeEach(() => {
  clock = new ManualClock();
  shared = new MemoryStorage();
  kicks = 0;
  onAdopted = () => {};
  store = new SessionStore(
    initialState("ses_1", { level: "user", afterSeq: 0, viewer: null, retain: () => false }),
  );
  const message = newOutgoing({ key: "k", text: "left behind", refs: null, createdAt: clock.now() });
  outboxOf(new MemoryStorage()).save(message, "ses_1", clock.now());
  adoption = adopting();
});

const waiting = () => store.state.outbox.map(({ key }) => key);

test("takes in what no tab had in hand for a minute, and not before", () => {
  adoption.load();
  clock.advance(59_000);
  assert.deepEqual(waiting(), []);
  clock.advance(61_000);
  assert.deepEqual([waiting(), kicks], [["k"], 3]);
});

test("has one wait at a time, however often it is asked", () => {
  onAdopted = () => {
    if (kicks < 3) adoption.load();
  };
  adoption.load();
  adoption.load();
  assert.equal(clock.pending, 1);
});

test("waits for nothing where no other tab could leave anything", () => {
  adopting(null).load();
  assert.equal(clock.pending, 0);
});

test("takes in nothing any more for a session that is closed", () => {
  adoption.stop();
  adoption.load();
  clock.advance(600_000);
  assert.deepEqual([waiting(), kicks, clock.pending], [[], 0, 0]);
});
