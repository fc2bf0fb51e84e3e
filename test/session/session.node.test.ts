import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Session } from "../../src/core.js";
import { FastClock } from "../support/clock.js";
import { fails, live } from "../support/service.js";
import { MemoryStorage } from "../support/storage.js";
import { until } from "../support/until.js";
import { until as waitUntil } from "../support/wait.js";
import { serviceOn } from "../support/wire-service.js";
import { WIRES, type WireName } from "../support/wires.js";

for (const wire of WIRES) {
  describe(`what a session keeps and tells, on the wire ${wire}`, { timeout: 60_000 }, () => telling(wire));
  describe(`at the end, on the wire ${wire}`, { timeout: 60_000 }, () => ending(wire));
}
describe("what a session tells nobody", { timeout: 60_000 }, hidingTokens);

function telling(wire: WireName): void {
  const service = serviceOn(wire);

  test("tells nobody of events after he has closed the session", async () => {
    const conversation = await service.begin();
    await service.say(conversation.session, ["one", "two"]);
    const session = service.made(new Session({ ...service.way, ...conversation }));
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

  test("a storage that refuses is told of once, to whoever listens by the time of opening", async () => {
    const refuse = () => {
      throw new TypeError("refused");
    };
    const storage = { length: 1, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse };
    const storages = { shared: storage, tab: storage };
    const session = service.made(new Session({ ...service.way, ...(await service.begin()), storages }));
    const codes: string[] = [];
    session.observe({ error: ({ code }) => void codes.push(code) });
    session.open();
    await session.send("from memory");
    assert.deepEqual(codes, ["storage"]);
  });
}

function hidingTokens(): void {
  const service = serviceOn("v3");

  test("no token appears in an address, a log, an error, the state or the storage", async () => {
    const { session: id, token = "" } = await service.begin();
    const shared = new MemoryStorage();
    const tab = new MemoryStorage();
    const urls: string[] = [];
    const said: string[] = [];
    const watching: typeof fetch = async (input, init) => {
      urls.push(String(input));
      if (init?.method === "POST" && urls.length % 2)
        return new Response(JSON.stringify({ error: { message: token } }), { status: 500 });
      return service.fetch(input, init);
    };
    const session = await service.open({
      session: id,
      token,
      fetch: watching,
      clock: new FastClock(50),
      storages: { shared, tab },
      getClientToken: () => service.answerFor(id),
    });
    session.observe({
      error: (error) => said.push(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`),
      state: (state) => said.push(JSON.stringify(state)),
    });
    await live(session);
    await Promise.all([session.send("a"), session.send("b")]);
    await service.revoke(id);
    await session.send("c");
    said.push(shared.dump(), tab.dump(), ...urls);
    for (const text of said) assert.doesNotMatch(text, /ct_\w{6}/);
  });
}

function ending(wire: WireName): void {
  const service = serviceOn(wire);
  const { open, logOf, said } = service;

  test("nothing runs on: no timer, no connection", async () => {
    const clock = new FastClock(1);
    const session = await open({ clock });
    await live(session);
    await session.send("hi");
    const id = session.state.session!;
    session.close();
    await waitUntil(async () => (await service.disturb(id)) === 0 && clock.pending === 0);
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
    await waitUntil(async () => (await logOf(id)).length === said.length + 1);
    session.reconnect();
    session.open();
    assert.equal(session.state.connection, "disconnected");
    assert.equal(told, 0);
  });
}
