import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as core from "../../src/core.js";
import {
  Session,
  SessionError,
  items,
  type ClientTokenQuestion,
  type SessionOptions,
} from "../../src/core.js";
import type { Storages } from "../../src/session/sending/storages.js";
import type { Outgoing, SessionState } from "../../src/session/state/state.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { Backend } from "../support/backend.js";
import { FastClock } from "../support/clock.js";
import { fails, live, refusal, say, Service } from "../support/service.js";
import { MemoryStorage } from "../support/storage.js";
import { texts, until } from "../support/until.js";

const service = new Service();
const { open, logOf } = service;

test("the headless half exports what it names, and nothing else", () => {
  assert.deepEqual(Object.keys(core).sort(), ["Session", "SessionError", "at", "forget", "items"]);
});

describe("reading", { timeout: 60_000 }, () => {
  test("sends the request before it looks at storage", async () => {
    const order: string[] = [];
    const kept = new MemoryStorage();
    const storages: Storages = {
      get shared() {
        order.push("storage");
        return kept;
      },
      tab: kept,
    };
    const { id, token } = await service.server.createSession();
    const session = await open({
      ...{ session: id, token, storages },
      fetch(input, init) {
        order.push("request");
        return fetch(input, init);
      },
    });
    assert.deepEqual(order.slice(0, 2), ["request", "storage"]);
    await live(session);
  });

  test("tells nobody of events after he has closed the session", async () => {
    const { id, token } = await service.server.createSession();
    await service.server.appendEvents(id, say("one"), say("two"));
    const session = new Session({ baseUrl: service.server.baseUrl, session: id, token });
    const told = await new Promise<number>((resolve) => {
      let count = 0;
      session.observe({
        event() {
          count += 1;
          session.close();
          setTimeout(() => resolve(count));
        },
      });
      session.open();
    });
    assert.equal(told, 1);
  });

  test("shows the log and what follows, in order", async () => {
    const session = await open();
    await live(session);
    await service.server.appendEvents(session.state.session!, say("one"), say("two"));
    await until(session, (state) => texts(state).length === 3, "three messages");
    assert.deepEqual(texts(session.state), ["Hello", "one", "two"]);
  });

  test("resumes after every cut without a gap or a double", async () => {
    const session = await open({ clock: new FastClock(20) });
    await live(session);
    const id = session.state.session!;
    const seen: number[] = [];
    session.observe({ event: ({ seq }) => seen.push(seq) });
    for (let i = 0; i < 20; i += 1) {
      await service.server.appendEvents(id, say(`m${i}`));
      await service.server.dropConnections(id);
    }
    await until(session, (state) => texts(state).at(-1) === "m19", "read to the end");
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
  });

  test("tells what is replayed from what is new", async () => {
    const { id, token } = await service.server.createSession();
    await service.server.appendEvents(id, say("old"));
    const session = new Session({ baseUrl: service.server.baseUrl, session: id, token });
    service.made(session);
    const told: [number, boolean][] = [];
    session.observe({ event: ({ seq }, replayed) => told.push([seq, replayed]) });
    session.open();
    await live(session);
    await service.server.appendEvents(id, say("new"));
    await until(session, ({ lastSeq }) => lastSeq === 3, "all read");
    assert.deepEqual(told, [
      [1, true],
      [2, true],
      [3, false],
    ]);
  });

  test("begins after a given seq", async () => {
    const { id, token } = await service.server.createSession();
    await service.server.appendEvents(id, say("two"), say("three"));
    const session = await open({ session: id, token, afterSeq: 2 });
    await live(session);
    assert.deepEqual(texts(session.state), ["three"]);
  });

  test("reads anew with other eyes, and shows nothing twice", async () => {
    const session = await open();
    await live(session);
    const id = session.state.session!;
    await service.server.appendEvents(id, { ...say("thinking"), level: "progress" }, say("done"));
    await until(session, (state) => texts(state).includes("done"), "answered");
    session.setView({ level: "progress" });
    assert.equal(session.state.log.length, 0);
    await until(session, ({ caughtUp, lastSeq }) => caughtUp && lastSeq === 3, "read anew");
    assert.deepEqual(
      [...items(session.state.log)].map(({ kind }) => kind),
      ["message", "work", "message"],
    );
    assert.equal(session.state.connection, "live");
  });

  test("says so when a stream brings a frame without end, and tries again", async () => {
    let streams = 0;
    const endless: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!/stream=/.test(String(input)) || (streams += 1) > 1) return response;
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          const { value } = await response.body!.getReader().read();
          controller.enqueue(value!);
          controller.enqueue(new TextEncoder().encode(`data: ${"x".repeat(17 * 1024 * 1024)}`));
        },
      });
      return new Response(body, response);
    };
    const errors: string[] = [];
    const session = await open({ fetch: endless });
    session.observe({ error: ({ code }) => errors.push(code) });
    await until(session, ({ connection }) => connection === "reconnecting", "reconnecting");
    assert.deepEqual([errors, texts(session.state)], [["protocol"], ["Hello"]]);
    await live(session);
    await service.server.appendEvents(session.state.session!, say("well again"));
    await until(session, ({ lastSeq }) => lastSeq === 2, "read on");
  });

  test("fetches a body that was too large for the log", async () => {
    const session = await open();
    await live(session);
    const long = "x".repeat(100_000);
    await service.server.appendEvents(session.state.session!, say(long));
    await until(session, (state) => texts(state)[1]?.length === long.length, "the whole text");
  });

  test("fetches such a body in the end, however often that fails", async () => {
    let failures = 0;
    const failing: typeof fetch = async (input, init) => {
      if (!String(input).endsWith("/content") || failures >= 3) return fetch(input, init);
      failures += 1;
      if (failures === 1) throw new TypeError("down");
      return new Response("<html>", { status: failures === 2 ? 502 : 401 });
    };
    const { id, token } = await service.server.createSession();
    const session = await open({
      session: id,
      fetch: failing,
      clock: new FastClock(50),
      getClientToken: async () => token,
    });
    await live(session);
    await service.server.appendEvents(id, say("y".repeat(100_000)));
    await until(session, (state) => texts(state)[1]?.length === 100_000, "the whole text");
    assert.equal(failures, 3);
  });

  test("gives a body up that its server never gives, for the sake of the others", async () => {
    const [first, second] = ["y", "z"].map((letter) => letter.repeat(100_000)) as [string, string];
    let asked = 0;
    const failing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!String(input).endsWith("/content")) return response;
      const content = await response.text();
      if (!content.includes(second)) return new Response(content, response);
      asked += 1;
      return new Response("", { status: 500 });
    };
    const { id, token } = await service.server.createSession();
    await service.server.appendEvents(id, say(first), say(second));
    const session = await open({ session: id, token, fetch: failing, clock: new FastClock(500) });
    await until(session, (state) => texts(state)[1]?.length === first.length, "the older of them");
    assert.ok(asked <= 6, `${asked} times`);
  });

  test("iterates over events until the signal, the loop or the session ends", async () => {
    const session = await open();
    await live(session);
    const id = session.state.session!;
    const abort = new AbortController();
    const seqs: number[] = [];
    const bySignal = (async () => {
      for await (const { seq } of session.events(abort.signal)) if (seqs.push(seq) === 2) abort.abort();
    })();
    const byClosing = (async () => {
      let count = 0;
      for await (const _ of session.events()) count += 1;
      return count;
    })();
    const byLeaving = (async () => {
      for await (const { seq } of session.events()) return seq;
      return null;
    })();
    await service.server.appendEvents(id, say("a"), say("b"), say("c"));
    await bySignal;
    assert.equal(await byLeaving, 2);
    await until(session, ({ lastSeq }) => lastSeq === 4, "all read");
    session.close();
    assert.equal(await byClosing, 3);
    assert.deepEqual(seqs, [2, 3]);
  });
});

