import assert from "node:assert/strict";
import { test } from "node:test";
import type { Access } from "../../../src/session/access/access.js";
import { OutboxStore } from "../../../src/session/sending/outbox.js";
import { Sender } from "../../../src/session/sending/sender.js";
import { NO_STORAGES } from "../../../src/session/sending/storages.js";
import { newOutgoing } from "../../../src/session/state/local-echo.js";
import { initialState } from "../../../src/session/state/state.js";
import { SessionStore } from "../../../src/session/fold/store.js";
import type { Accepted, PostOptions, Wire } from "../../../src/wire/wire.js";
import { SessionError } from "../../../src/wire/errors.js";
import { ManualClock } from "../../support/clock.js";

/** Waits for all that is settled to be heard of. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A sender with a clock that stands still, a server made of one function, and a lock made of another. */
class Harness {
  readonly clock = new ManualClock();
  readonly posts: string[] = [];
  readonly errors: string[] = [];
  readonly store: SessionStore;
  readonly sender: Sender;
  post: (options: PostOptions) => Promise<Accepted> = async () => {
    const seq = this.posts.length + 1;
    return { id: `evt_${seq}`, seq, turnId: null, heldId: null, head: null };
  };
  /** The token in hand; a server that refuses it gets another only when a test gives one. */
  grant = { session: "ses_1", token: "ct_1", expiresAt: null };
  exclusively = <T>(work: () => Promise<T>, _signal: AbortSignal): Promise<T> => work();

  constructor() {
    const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
    const { clock } = this;
    const store = new SessionStore(initialState("ses_1", view));
    this.store = store;
    const owner = { base: "test", user: null, way: null, session: "ses_1" };
    this.sender = new Sender({
      ...{
        store,
        clock,
        outbox: new OutboxStore(
          () => owner,
          NO_STORAGES,
          () => {},
        ),
      },
      access: this.#access(),
      wire: {
        post: (options: PostOptions) => {
          this.posts.push(options.key);
          return this.post(options);
        },
      } as unknown as Wire,
      tabs: {
        isRightLock: true,
        exclusively: (work, signal) => this.exclusively(work, signal),
      },
      onStarted: () => {},
      onUnclear: () => {},
      onEnded: () => {},
    });
    store.observe({ state: () => this.sender.kick(), error: ({ code }) => void this.errors.push(code) });
    store.dispatch({ type: "caught-up" });
  }

  #access(): Access {
    const given = () => this.grant;
    return {
      session: "ses_1",
      isKnown: true,
      obtain: async () => given(),
      refuse: () => true,
      get inHand() {
        return given();
      },
    } as unknown as Access;
  }

  write(...keys: string[]): void {
    for (const key of keys) {
      const outgoing = newOutgoing({ key, text: key, refs: null, createdAt: this.clock.now() });
      this.store.dispatch({ type: "queued", outgoing });
    }
  }

  async pass(milliseconds: number): Promise<void> {
    await settled();
    this.clock.advance(milliseconds);
    await settled();
  }

  get deliveries(): string[] {
    return this.store.state.outbox.map(({ delivery }) => delivery);
  }
}

test("messages are posted one after the other, in order", async () => {
  const harness = new Harness();
  harness.write("a", "b", "c");
  await settled();
  assert.deepEqual(
    [harness.posts, harness.deliveries],
    [
      ["a", "b", "c"],
      ["sent", "sent", "sent"],
    ],
  );
  assert.equal(harness.clock.pending, 0);
});

test("a post that is never answered is a failed attempt after 15 s, whatever its fetch does with signals", async () => {
  const harness = new Harness();
  harness.post = () => new Promise(() => {});
  harness.write("a");
  await harness.pass(14_999);
  assert.deepEqual([harness.deliveries, harness.errors], [["sending"], []]);
  await harness.pass(1);
  assert.deepEqual([harness.deliveries, harness.errors], [["waiting"], ["network"]]);
  await harness.pass(500);
  assert.deepEqual(harness.posts, ["a", "a"]);
});

test("the longer a message, the longer its answer may take: a megabyte has more than a minute", async () => {
  const harness = new Harness();
  harness.post = () => new Promise(() => {});
  const text = "x".repeat(1024 * 1024);
  harness.store.dispatch({
    type: "queued",
    outgoing: newOutgoing({ key: "a", text, refs: null, createdAt: harness.clock.now() }),
  });
  await harness.pass(75_000);
  assert.deepEqual(harness.deliveries, ["sending"]);
  await harness.pass(10_000);
  assert.deepEqual(harness.deliveries, ["waiting"]);
});

