import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Session } from "../../src/core.js";
import { SeededPlan } from "../../demo/fault-network/plan.js";
import { Random } from "../../demo/fault-network/random.js";
import { AgentService } from "../support/agent-service.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import { texts, until } from "../support/until.js";

const service = new AgentService();
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);
const SPEED = 100;

/** The host's routes behind the network that the seeds of the other wire's tests go through. */
function faulty(plan: { current: SeededPlan | null }): typeof fetch {
  return async (input, init) => {
    const pass = () => service.fetch(input, init);
    const fault = plan.current?.next(init?.method === "POST" ? "post" : "other") ?? {};
    if (fault.delay) await new Promise((over) => setTimeout(over, fault.delay! / SPEED));
    if (typeof fault.answer === "object") {
      const { status, retryAfter, isPage } = fault.answer;
      const headers = {
        ...(retryAfter !== undefined && { "retry-after": `${retryAfter}` }),
        ...(isPage && { "content-type": "text/html" }),
      };
      return new Response(isPage ? "<h1>It works!</h1>" : null, { status, headers });
    }
    switch (fault.answer) {
      case "refuse":
        throw new TypeError("refused");
      case "lose":
        await pass();
        throw new TypeError("lost");
      case "html":
        await pass();
        return new Response("<h1>It works!</h1>", { headers: { "content-type": "text/html" } });
      case "mute":
        await pass();
        return new Promise((_, reject) =>
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)),
        );
      default:
        return pass();
    }
  };
}

/** A person and an agent talk, while the page is reloaded, hidden and taken offline. */
async function live(seed: number): Promise<{ session: Session; id: string; sent: string[]; faults: number }> {
  const random = new Random(seed);
  const seeded = new SeededPlan(seed + 1, random.pick([0.15, 0.3, 0.6]));
  const plan = { current: seeded as SeededPlan | null };
  const id = await service.begin();
  const storages = { shared: new MemoryStorage(), tab: new MemoryStorage() };
  const open = () =>
    service.open({ session: id, user: "ada", storages, fetch: faulty(plan), clock: new FastClock(SPEED) });
  let session = await open();
  const sent: string[] = [];
  for (let steps = 15; steps > 0; steps -= 1) {
    const chance = random.next();
    if (chance < 0.45) {
      sent.push(`message ${sent.length} 世界`);
      session.send(sent.at(-1)!).catch(() => {});
    } else if (chance < 0.7) {
      const turnId = `turn-${steps}`;
      const { server } = service;
      await server.appendServerlessEvents(id, { type: "message.delta", turnId, data: { text: "an " } });
      await server.appendServerlessEvents(id, {
        ...{ type: "message.completed", turnId, data: { text: `an answer ${steps}` } },
      });
    } else if (chance < 0.8) session.setVisible(random.chance(0.5));
    else if (chance < 0.9) session.setOnline(random.chance(0.5));
    else {
      session.close();
      session = await open();
    }
    await new Promise((over) => setTimeout(over, random.integer(0, 15)));
  }
  const { faults } = seeded;
  plan.current = null;
  session.setOnline(true);
  session.setVisible(true);
  session.reconnect();
  for (const { key, delivery } of session.state.outbox) if (delivery === "failed") session.retry(key);
  await until(session, ({ outbox, caughtUp }) => outbox.length === 0 && caughtUp, "all sent", 20_000);
  return { session, id, sent, faults };
}

describe("on the serverless wire, behind a network that fails", { timeout: 120_000 }, () => {
  let faults = 0;
  for (const seed of SEEDS) {
    test(`as seed ${seed} says, nothing is lost and nothing doubled`, async () => {
      const life = await live(seed);
      faults += life.faults;
      const log = await service.logOf(life.id);
      const inputs = log.filter(({ type }) => type === "message.received").map(({ data }) => data["input"]);
      assert.deepEqual(inputs, life.sent);
      const said = log.flatMap(({ type, data }) =>
        type === "message.received" ? [data["input"]] : type === "message.completed" ? [data["text"]] : [],
      );
      await until(life.session, (state) => texts(state).length === said.length, "read");
      // An answer stands where it began: the order of the others is that of the log.
      assert.deepEqual([...texts(life.session.state)].sort(), [...said].map(String).sort());
      assert.deepEqual(
        texts(life.session.state).filter((text) => text.startsWith("message")),
        life.sent,
      );
    });
  }
  test("the faults were real", () => assert.ok(faults > 100, `${faults} faults`));
});