describe("waiting for another attempt", { timeout: 60_000 }, () => {
  for (const [what, act] of [
    ["a person asks", (session: Session) => session.reconnect()],
    ["the tab is looked at again", (session: Session) => session.setVisible(true)],
    ["the network is back", (session: Session) => session.setOnline(true)],
    ["the page comes back", (session: Session) => session.resume()],
  ] as const) {
    test(`ends at once when ${what}`, async () => {
      let isDown = true;
      const down: typeof fetch = async (input, init) =>
        isDown ? new Response("{}", { status: 503, headers: { "retry-after": "3600" } }) : fetch(input, init);
      const session = await open({ fetch: down });
      session.setVisible(false);
      const sent = session.send("hi");
      await until(session, ({ connection }) => connection === "reconnecting", "reconnecting");
      assert.ok(session.state.retryAt! - Date.now() > 3_500_000);
      const isPostponed = ({ triedAt, delivery }: Outgoing) => triedAt !== null && delivery === "waiting";
      await until(session, ({ outbox }) => outbox.some(isPostponed), "tried");
      isDown = false;
      if (what === "the page comes back") session.suspend();
      act(session);
      await live(session);
      await sent;
    });
  }

  test("a tab hidden for a minute lets go of its stream, and has it back when it is looked at", async () => {
    // Its heart beats every ten seconds of that clock, or silence would be found before the minute is over.
    const lively = await LocalOpenComputer.start({ heartbeatSeconds: 0.05, agentPace: 0 });
    const { id, token } = await lively.createSession();
    const clock = new FastClock(200);
    const streams: (AbortSignal | null | undefined)[] = [];
    const pages: number[] = [];
    const watching: typeof fetch = async (input, init) => {
      const isPage = /limit=/.test(String(input));
      if (isPage) pages.push(clock.now());
      else if (/stream=/.test(String(input))) streams.push(init?.signal);
      const response = await fetch(input, init);
      // A cursor that does not grow must not have it ask on and on.
      return isPage ? Response.json({ ...((await response.json()) as object), next_cursor: "1" }) : response;
    };
    const session = await open({ baseUrl: lively.baseUrl, session: id, token, fetch: watching, clock });
    await until(session, ({ lastSeq }) => lastSeq === 1, "read");
    session.setVisible(false);
    while (pages.length < 3) await new Promise(setImmediate);
    const gap = Math.max(...pages.slice(1).map((at, i) => at - pages[i]!));
    assert.ok(gap >= 30_000, `${gap} ms`);
    await lively.appendEvents(id, say("meanwhile"));
    await until(session, ({ lastSeq }) => lastSeq === 2, "polled");
    assert.deepEqual([session.state.connection, streams.map((signal) => signal?.aborted)], ["live", [true]]);
    session.setVisible(true);
    while (streams.length === 1) await new Promise(setImmediate);
    await lively.appendEvents(id, say("now"));
    await until(session, ({ lastSeq }) => lastSeq === 3, "streamed");
    session.close();
    await lively.close();
  });
});

