import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Session, type SessionOptions } from "../../../src/core.js";
import { ManualClock } from "../../support/clock.js";
import { FakeApi } from "../../support/fake-api.js";
import { agentMessage, frame } from "../../support/log.js";
import { MemoryStorage } from "../../support/storage.js";
import { texts } from "../../support/until.js";
import { WIRES, type WireName } from "../../support/wires.js";

let clock: ManualClock;
let api: FakeApi;
let session: Session;
let told: string[];

beforeEach(() => {
  clock = new ManualClock();
  api = new FakeApi();
  api.log.push(agentMessage(1, "one"), agentMessage(2, "two"));
});
afterEach(() => session.close());

/** Opens a session, and notes what it tells. */
async function open(options: SessionOptions = {}): Promise<void> {
  const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
  session = new Session({ ...api.options, fetch: api.fetch, clock, storages, ...options });
  told = [];
  session.observe({
    event: ({ seq }, replayed) => told.push(`${seq} ${replayed ? "old" : "new"}`),
    error: ({ code }) => told.push(code),
  });
  session.open();
  await settle();
}

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setTimeout(resolve));
}

/** Lets time pass, and everything that is due then. */
async function pass(seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 0.25) {
    clock.advance(250);
    for (let i = 0; i < 10; i += 1) await new Promise(setImmediate);
  }
  await settle();
}

const shown = () => {
  const { connection, caughtUp, attempt } = session.state;
  return `${connection}${attempt ? ` ${attempt}` : ""}, ${caughtUp ? "caught up" : "reading"}: ${texts(session.state).join()}`;
};

for (const wire of WIRES) describe(`on the wire ${wire}`, () => onBoth(wire));

function onBoth(wire: WireName): void {
  /** What a backend says of the conversation. */
  const answer = { session: "ses_1", token: "ct_1" };
  /** How often the log was asked for, as that wire asks for it. */
  const reads = () => api.count(wire === "v3" ? "stream" : "page");
  beforeEach(() => {
    const { log } = api;
    api = new FakeApi(wire);
    api.log.push(...log);
  });

  describe("a request that is never answered", () => {
    test("is a failed attempt after 15 to 20 s, with a count and an error", async () => {
      api.stream = api.page = () => new Promise(() => {});
      await open();
      await pass(14);
      assert.equal(shown(), "connecting, reading: ");
      await pass(6);
      assert.equal(shown(), "reconnecting 1, reading: ");
      assert.deepEqual(told, ["network"]);
      api.stream = null;
      api.page = null;
      session.reconnect();
      await settle();
      assert.equal(shown(), "live, caught up: one,two");
    });
  });

  describe("signs of life of the page", () => {
    test("cut a wait that the server asked for short once, and never again until it answers", async () => {
      api.stream = api.page = async () =>
        new Response("{}", { status: 503, headers: { "retry-after": "3600" } });
      await open();
      assert.equal(reads(), 1);
      for (let i = 0; i < 10; i += 1) {
        session.setVisible(false);
        session.setVisible(true);
        session.setOnline(false);
        session.setOnline(true);
        await pass(1);
        session.suspend();
        session.resume();
        await pass(1);
      }
      assert.equal(reads(), 2);
      session.reconnect();
      await settle();
      assert.equal(reads(), 3);
    });

    for (const status of [401, 302, 404, 200]) {
      test(`after an endpoint's ${status}, back in the tab it goes on by itself`, async () => {
        let isSignedIn = false;
        const endpoint = () =>
          isSignedIn
            ? Response.json(answer)
            : new Response("<html>", { status, headers: { "content-type": "text/html" } });
        const fetch: typeof globalThis.fetch = async (input, init) =>
          String(input) === "https://host.example/chat" ? endpoint() : api.fetch(input, init);
        await open({ session: null, token: null, endpoint: "https://host.example/chat", fetch });
        assert.equal(session.state.connection, status === 401 ? "unauthorized" : "reconnecting");
        session.setVisible(false);
        isSignedIn = true;
        session.setVisible(true);
        await settle();
        assert.equal(shown(), "live, caught up: one,two");
      });
    }
  });

  describe("a host's function that never settles", () => {
    test("is given up after 30 s, with a reason and a count, and reconnect() asks it anew", async () => {
      let asked = 0;
      let isAwake = false;
      const getClientToken = () => {
        asked += 1;
        return isAwake ? answer : new Promise<never>(() => {});
      };
      await open({ session: null, token: null, getClientToken });
      await pass(31);
      assert.equal(shown(), "reconnecting 1, reading: ");
      assert.deepEqual(told, ["endpoint"]);
      await pass(10);
      assert.equal(asked, 2, "and asked again by itself");
      isAwake = true;
      session.reconnect();
      await settle();
      assert.equal(asked, 3);
      assert.equal(shown(), "live, caught up: one,two");
    });
  });

  describe("a conversation that is found where there was none", () => {
    test("brings history, and nothing new", async () => {
      let isThere = false;
      await open({ session: null, token: null, getClientToken: () => (isThere ? answer : null) });
      assert.equal(session.state.caughtUp, true);
      isThere = true;
      session.reconnect();
      await settle();
      assert.deepEqual(told, ["1 old", "2 old"]);
      assert.equal(session.state.unread, 0);
    });
  });

  describe("what cannot be read", () => {
    test("is asked for once: the events around it are shown", async () => {
      api.log.push(agentMessage(3, "three"));
      const retain = (type: string) => {
        if (type === "message.poison") throw new TypeError("no");
        return false;
      };
      api.log.splice(1, 1, { ...agentMessage(2, "two"), type: "message.poison" });
      await open({ retain });
      await pass(1);
      assert.equal(shown(), "live, caught up: one,three");
      assert.deepEqual(told, ["1 old", "protocol", "3 old"]);
    });

    test("at the end of the log, it is not asked for again", async () => {
      const retain = (type: string) => {
        if (type === "message.poison") throw new TypeError("no");
        return false;
      };
      api.log.push({ ...agentMessage(3, "three"), type: "message.poison" });
      await open({ retain });
      await pass(1);
      assert.equal(shown(), "live, caught up: one,two");
      api.cut();
      await pass(2);
      assert.match(api.requests.at(-1)!, /after=3/);
      assert.deepEqual(told.filter((word) => word === "protocol").length, 1);
    });
  });
}

