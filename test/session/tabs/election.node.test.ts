import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { Election, type LogSource, type ReaderStatus } from "../../../src/session/tabs/election.js";
import { ANSWER_MS, LEASE_MS } from "../../../src/session/tabs/election-transition.js";
import type { SessionEvent } from "../../../src/wire/events.js";
import { ManualClock } from "../../support/clock.js";
import { FakeChannel, FakeLocks } from "../../support/fake-tabs.js";
import { agentMessage } from "../../support/log.js";

let channel: FakeChannel;
let locks: FakeLocks;
let clock: ManualClock;
beforeEach(() => {
  channel = new FakeChannel();
  locks = new FakeLocks();
  clock = new ManualClock();
});

const settle = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};
async function pass(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await settle();
}
const events = (from: number, to: number): SessionEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) => agentMessage(from + i, `${from + i}`));

/** A tab: a reader that follows where it is led, and writes down what becomes of it. */
class Tab {
  readonly said: string[] = [];
  readonly seqs: number[] = [];
  upTo = 0;
  isLive = true;
  isSeldom = false;
  isVisible = true;
  log: string | null;
  readonly end = channel.join((message) => message.kind === "log" && this.election.heard(message.word));
  readonly election: Election;
  readonly #token: string;

  constructor(log: string | null = "log", token = "") {
    this.log = log;
    this.#token = token;
    this.election = new Election({
      channel: this.end,
      locks: locks.manager,
      clock,
      owner: this,
      reader: this,
      onLeading: () => this.said.push("leads"),
      onLed: () => {
        this.said.push("is led");
        this.election.follow(true);
      },
      onTold: (isLive) => this.said.push(isLive ? "told" : "told of trouble"),
      onNews: (news) => {
        const after = this.upTo;
        this.seqs.push(...news.map(({ seq }) => seq));
        this.upTo = Math.max(after, ...news.map(({ seq }) => seq));
        this.election.read(after, news);
      },
      onMissed: () => this.said.push("missed"),
    });
    this.election.join();
  }

  get logSource(): LogSource | null {
    return this.log === null ? null : { name: [this.log], token: this.#token };
  }

  get status(): ReaderStatus {
    const { upTo, isLive, isVisible, isSeldom } = this;
    return { upTo, isLive, isVisible, isSeldom, isFollowing: this.election.role === "follower" };
  }

  /** The tab reads these events of the log. */
  read(from: number, to: number): void {
    const after = this.upTo;
    this.upTo = to;
    this.election.read(after, events(from, to));
  }
}

async function open(count: number): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (let i = 0; i < count; i += 1) {
    tabs.push(new Tab());
    await settle();
  }
  return tabs;
}

describe("tabs of one log", () => {
  test("one leads, and tells the others what it reads", async () => {
    const [first, ...others] = await open(20);
    assert.deepEqual(first!.said, ["leads"]);
    first!.read(1, 3);
    first!.read(4, 4);
    await settle();
    for (const { election, seqs } of others) {
      assert.equal(election.role, "follower");
      assert.deepEqual(seqs, [1, 2, 3, 4]);
    }
  });

  test("one that closes is followed by the next, which tells the others that it leads", async () => {
    const [first, second, third] = await open(3);
    first!.read(1, 2);
    await settle();
    first!.election.leave();
    await settle();
    assert.deepEqual(
      [first!, second!, third!].map(({ election }) => election.role),
      ["alone", "leader", "follower"],
    );
    second!.read(3, 4);
    await settle();
    assert.deepEqual(third!.seqs, [1, 2, 3, 4]);
  });

  test("one that is stuck loses the lead to a follower within six seconds, and hears of it", async () => {
    const [first, second] = await open(2);
    first!.end.isStuck = true;
    clock.chance = 0.999;
    await pass(LEASE_MS + 1_000);
    assert.equal(second!.election.role, "follower");
    await pass(ANSWER_MS);
    assert.deepEqual([first!.election.role, second!.election.role], ["follower", "leader"]);
    assert.equal(locks.held.length, 1);
    first!.end.isStuck = false;
    second!.read(1, 2);
    await settle();
    assert.deepEqual(first!.seqs, [1, 2]);
    assert.equal(second!.election.role, "leader");
  });

  test("one that has nothing to tell keeps the lead for an hour", async () => {
    const tabs = await open(5);
    for (let second = 0; second < 3600; second += 1) await pass(1_000);
    assert.deepEqual(
      tabs.map(({ election }) => election.role),
      ["leader", ...Array<string>(4).fill("follower")],
    );
    assert.ok(channel.told.length < 3 * 3600, `${channel.told.length} messages`);
  });

  test("one that nobody looks at leaves the lead to one that is looked at", async () => {
    const [first, second] = await open(2);
    first!.isVisible = false;
    first!.isSeldom = true;
    first!.election.announce();
    await settle();
    assert.deepEqual(
      [first!, second!].map(({ election }) => election.role),
      ["follower", "leader"],
    );
  });

  test("one that cannot read leaves it to one that has just read", async () => {
    const first = new Tab();
    first.isLive = false;
    await settle();
    const second = new Tab();
    await settle();
    assert.deepEqual([first.election.role, second.election.role], ["follower", "leader"]);
  });

  test("a follower is told that the leader cannot read, and when it can again", async () => {
    const [first, second] = await open(2);
    second!.said.length = 0;
    first!.isLive = false;
    first!.election.announce();
    first!.election.announce();
    first!.isLive = true;
    first!.election.announce();
    await settle();
    assert.deepEqual(second!.said, ["told of trouble", "told"]);
    assert.equal(second!.election.role, "follower");
  });

  test("who is asked for a try takes the lead", async () => {
    const [first, second] = await open(2);
    second!.election.takeOver();
    await settle();
    assert.deepEqual(
      [first!, second!].map(({ election }) => election.role),
      ["follower", "leader"],
    );
  });
});