describe("access", { timeout: 60_000 }, () => {
  test("a read-only token shows the log and takes the composer away", async () => {
    const { id, token } = await service.server.createSession({ scopes: ["read"] });
    const session = await open({ session: id, token });
    await live(session);
    await assert.rejects(session.send("hi"), fails("forbidden"));
    assert.deepEqual([session.state.readOnly, session.state.connection], [true, "live"]);
  });

  test("without credit a message waits, and goes when there is some again", async () => {
    let posts = 0;
    const poor: typeof fetch = async (input, init) => {
      if (init?.method !== "POST") return fetch(input, init);
      posts += 1;
      return posts < 4 ? refusal(402) : fetch(input, init);
    };
    const session = await open({ fetch: poor, clock: new FastClock(50) });
    await live(session);
    const sent = session.send("patient");
    const waits = ({ outbox: [item] }: SessionState) =>
      item?.delivery === "waiting" && item.error?.code === "insufficient-credits";
    await until(session, waits, "waiting for credit");
    await sent;
    assert.deepEqual([session.state.readOnly, posts], [false, 4]);
  });

  test("an archived session is closed once that is known, and stays readable", async () => {
    const session = await open();
    await live(session);
    const id = session.state.session!;
    await service.server.request("POST", `/sessions/${id}/archive`);
    await assert.rejects(session.send("hi"), fails("closed"));
    assert.equal(session.state.connection, "closed");
    await service.server.dropConnections(id);
    await service.server.appendEvents(id, say("last words"));
    await until(session, (state) => texts(state).includes("last words"), "read on");
    assert.equal(session.state.connection, "closed");
  });

  test("an unknown session is closed", async () => {
    const { token } = await service.server.createSession();
    const session = await open({ session: "ses_unknown", token });
    await until(session, ({ connection }) => connection === "closed", "closed");
    assert.equal(session.state.error?.code, "not-found");
  });

  test("an expired token is renewed without a visible break, for the stream and the post", async () => {
    const { id, token } = await service.server.createSession();
    const asked: ClientTokenQuestion[] = [];
    const session = await open({
      session: id,
      token,
      getClientToken: async (question) => {
        asked.push(question);
        return { token: await service.server.mint(id) };
      },
    });
    await live(session);
    const connections: string[] = [];
    session.observe({ state: ({ connection }) => connections.push(connection) });
    await service.server.expireTokens(id);
    await session.send("hi");
    await until(session, ({ lastSeq }) => lastSeq === 2, "read on");
    assert.deepEqual(new Set(connections), new Set(["live"]));
    assert.deepEqual(asked, [{ session: id, reason: "unauthorized" }]);
  });

  test("a token refused twice is the end of access, until there is another", async () => {
    const { id, token } = await service.server.createSession();
    let answer = "ct_wrong";
    const asked: string[] = [];
    const session = await open({
      session: id,
      token,
      getClientToken: async ({ reason }) => {
        asked.push(reason);
        return answer;
      },
    });
    await live(session);
    await service.server.expireTokens(id);
    await until(session, ({ connection }) => connection === "unauthorized", "unauthorized");
    assert.deepEqual(asked, ["unauthorized"]);
    const sent = session.send("waits");
    await until(session, ({ outbox }) => outbox[0]?.delivery === "waiting" && asked.length >= 3, "waiting");
    await until(session, ({ connection }) => connection === "unauthorized", "unauthorized still");
    // Nobody is asked on and on: not while another session comes to be live.
    await live(await open());
    assert.equal(asked.length, 3);
    answer = await service.server.mint(id);
    session.reconnect();
    await sent;
    await live(session);
    assert.deepEqual(texts(session.state), ["Hello", "waits"]);
  });

  test("a message that is granted a token brings reading back too", async () => {
    const { id, token } = await service.server.createSession();
    let answer = "ct_wrong";
    const session = await open({ session: id, token, getClientToken: () => answer });
    await live(session);
    await service.server.expireTokens(id);
    await until(session, ({ connection }) => connection === "unauthorized", "unauthorized");
    answer = await service.server.mint(id);
    await session.send("let me in");
    await live(session);
    assert.deepEqual(texts(session.state), ["Hello", "let me in"]);
  });

  test("a refusal that comes late says nothing of the token had meanwhile", async () => {
    const { id } = await service.server.createSession();
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const late: typeof fetch = async (input, init) => {
      const isLate = new Headers(init?.headers).get("authorization")?.endsWith("ct_late");
      if (isLate && !init?.method) await released;
      return fetch(input, init);
    };
    const answers = ["ct_wrong", "ct_late", await service.server.mint(id)];
    const getClientToken = () => answers.shift();
    const session = await open({ session: id, token: "ct_old", fetch: late, getClientToken });
    await until(session, ({ connection }) => connection === "unauthorized", "unauthorized");
    await session.send("by the third");
    release();
    await live(session);
    assert.deepEqual(texts(session.state), ["Hello", "by the third"]);
  });

  test("access that another tab has had lets a message go on whose stream never broke", async () => {
    const { id, token } = await service.server.createSession();
    const refusing: typeof fetch = async (input, init) =>
      init?.method === "POST" && new Headers(init.headers).get("authorization")?.includes(token)
        ? new Response("{}", { status: 401 })
        : fetch(input, init);
    let isSignedIn = false;
    const getClientToken = () => (isSignedIn ? service.server.mint(id) : null);
    const session = await open({ session: id, token, fetch: refusing, getClientToken });
    await live(session);
    const sent = session.send("let in by another");
    await until(session, ({ connection }) => connection === "unauthorized", "unauthorized");
    isSignedIn = true;
    await open({ session: id, getClientToken });
    assert.equal((await sent).seq, 2);
    await live(session);
  });

  test("a new token from the host brings a refused session back", async () => {
    const { id, token } = await service.server.createSession();
    const session = await open({ session: id, token });
    await live(session);
    await service.server.expireTokens(id);
    await until(session, ({ connection }) => connection === "unauthorized", "unauthorized");
    session.setToken(await service.server.mint(id));
    await live(session);
  });

  test("a backend that cannot be reached for a renewal is asked until it can", async () => {
    const { id, token } = await service.server.createSession();
    let failures = 3;
    const session = await open({
      session: id,
      token,
      clock: new FastClock(50),
      getClientToken: async () => {
        if (failures-- > 0) throw new TypeError("offline");
        return service.server.mint(id);
      },
    });
    await live(session);
    await service.server.expireTokens(id);
    await until(session, ({ connection }) => connection === "reconnecting", "reconnecting");
    await live(session);
    assert.equal(failures, -1);
  });

  test("a storage that refuses is told of once, to whoever listens by the time of opening", async () => {
    const refuse = () => {
      throw new TypeError("refused");
    };
    const storage = { length: 1, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse };
    const { id, token } = await service.server.createSession();
    const storages = { shared: storage, tab: storage };
    const session = new Session({ baseUrl: service.server.baseUrl, session: id, token, storages });
    service.made(session);
    const codes: string[] = [];
    session.observe({ error: ({ code }) => void codes.push(code) });
    session.open();
    await session.send("from memory");
    assert.deepEqual(codes, ["storage"]);
  });

  test("no token appears in an address, a log, an error, the state or the storage", async () => {
    const { id, token } = await service.server.createSession();
    const shared = new MemoryStorage();
    const tab = new MemoryStorage();
    const urls: string[] = [];
    const said: string[] = [];
    const watching: typeof fetch = async (input, init) => {
      urls.push(String(input));
      if (init?.method === "POST" && urls.length % 2)
        return new Response(JSON.stringify({ error: { message: token } }), { status: 500 });
      return fetch(input, init);
    };
    const session = await open({
      ...{ session: id, token, fetch: watching, clock: new FastClock(50), storages: { shared, tab } },
      getClientToken: async () => ({ token: await service.server.mint(id) }),
    });
    session.observe({
      error: (error) => said.push(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`),
      state: (state) => said.push(JSON.stringify(state)),
    });
    await live(session);
    await Promise.all([session.send("a"), session.send("b")]);
    await service.server.expireTokens(id);
    await session.send("c");
    said.push(shared.dump(), tab.dump(), ...urls);
    for (const text of said) assert.doesNotMatch(text, /ct_\w{6}/);
  });
});

describe("an endpoint", { timeout: 60_000 }, () => {
  let backend: Backend;
  let endpoint: string;
  before(async () => {
    backend = new Backend(service.server);
    endpoint = await backend.listen();
  });
  after(() => backend.close());

  test("begins a conversation with the first message, exactly once, though the answer is lost", async () => {
    backend.lose = 0;
    const session = await open({ endpoint, clock: new FastClock(50) });
    await live(session);
    assert.deepEqual([session.state.session, texts(session.state)], [null, []]);
    backend.lose = 2;
    const [first, second] = await Promise.all([session.send("first"), session.send("second")]);
    assert.deepEqual([first.seq, second.seq], [1, 2]);
    const starts = backend.questions.filter(({ reason }) => reason === "start");
    assert.deepEqual(
      backend.questions.map(({ reason }) => reason),
      ["resume", "start", "start", "start"],
    );
    assert.equal(new Set(starts.map(({ idempotency_key: key }) => key)).size, 1);
    assert.deepEqual(await logOf(session.state.session!), ["first", "second"]);
    await until(session, (state) => texts(state).length === 2 && state.outbox.length === 0, "echoed");
  });

  test("is resumed on the next visit", async () => {
    const session = await open({ endpoint });
    await live(session);
    assert.deepEqual(texts(session.state), ["first", "second"]);
  });

  test("a start whose page went away before the answer is neither lost nor doubled", async () => {
    const other = new Backend(service.server);
    const url = await other.listen();
    const shared = new MemoryStorage();
    const storages = { shared, tab: new MemoryStorage() } satisfies Storages;
    const clock = new FastClock(50);
    other.lose = 1_000;
    const first = await open({ endpoint: url, user: "ann", storages, clock });
    first.send("hello there").catch(() => {});
    await until(first, ({ outbox }) => outbox[0]?.starts === true, "started");
    while (!other.questions.some(({ reason }) => reason === "start")) await new Promise(setImmediate);
    first.close();
    other.lose = 0;
    const second = await open({ endpoint: url, storages, clock });
    await until(second, (state) => state.outbox.length === 0 && texts(state).length === 1, "settled");
    assert.deepEqual(await logOf(second.state.session!), ["hello there"]);
    other.close();
  });

  test("a start given up after an hour is found in the conversation it began", async () => {
    const other = new Backend(service.server);
    const clock = new FastClock(50);
    const session = await open({ endpoint: await other.listen(), clock });
    await live(session);
    other.lose = 1_000;
    session.send("the first").catch(() => {});
    await until(session, ({ outbox }) => outbox[0]?.triedAt != null, "tried");
    while (other.session === null) await new Promise(setImmediate);
    clock.skew += 2 * 60 * 60 * 1000;
    const next = session.send("the second");
    session.setVisible(true);
    await next;
    await until(session, (state) => state.outbox.length === 0 && texts(state).length === 2, "settled");
    assert.deepEqual(await logOf(session.state.session!), ["the first", "the second"]);
    other.close();
  });

  for (const what of ["the endpoint is asked again later", "reading has ended"]) {
    test(`a start given up and tried again waits for the log when ${what}`, async () => {
      const other = new Backend(service.server);
      const url = await other.listen();
      const clock = new FastClock(50);
      const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
      const first = await open({ endpoint: url, user: "ann", storages, clock });
      await live(first);
      other.lose = 1_000;
      first.send("only once", { idempotencyKey: "k" }).catch(() => {});
      while (other.session === null) await new Promise(setImmediate);
      first.close();
      clock.skew += 2 * 60 * 60 * 1000;

      let isDown = what === "reading has ended";
      other.status = isDown ? null : 503;
      let posts = 0;
      const failing: typeof fetch = async (input, init) => {
        if (String(input).endsWith("/messages")) posts += 1;
        if (isDown && String(input).includes("/events")) return refusal(400);
        return fetch(input, init);
      };
      const second = await open({ endpoint: url, user: "ann", storages, clock, fetch: failing });
      const connection = isDown ? "disconnected" : "reconnecting";
      await until(second, (state) => state.connection === connection && !!state.outbox[0]?.error, "given up");
      other.status = null;
      isDown = false;
      second.retry("k");
      await until(second, (state) => state.outbox.length === 0 && texts(state).length === 1, "found");
      assert.deepEqual([posts, await logOf(second.state.session!)], [0, ["only once"]]);
      other.close();
    });
  }

  test("what a closed page hears late does not bring back what another has sent", async () => {
    const { id, token } = await service.server.createSession();
    const shared = new MemoryStorage();
    const storages = { shared, tab: new MemoryStorage() };
    const page = (getClientToken: NonNullable<SessionOptions["getClientToken"]>) =>
      open({ session: id, getClientToken, storages });
    let refuse = () => {};
    const answer = new Promise<never>((_, reject) => {
      refuse = () => reject(new SessionError("endpoint", "No."));
    });
    const first = await page(() => answer);
    first.send("once").catch(() => {});
    await new Promise(setImmediate);
    first.close();
    const second = await page(() => token);
    await until(second, ({ log, outbox }) => log.length === 2 && outbox.length === 0, "sent");
    refuse();
    await answer.catch(() => new Promise(setImmediate));
    assert.doesNotMatch(shared.dump(), /once/);
  });

  test("a reset leaves nothing, and the next message begins anew", async () => {
    const session = await open({ endpoint });
    await live(session);
    const before = session.state.session;
    session.draft = "half";
    let resets = 0;
    session.observe({ reset: () => (resets += 1) });
    session.reset();
    assert.deepEqual([texts(session.state), session.state.session, session.draft, resets], [[], null, "", 1]);
    await live(session);
    assert.deepEqual(texts(session.state), [], "the old conversation is not resumed");
    await session.send("fresh start");
    assert.notEqual(session.state.session, before);
    await until(session, (state) => texts(state).length === 1, "begun anew");
    assert.deepEqual(texts(session.state), ["fresh start"]);
  });

  for (const [status, code, connection] of [
    [401, "unauthorized", "unauthorized"],
    [403, "unauthorized", "unauthorized"],
    [404, "endpoint", "reconnecting"],
    [302, "endpoint", "reconnecting"],
    [200, "endpoint", "reconnecting"],
    [429, "rate-limited", "reconnecting"],
    [503, "endpoint", "reconnecting"],
  ] as const) {
    test(`that answers ${status} and no JSON leaves the connection ${connection}`, async () => {
      const other = new Backend(service.server);
      other.status = status;
      const session = await open({ endpoint: await other.listen() });
      await until(session, (state) => state.connection === connection, connection);
      assert.equal(session.state.error?.code, code);
      other.close();
    });
  }
});

describe("at the end", { timeout: 60_000 }, () => {
  test("nothing runs on: no timer, no connection", async () => {
    const clock = new FastClock(1);
    const session = await open({ clock });
    await live(session);
    await session.send("hi");
    const id = session.state.session!;
    session.close();
    const isQuiet = async () => (await service.server.dropConnections(id)) === 0 && clock.pending === 0;
    while (!(await isQuiet())) await new Promise(setImmediate);
  });

  test("nobody is told of anything any more", async () => {
    const session = await open();
    await live(session);
    const sent = session.send("in flight");
    let told = 0;
    session.observe({ sent: () => (told += 1), error: () => (told += 1) });
    await until(session, ({ outbox }) => outbox[0]?.delivery === "sending", "being sent");
    const id = session.state.session!;
    session.close();
    await assert.rejects(sent, fails("closed"));
    while ((await logOf(id)).length < 2);
    session.reconnect();
    session.open();
    assert.equal(session.state.connection, "disconnected");
    assert.equal(told, 0);
  });
});