describe("on a path that holds a stream's bytes", () => {
  const HELD: readonly [what: string, answer: () => Promise<Response>][] = [
    ["the answer", () => new Promise(() => {})],
    [
      "the body",
      async () => new Response(new ReadableStream(), { headers: { "content-type": "text/event-stream" } }),
    ],
    [
      "the stream itself",
      async () => new Response(null, { headers: { "content-type": "text/event-stream" } }),
    ],
    ["nothing but a page", async () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ];
  for (const [what, answer] of HELD) {
    test(`holding ${what}, the log is read page by page`, async () => {
      api.stream = answer;
      await open();
      await pass(1);
      assert.equal(shown(), "live, caught up: one,two");
      for (let minute = 0; minute < 10; minute += 1) {
        await pass(60);
        api.log.push(agentMessage(3 + minute, `m${minute}`));
        await pass(3);
        assert.equal(session.state.lastSeq, 3 + minute);
        assert.equal(session.state.connection, "live");
      }
      assert.ok(api.count("stream") >= 4 && api.count("stream") <= 12, `${api.count("stream")} streams`);
      assert.deepEqual(
        told.filter((word) => /network|protocol/.test(word)),
        [],
      );
    });
  }

  test("a stream is used again once it brings something", async () => {
    api.stream = HELD[0]![1];
    await open();
    await pass(60);
    api.stream = null;
    await pass(120);
    const pages = api.count("page");
    api.append(agentMessage(3, "three"));
    await settle();
    assert.equal(shown(), "live, caught up: one,two,three");
    await pass(60);
    assert.equal(api.count("page"), pages);
  });

  test("that begins to hold when the answer is awaited, the answer comes all the same", async () => {
    await open();
    assert.equal(shown(), "live, caught up: one,two");
    api.isHolding = true;
    session.send("hello").catch(() => {});
    await pass(4);
    assert.equal(shown(), "live, caught up: one,two,hello");
    api.append(agentMessage(4, "answer"));
    await pass(3);
    assert.equal(shown(), "live, caught up: one,two,hello,answer");
  });

  test("that holds only its first bytes, the stream is opened again at once when it ends", async () => {
    const { beat, body, cut } = api.body();
    api.stream = async () => new Response(body, { headers: { "content-type": "text/event-stream" } });
    await open({ history: "tail" });
    await pass(1.5);
    assert.equal(shown(), "live, caught up: one,two");
    for (let half = 0; half < 4; half += 1) {
      beat();
      await pass(15);
    }
    api.stream = null;
    cut();
    await pass(4);
    assert.equal(api.count("stream"), 2);
  });

  test("it is not live before anything of the log is known", async () => {
    api.stream = HELD[1]![1];
    api.page = () => new Promise(() => {});
    await open();
    await pass(10);
    assert.equal(shown(), "connecting, reading: ");
  });
});

describe("a request that is never answered", () => {
  test("of a fetch that knows no signal keeps nobody waiting, and its late stream is let go", async () => {
    let answer: (response: Response) => void = () => {};
    api.stream = () => new Promise((resolve) => (answer = resolve));
    api.page = () => new Promise(() => {});
    await open();
    const [late] = [answer];
    await pass(17);
    let isCancelled = false;
    const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
    late(new Response(body, { headers: { "content-type": "text/event-stream" } }));
    await settle();
    assert.equal(isCancelled, true);
    assert.equal(session.state.connection, "reconnecting");
  });
});

describe("a stream that falls silent", () => {
  test("is found in 20 to 30 s, also before the first heartbeat", async () => {
    await open();
    api.hang();
    api.log.push(agentMessage(3, "three"));
    await pass(19);
    assert.equal(shown(), "live, caught up: one,two");
    await pass(11);
    assert.equal(shown(), "live, caught up: one,two,three");
    assert.deepEqual(told.at(-1), "3 new");
  });
});

describe("old history", () => {
  const PLANS: readonly [what: string, plan: (send: (...seqs: number[]) => void) => Promise<void>][] = [
    ["with a first event that takes 8 s", async (send) => (await pass(8), send(1, 2, 3, 4))],
    ["that pauses for 5 s", async (send) => (send(1, 2), await pass(5), send(3, 4))],
    [
      "on a slow line",
      async (send) => {
        for (const seq of [1, 2, 3, 4]) {
          send(seq);
          await pass(2);
        }
      },
    ],
  ];
  for (const [what, plan] of PLANS) {
    test(`${what} is not new`, async () => {
      api.log.push(agentMessage(3, "three"), agentMessage(4, "four"));
      const { body, send, beat } = api.body();
      api.stream = async () => new Response(body, { headers: { "content-type": "text/event-stream" } });
      // The pages take as long, or longer.
      api.page = () => new Promise(() => {});
      await open();
      await plan(send);
      assert.equal(session.state.caughtUp, false);
      api.page = null;
      beat();
      await pass(20);
      assert.deepEqual(
        told.filter((word) => / /.test(word)),
        ["1 old", "2 old", "3 old", "4 old"],
      );
      assert.equal(session.state.caughtUp, true);
      assert.equal(session.state.unread, 0);
    });
  }

  test("a heartbeat in the middle of a slow replay does not end it", async () => {
    api.log.push(agentMessage(3, "three"));
    const { body, send, beat } = api.body();
    api.stream = async () => new Response(body, { headers: { "content-type": "text/event-stream" } });
    api.page = () => new Promise(() => {});
    await open();
    send(1);
    await pass(10);
    send(2);
    beat();
    await pass(5);
    send(3);
    await settle();
    assert.deepEqual(told, ["1 old", "2 old", "3 old"]);
  });

  test("that is empty is known to be so from a page", async () => {
    api.log.length = 0;
    await open();
    assert.equal(session.state.caughtUp, false);
    await pass(1.5);
    assert.equal(shown(), "live, caught up: ");
  });

  test("is read to its end also where a page takes longer than the server's heart takes to beat", async () => {
    const { body, beat } = api.body();
    api.stream = async () => new Response(body, { headers: { "content-type": "text/event-stream" } });
    const answers: (() => void)[] = [];
    api.page = () =>
      new Promise((resolve) =>
        answers.push(() => resolve(Response.json({ data: api.log, next_cursor: null }))),
      );
    await open();
    for (let second = 0; second < 10; second += 1) {
      beat();
      await pass(0.75);
      const [...due] = answers.splice(0);
      await pass(0.25);
      beat();
      await settle();
      due.forEach((answer) => answer());
      await settle();
    }
    assert.equal(shown(), "live, caught up: one,two");
  });
});

describe("a tab without a slot for a stream", () => {
  test("opens no stream until it has one", async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    let isFree = false;
    const request = async (_: string, __: object, work: (lock: object | null) => unknown) =>
      work(isFree ? {} : null);
    const value = { locks: { request } };
    Object.defineProperty(globalThis, "navigator", { value, configurable: true });
    try {
      await open();
      await pass(60);
      assert.ok(api.count("page") >= 25, `${api.count("page")} pages`);
      assert.equal(api.count("stream"), 1);
      isFree = true;
      await pass(3);
      assert.equal(api.count("stream"), 2);
      api.append(agentMessage(3, "three"));
      await settle();
      assert.equal(shown(), "live, caught up: one,two,three");
    } finally {
      if (own) Object.defineProperty(globalThis, "navigator", own);
      else Reflect.deleteProperty(globalThis, "navigator");
    }
  });
});

