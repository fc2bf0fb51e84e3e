import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ClientTokenQuestion } from "../../../src/core.js";
import type { SessionState } from "../../../src/session/state/state.js";
import { FastClock } from "../../support/clock.js";
import { fails, live, refusal, Service } from "../../support/service.js";
import { texts, until } from "../../support/until.js";
import { serviceOn } from "../../support/wire-service.js";
import { WIRES, type WireName } from "../../support/wires.js";

for (const wire of WIRES) describe(`access, on the wire ${wire}`, { timeout: 60_000 }, () => onBoth(wire));

function onBoth(wire: WireName): void {
  const service = serviceOn(wire);
  /** The service's answer while there is no credit. */
  const broke = () =>
    wire === "v3"
      ? refusal(402)
      : Response.json({ error: { code: "insufficient_credits" } }, { status: 402 });

  test("without credit a message waits, and goes when there is some again", async () => {
    let refusals = 0;
    const poor: typeof fetch = async (input, init) => {
      if (init?.method !== "POST" || refusals === 3) return service.fetch(input, init);
      refusals += 1;
      return broke();
    };
    const session = await service.open({ fetch: poor, clock: new FastClock(50) });
    await live(session);
    const sent = session.send("patient");
    const waits = ({ outbox: [item] }: SessionState) =>
      item?.delivery === "waiting" && item.error?.code === "insufficient-credits";
    await until(session, waits, "waiting for credit");
    await sent;
    assert.deepEqual([session.state.readOnly, refusals], [false, 3]);
  });

  test("a session that takes no more is closed once that is known, and stays readable", async () => {
    const session = await service.open({ clock: new FastClock(50) });
    await live(session);
    const id = session.state.session!;
    await service.end(id);
    await assert.rejects(session.send("hi"), fails("closed"));
    assert.equal(session.state.connection, "closed");
    await service.disturb(id);
    await service.say(id, ["last words"]);
    await until(session, (state) => texts(state).includes("last words"), "read on");
    assert.equal(session.state.connection, "closed");
  });

  test("an unknown session is closed", async () => {
    const conversation = await service.begin();
    const session = await service.open({ ...conversation, session: "ses_unknown" });
    await until(session, ({ connection }) => connection === "closed", "closed");
    assert.equal(session.state.error?.code, "not-found");
  });
}

describe("access by a token", { timeout: 60_000 }, () => {
  const service = new Service();
  const { open } = service;

  test("a read-only token shows the log and takes the composer away", async () => {
    const { id, token } = await service.server.createSession({ scopes: ["read"] });
    const session = await open({ session: id, token });
    await live(session);
    await assert.rejects(session.send("hi"), fails("forbidden"));
    assert.deepEqual([session.state.readOnly, session.state.connection], [true, "live"]);
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
});