test("a lock whose holder stands still is waited for 20 s, and for 1 s from then on", async () => {
  const harness = new Harness();
  let isGivenUp = 0;
  harness.exclusively = (_, signal) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        isGivenUp += 1;
        reject(signal.reason as Error);
      });
    });
  harness.write("a", "b");
  await harness.pass(19_999);
  assert.deepEqual(harness.posts, []);
  await harness.pass(1);
  assert.deepEqual(harness.posts, ["a"]);
  await harness.pass(1000);
  assert.deepEqual([harness.posts, isGivenUp], [["a", "b"], 2]);
});

test("a lock that comes after all is given back, and the next one is waited for as before", async () => {
  const harness = new Harness();
  const grants: (() => Promise<unknown>)[] = [];
  harness.exclusively = (work) => new Promise((resolve) => grants.push(() => work().then(resolve)));
  harness.write("a");
  await harness.pass(20_000);
  assert.deepEqual(harness.posts, ["a"]);
  await grants[0]!();
  harness.write("b");
  await settled();
  const given = grants[1]!();
  await settled();
  assert.deepEqual(harness.posts, ["a", "b"]);
  await given;
  harness.write("c");
  await harness.pass(19_999);
  assert.deepEqual(harness.posts, ["a", "b"]);
});

test("put away, nothing is begun; back again, it is", async () => {
  const harness = new Harness();
  harness.sender.stop();
  harness.write("a");
  await settled();
  assert.deepEqual(harness.posts, []);
  harness.sender.start();
  await settled();
  assert.deepEqual(harness.posts, ["a"]);
});

test("put away in the middle of a post, its answer still settles it", async () => {
  const harness = new Harness();
  let answer: (accepted: Accepted) => void = () => {};
  harness.post = () => new Promise((resolve) => (answer = resolve));
  harness.write("a", "b");
  await settled();
  harness.sender.stop();
  answer({ id: "evt_2", seq: 2, turnId: null, heldId: null, head: null });
  await settled();
  assert.deepEqual([harness.posts, harness.deliveries], [["a"], ["sent", "waiting"]]);
});

test("a firewall that refuses one message for good lets the others pass", async () => {
  const harness = new Harness();
  const accept = harness.post;
  const foreign = new SessionError("protocol", "A web page.", { status: 403, retryable: true });
  harness.post = (options) => (options.key === "a" ? Promise.reject(foreign) : accept(options));
  harness.write("a", "b", "c");
  for (let i = 0; i < 60; i += 1) await harness.pass(1000);
  assert.deepEqual(harness.deliveries, ["waiting", "sent", "sent"]);
  assert.equal(harness.store.state.outbox[0]?.error, foreign);
  const tries = harness.posts.filter((key) => key === "a").length;
  assert.ok(tries >= 7 && tries <= 9, `${tries} attempts`);
  harness.post = accept;
  await harness.pass(30_000);
  assert.deepEqual(harness.deliveries, ["sent", "sent", "sent"]);
});

test("a gateway's 404 for five seconds of a rollout fails nothing, and the order is kept", async () => {
  const harness = new Harness();
  const accept = harness.post;
  const until = harness.clock.now() + 5000;
  const foreign = new SessionError("protocol", "A web page.", { status: 404, retryable: true });
  const accepted: string[] = [];
  harness.post = async (options) => {
    if (harness.clock.now() < until) throw foreign;
    accepted.push(options.key);
    return accept(options);
  };
  harness.write("a", "b", "c");
  for (let i = 0; i < 100; i += 1) await harness.pass(200);
  assert.deepEqual(accepted, ["a", "b", "c"]);
});

test("a token that comes while the old one is refused for the second time is used", async () => {
  const harness = new Harness();
  const fresh = { ...harness.grant, token: "ct_2" };
  harness.post = async ({ token }) => {
    if (token === "ct_2") return { id: "evt_2", seq: 2, turnId: null, heldId: null, head: null };
    if (harness.posts.length === 2) harness.grant = fresh;
    throw new SessionError("unauthorized", "The token has expired.", { status: 401 });
  };
  harness.write("a");
  await settled();
  assert.deepEqual([harness.posts, harness.deliveries, harness.errors], [["a", "a", "a"], ["sent"], []]);
});