describe("a body that was too large for the log", () => {
  test("does not land in the next conversation, though the fetch knows no signal", async () => {
    const spilled = { ...agentMessage(3, "part"), content_ref: "ref", body_truncated: true };
    api.log.push(spilled);
    let answer: (response: Response) => void = () => {};
    const fetch: typeof globalThis.fetch = (input, init) =>
      String(input).endsWith("/content")
        ? new Promise((resolve) => (answer = resolve))
        : api.fetch(input, init);
    const getClientToken = ({ reason }: { reason: string }) =>
      reason === "start" ? { session: "ses_2", token: "ct_2" } : null;
    await open({ fetch, getClientToken });
    assert.equal(shown(), "live, caught up: one,two,part");
    session.reset();
    api.log.splice(0, 3, agentMessage(3, "another"));
    session.send("hello").catch(() => {});
    await pass(1);
    answer(Response.json({ text: "part of the old one" }));
    await settle();
    assert.doesNotMatch(shown(), /part/);
    assert.match(shown(), /another/);
  });
});

describe("what cannot be read", () => {
  for (const how of ["stream", "page"] as const)
    test(`of a ${how} leaves nothing in the next conversation, where the host then resets the first`, async () => {
      let answer: (response: Response) => void = () => {};
      const answered = new Promise<Response>((resolve) => (answer = resolve));
      api[how] = () => answered;
      await open({ history: how === "page" ? "tail" : "full" });
      session.observe({ error: () => session.reset() });
      const { body, write } = api.body();
      write(`data: {}\n\n${api.log.map(frame).join("")}`);
      const stream = new Response(body, { headers: { "content-type": "text/event-stream" } });
      answer(how === "page" ? Response.json({ data: [{}, ...api.log], next_cursor: null }) : stream);
      await settle();
      const { caughtUp, lastSeq, session: id } = session.state;
      assert.deepEqual([id, lastSeq, caughtUp, texts(session.state)], [null, 0, false, []]);
    });

  test("as its frame has no end, it is left out, and what follows is shown", async () => {
    const endless = `id: 3\ndata: ${"x".repeat(17 * 1024 * 1024)}`;
    let isEndless = true;
    api.log.push(agentMessage(4, "four"));
    api.page = () => new Promise(() => {});
    api.stream = async (after) => {
      if (after >= 3) isEndless = false;
      const { body, send, write } = api.body();
      if (after < 2) send(1, 2);
      if (isEndless) write(endless);
      else send(4);
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    };
    await open();
    for (let at = 0; at < 30 && session.state.lastSeq < 4; at += 0.25) await pass(0.25);
    assert.equal(shown(), "live, reading: one,two,four");
    assert.deepEqual([api.count("stream"), told.includes("protocol")], [2, true]);
  });
});

