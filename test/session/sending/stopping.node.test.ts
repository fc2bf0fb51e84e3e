import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Access } from "../../../src/session/access/access.js";
import type { Grant } from "../../../src/session/access/grant.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import { Stopping } from "../../../src/session/sending/stopping.js";
import { initialState } from "../../../src/session/state/state.js";
import type { Wire } from "../../../src/wire/wire.js";
import { ManualClock } from "../../support/clock.js";
import { brought, turnCompleted, userMessage } from "../../support/log.js";

const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
let store: SessionStore;
let asked: string[];
let grant: (grant: Grant | null) => void;
let stopping: Stopping;

beforeEach(() => {
  store = new SessionStore(initialState("ses_1", view));
  work();
  asked = [];
  const obtained = new Promise<Grant | null>((resolve) => (grant = resolve));
  stopping = new Stopping({
    store,
    clock: new ManualClock(),
    access: { obtain: () => obtained } as unknown as Access,
    wire: {
      interrupt: async ({ session }) => void asked.push(session),
      dismiss: async ({ session }) => void asked.push(session),
    } satisfies Partial<Wire> as unknown as Wire,
    onAsked: () => {},
  });
});

/** Lets the agent work. */
function work(): void {
  store.dispatch(brought([userMessage(1, "Go")]));
  assert.equal(store.state.turn, "working");
}

/** Opens another conversation, in which the agent works. */
function replace(): void {
  store.dispatch({ type: "reset" });
  store.dispatch({ type: "session", session: "ses_2" });
  work();
}

test("asks for the session that is open", async () => {
  const stopped = stopping.stop(null);
  grant({ session: "ses_1", token: "ct_1", expiresAt: null });
  await stopped;
  assert.deepEqual([asked, store.state.stopping], [["ses_1"], true]);
});

test("asks nothing of another session that the backend names meanwhile", async () => {
  const [stopped, dismissed] = [stopping.stop(null), stopping.dismiss("q1")];
  replace();
  grant({ session: "ses_2", token: "ct_2", expiresAt: null });
  await assert.rejects(stopped, { code: "not-found" });
  await assert.rejects(dismissed, { code: "not-found" });
  assert.deepEqual(asked, []);
});

test("that fails says nothing of a turn of another session", async () => {
  let fail: (error: Error) => void = () => {};
  const first = stopping.stop(() => new Promise((_, reject) => (fail = reject)));
  replace();
  await stopping.stop(() => {});
  fail(new Error("too late"));
  await assert.rejects(first, /too late/);
  assert.equal(store.state.stopping, true);
});

test("that fails says nothing of a later turn of the session", async () => {
  let fail: (error: Error) => void = () => {};
  const first = stopping.stop(() => new Promise((_, reject) => (fail = reject)));
  store.dispatch(brought([turnCompleted(2), userMessage(3, "And this")]));
  await stopping.stop(() => {});
  fail(new Error("too late"));
  await assert.rejects(first, /too late/);
  assert.equal(store.state.stopping, true);
});

test("a question whose id no address can have is not dismissed, and the error says so", async () => {
  const { serverlessWire } = await import("../../../src/wire/serverless/wire.js");
  const wire = serverlessWire({ baseUrl: "/api", fetch: () => assert.fail(), withCredentials: false });
  const access = { obtain: async () => ({ session: "ses_1", token: "", expiresAt: null }) };
  const asking = new Stopping({
    ...{ store, wire, clock: new ManualClock(), onAsked: () => assert.fail() },
    access: access as unknown as Access,
  });
  await assert.rejects(asking.dismiss("\ud800"), { name: "SessionError", code: "protocol" });
});