describe("what a tab has missed", () => {
  test("it is told from the leader's memory", async () => {
    const first = new Tab();
    await settle();
    first.read(1, 10);
    const second = new Tab();
    second.upTo = 4;
    await settle();
    assert.deepEqual(second.seqs, [5, 6, 7, 8, 9, 10]);
  });

  test("it reads where the leader has forgotten it", async () => {
    const first = new Tab();
    await settle();
    first.read(1, 1000);
    const second = new Tab();
    await settle();
    assert.ok(second.said.includes("missed"));
    assert.deepEqual(second.seqs, []);
    second.upTo = 900;
    second.election.follow(true);
    await settle();
    assert.deepEqual(
      second.seqs,
      events(901, 1000).map(({ seq }) => seq),
    );
  });

  test("it is not told twice", async () => {
    const [first, second, third] = await open(3);
    first!.read(1, 5);
    await settle();
    third!.upTo = 2;
    third!.election.ask();
    await settle();
    assert.deepEqual(second!.seqs, [1, 2, 3, 4, 5]);
  });

  test("it hears of events that came late to the leader", async () => {
    const [first, second] = await open(2);
    first!.upTo = 7;
    first!.election.read(4, [agentMessage(5, "5"), agentMessage(7, "7")]);
    first!.election.read(7, [agentMessage(6, "6")]);
    second!.upTo = 4;
    second!.election.ask();
    await settle();
    assert.deepEqual([...new Set(second!.seqs)].sort(), [5, 6, 7]);
  });

  test("a new leader knows what it was told", async () => {
    const [first, second, third] = await open(3);
    third!.end.isStuck = true;
    first!.read(1, 5);
    await settle();
    first!.election.leave();
    await settle();
    third!.end.isStuck = false;
    third!.election.ask();
    await settle();
    assert.equal(second!.election.role, "leader");
    assert.deepEqual(third!.seqs, [1, 2, 3, 4, 5]);
  });

  test("10 000 events are told in as many messages as there were reads, of at most 500", async () => {
    const [first, second] = await open(2);
    const before = channel.told.length;
    first!.read(1, 10_000);
    await settle();
    assert.equal(channel.told.length - before, 20);
    assert.deepEqual(
      second!.seqs,
      events(1, 10_000).map(({ seq }) => seq),
    );
  });
});

/** A token that says of itself what these claims say, as a JWT does. */
const tokenOf = (claims: object) => `e30.${btoa(JSON.stringify(claims))}.c2ln`;

describe("what nobody shares", () => {
  test("nothing is told while nobody follows", async () => {
    const tab = new Tab();
    await settle();
    tab.read(1, 100);
    assert.deepEqual([tab.election.role, channel.told.length], ["leader", 0]);
  });

  for (const [what, make] of [
    ["of another log", () => new Tab("other")],
    ["of another token's subject", () => new Tab("log", tokenOf({ sub: "bob", exp: 1 }))],
    ["of a token for other things", () => new Tab("log", tokenOf({ scopes: ["steer"], exp: 1 }))],
    ["of which it is not known whose it is", () => new Tab(null)],
  ] as const) {
    test(`a tab ${what} hears nothing`, async () => {
      const [first] = await open(2);
      const stranger = make();
      await settle();
      first!.read(1, 3);
      await settle();
      assert.deepEqual(stranger.seqs, []);
      assert.notEqual(stranger.election.role, "follower");
    });
  }

  test("tabs whose tokens differ only in their time share", async () => {
    const [first, second] = [1, 2].map(
      (exp) => new Tab("log", tokenOf({ sub: "ann", scopes: ["read"], exp })),
    );
    await settle();
    assert.deepEqual([first!.election.role, second!.election.role], ["leader", "follower"]);
  });

  test("a tab whose channel does not open is alone", async () => {
    await open(1);
    const deaf = new Tab(null);
    deaf.end.isOpen = false;
    deaf.log = "log";
    deaf.election.join();
    await settle();
    assert.equal(deaf.election.role, "alone");
  });

  test("a tab where locks are refused is alone", async () => {
    locks.isRefused = true;
    const tab = new Tab();
    await settle();
    assert.equal(tab.election.role, "alone");
  });

  test("a tab that reads another log now lets go of the first", async () => {
    const [first, second] = await open(2);
    first!.log = "other";
    first!.election.join();
    await settle();
    assert.deepEqual([first!.election.role, second!.election.role], ["leader", "leader"]);
    assert.equal(locks.held.length, 2);
    assert.equal(clock.pending, 0);
  });
});