test("a tab hidden for a minute lets go of its stream, and has it back when it is looked at", async () => {
  const streams: AbortSignal[] = [];
  const watching: typeof fetch = (input, init) => {
    if (String(input).includes("stream=")) streams.push(init!.signal!);
    return api.fetch(input, init);
  };
  // A cursor that does not grow must not have it ask on and on.
  api.page = async () => Response.json({ data: api.log.slice(session.state.lastSeq), next_cursor: "1" });
  await open({ fetch: watching });
  session.setVisible(false);
  for (let second = 0; second < 60; second += 10) {
    assert.deepEqual([streams.length, streams[0]!.aborted], [1, false], `after ${second} s`);
    api.beat();
    await pass(10);
  }
  assert.equal(streams[0]!.aborted, true);
  const pages = api.count("page");
  await pass(29);
  assert.equal(api.count("page"), pages);
  api.log.push(agentMessage(3, "meanwhile"));
  await pass(2);
  assert.equal(shown(), "live, caught up: one,two,meanwhile");
  assert.equal(streams.length, 1);
  session.setVisible(true);
  await pass(1);
  assert.equal(streams.length, 2);
  api.append(agentMessage(4, "now"));
  await settle();
  assert.equal(shown(), "live, caught up: one,two,meanwhile,now");
});
