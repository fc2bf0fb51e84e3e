import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EventLog } from "../../src/log/event-log.js";
import type { StoredEvent } from "../../src/log/event.js";
import { createLogger } from "../../src/operations/logger.js";
import { Retention } from "../../src/operations/retention.js";
import { HELD } from "../../src/store/deliveries.js";
import { newId } from "../../src/store/ids.js";
import type { Store } from "../../src/store/store.js";
import { withFolder } from "../support/process.js";
import { eventually } from "../support/waiting.js";
import { newSession } from "../support/new-session.js";
import { ENGINES, type Engine } from "./engines.js";

const EVERYTHING = { rank: 2, type: null, turn: null };

/** Runs a test's body with an empty store. */
function withStore(engine: Engine, body: (store: Store) => Promise<void>): () => Promise<void> {
  return () =>
    withFolder(async (folder) => {
      const store = await engine.open(folder);
      try {
        await body(store);
      } finally {
        await store.close();
      }
    });
}

/** Stores a session; resolves with its id. */
async function makeSession(store: Store, more: { key?: string; agent?: string } = {}): Promise<string> {
  const id = newId("ses");
  await store.sessions.insert({ ...newSession(id), ...more });
  return id;
}

function says(text: string, type = "agent.message"): { type: string; body: { text: string } } {
  return { type, body: { text } };
}

function textsOf(events: readonly { json: string }[]): string[] {
  return events.map(({ json }) => (JSON.parse(json) as { body: { text: string } }).body.text);
}

const COMPLETED = { outcome: "completed", result_event: null, error: null, usage: null } as const;

function span(session: string, id: string) {
  return { id, session, input_from_seq: 1, input_to_seq: 2 };
}

async function takeOver(store: Store, owner: string): Promise<string[]> {
  await store.processes.beat(owner, 60_000);
  return (await store.turns.takeOver(owner, 9)).map(({ id }) => id);
}

for (const engine of ENGINES) {
  describe(engine.name, { skip: engine.skip }, () => {
    const check = (name: string, body: (store: Store) => Promise<void>) =>
      test(name, withStore(engine, body));

    check("a transaction's changes are there together, or not at all", async (store) => {
      const told: string[] = [];
      const id = await makeSession(store);
      await store.transaction(async (tx) => {
        tx.afterCommit(() => told.push("committed"));
        await tx.sessions.setStatus(id, "running");
        await tx.sessions.addTokens(id, 7);
        assert.deepEqual(told, [], "not told before the commit");
      });
      await assert.rejects(
        store.transaction(async (tx) => {
          tx.afterCommit(() => told.push("never"));
          await tx.sessions.setStatus(id, "idle");
          throw new Error("no");
        }),
        /^Error: no$/,
      );
      assert.deepEqual(told, ["committed"]);
      const session = await store.sessions.get(id);
      assert.deepEqual([session?.status, session?.tokens_used], ["running", 7]);
    });

    check(
      "seqs have no gap and no double, however many append at once and some of them fail",
      async (store) => {
        const log = new EventLog(store);
        const id = await makeSession(store);
        const append = async (n: number) => {
          if (n % 5 > 0) return log.append(id, [says(`${n}.0`), says(`${n}.1`)]);
          return store
            .transaction(async (tx) => {
              await log.appendIn(tx, id, [says("never")]);
              throw new Error("no");
            })
            .catch(() => []);
        };
        const appended = (await Promise.all(Array.from({ length: 50 }, (_, n) => append(n)))).flat();
        const events = await store.events.read(id, 0, EVERYTHING, 1000);
        assert.deepEqual(
          events.map(({ seq }) => seq),
          Array.from({ length: 80 }, (_, index) => index + 1),
        );
        const bySeq = new Map(events.map((event) => [event.seq, event.json]));
        for (const { seq, json } of appended)
          assert.equal(bySeq.get(seq), json, "each is where it was told to be");
        assert.equal((await store.sessions.get(id))?.head, 80);
        await assert.rejects(log.append("ses_none", [says("lost")]), /No session ses_none/);
      },
    );

    check("no events are appended as well as some", async (store) => {
      const log = new EventLog(store);
      const id = await makeSession(store);
      assert.deepEqual(await log.append(id, []), []);
      await log.append(
        id,
        Array.from({ length: 250 }, (_, n) => says(`${n}`)),
      );
      assert.equal((await store.sessions.get(id))?.head, 250);
      const events = await store.events.read(id, 0, EVERYTHING, 1000);
      assert.deepEqual(
        textsOf(events),
        Array.from({ length: 250 }, (_, n) => `${n}`),
      );
    });

    check("a follower is told of every event once and in order", async (store) => {
      const log = new EventLog(store);
      const id = await makeSession(store);
      await log.append(id, [says("before")]);
      const told: StoredEvent[] = [];
      const stop = log.follow(id, 1, (events) => told.push(...(events as StoredEvent[])));
      await Promise.all(Array.from({ length: 30 }, (_, n) => log.append(id, [says(`${n}`)])));
      while (told.length < 30) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        told.map(({ seq }) => seq),
        Array.from({ length: 30 }, (_, index) => index + 2),
      );
      stop();
      await log.append(id, [says("after")]);
      assert.equal(told.length, 30);
    });

    check("reads filter by level, type, prefix and turn, and go by pages", async (store) => {
      const log = new EventLog(store);
      const id = await makeSession(store);
      await log.append(id, [
        { ...says("a", "user.message") },
        { ...says("b", "tool.call"), level: "progress", turn_id: "trn_1" },
        { ...says("c", "tool.result"), level: "progress", turn_id: "trn_1" },
        { ...says("d", "toolbox"), level: "internal", turn_id: "trn_2" },
        { ...says("e") },
      ]);
      const read = async (filter: Partial<typeof EVERYTHING> | { type: string } | { turn: string }) =>
        textsOf(await store.events.read(id, 0, { ...EVERYTHING, ...filter }, 10)).join("");
      assert.equal(await read({}), "abcde");
      assert.equal(await read({ rank: 0 }), "ae");
      assert.equal(await read({ rank: 1 }), "abce");
      assert.equal(await read({ type: "tool.call" }), "b");
      assert.equal(await read({ type: "tool.*" }), "bc");
      assert.equal(await read({ turn: "trn_1" }), "bc");
      assert.equal(textsOf(await store.events.read(id, 1, EVERYTHING, 2)).join(""), "bc");
      assert.equal(textsOf(await store.events.after(id, 3, 9)).join(""), "de");
      assert.equal(textsOf(await store.events.readMessages(id, 0, 9)).join(""), "ae");
      assert.equal(textsOf(await store.events.conversation(id, 5)).join(""), "a");
      assert.equal((await store.events.at(id, 2))?.type, "tool.call");
    });

    check("texts come back as they went in, long ones whole", async (store) => {
      const log = new EventLog(store);
      const id = await makeSession(store);
      const texts = ["Grüße 😀 \u2028 \u0000 \ud800 end", "x".repeat(300_000)];
      const [odd, long] = await log.append(
        id,
        texts.map((text) => says(text)),
      );
      const textOf = async (event: StoredEvent) =>
        (JSON.parse(await store.events.content(event)) as { text: string }).text;
      assert.equal(await textOf(odd!), texts[0]);
      assert.equal(await textOf((await store.events.find(id, long!.id))!), texts[1]);
      assert.equal(await store.events.find("ses_none", long!.id), undefined, "only within its session");
    });

    check("sessions are found by id, key and every filter, newest first", async (store) => {
      const [a, b, c] = [
        await makeSession(store, { key: "k" }),
        await makeSession(store, { agent: "agt_2" }),
        await makeSession(store),
      ];
      await store.sessions.setStatus(b, "idle");
      const nothing = { agent: null, status: null, key: null, after: null, before: null, cursor: null };
      const list = async (query: object) =>
        (await store.sessions.list({ ...nothing, limit: 10, ...query })).map(({ id }) => id);
      assert.deepEqual(await list({}), [c, b, a]);
      assert.deepEqual(await list({ limit: 2 }), [c, b]);
      assert.deepEqual(await list({ cursor: (await store.sessions.get(b))!.n }), [a]);
      assert.deepEqual(await list({ agent: "agt_2" }), [b]);
      assert.deepEqual(await list({ status: "idle" }), [b]);
      assert.deepEqual(await list({ key: "k" }), [a]);
      assert.deepEqual(await list({ before: "2000-01-01T00:00:00.000Z" }), []);
      assert.deepEqual(await list({ after: "2000-01-01T00:00:00.000Z" }), [c, b, a]);
      assert.equal((await store.sessions.withKey("k"))?.id, a);
      await assert.rejects(makeSession(store, { key: "k" }), "a key is one session's");
    });

    check("a session wants to be woken from its first message for the agent until it is", async (store) => {
      const log = new EventLog(store);
      const [a, b] = [await makeSession(store), await makeSession(store)];
      await log.append(a, [says("for the agent", "user.message")], true);
      await log.append(b, [says("for nobody")]);
      assert.deepEqual(await store.sessions.unwoken(0), [a]);
      assert.deepEqual(await store.sessions.unwoken(60_000), [], "not that long");
      assert.deepEqual(textsOf(await store.events.inputs(a, 0)), ["for the agent"]);
      await store.turns.start({ ...span(a, "trn_1"), owner: "prc_1" });
      assert.deepEqual(await store.sessions.unwoken(0), [], "a turn is under way");
      await store.turns.finish("trn_1", COMPLETED);
      await store.sessions.settleWake(a);
      assert.deepEqual(await store.sessions.unwoken(0), []);
    });

    check("what happens in a session while expired ones are deleted keeps it", async (store) => {
      const [asleep, awake] = [await makeSession(store), await makeSession(store)];
      const log = new EventLog(store);
      const told: unknown[] = [];
      for (const id of [asleep, awake]) log.follow(id, 0, (news) => told.push(news));
      const { inactive } = store.sessions;
      store.sessions.inactive = async (...given) => {
        const found = await inactive.apply(store.sessions, given);
        await log.append(awake, [says("Here I am")]);
        return found;
      };
      const retention = new Retention(store, 1000, () => log.findDeleted(), createLogger("silent"));
      await retention.start();
      retention.stop();
      assert.equal(await store.sessions.get(asleep), undefined);
      assert.equal((await store.sessions.get(awake))?.head, 1);
      await eventually(() => told.length === 2, "the followers to be told");
      assert.equal(told.at(-1), "deleted");
    });

    check("expired tokens are deleted at intervals, also if all sessions are kept", async (store) => {
      const id = await makeSession(store);
      let pruned = 0;
      store.tokens.prune = async () => void pruned++;
      const retention = new Retention(store, null, () => {}, createLogger("silent"));
      await retention.start();
      retention.stop();
      assert.equal(pruned, 1);
      assert.ok(await store.sessions.get(id));
    });

    check("an idempotency key is remembered per session, and for creations", async (store) => {
      const [a, b] = [await makeSession(store), await makeSession(store)];
      const log = new EventLog(store);
      const post = (session: string, ...keys: (string | null)[]) =>
        store.transaction((tx) =>
          log.appendTo(
            tx,
            session,
            keys.map(() => says("Hi")),
            { input: true, wakes: false, keys },
          ),
        );
      await post(a, null, null, "k");
      assert.equal(await store.events.posted(a, "k"), 3);
      assert.equal(await store.events.posted(b, "k"), undefined);
      await assert.rejects(post(a, null, "k"), { name: "PostedBefore" });
      assert.equal((await store.sessions.get(a))!.head, 3, "nothing of it is kept");
      await post(b, "k");
      assert.equal(await store.events.posted(b, "k"), 1);
      await store.sessions.rememberCreated("k", a, "f");
      assert.deepEqual(await store.sessions.created("k"), { session: a, fingerprint: "f" });
    });

    check("work under one lock is done by one at a time", async (store) => {
      const agents = await Promise.all(
        Array.from({ length: 10 }, () =>
          store.transaction(async (tx) => {
            await tx.lock("agent a");
            const found = await tx.agents.named("a");
            const now = new Date().toISOString();
            return (
              found ??
              tx.agents.insert({
                id: newId("agt"),
                name: "a",
                prompt: "",
                model: "offline/coder",
                runtime: "offline",
                credential: null,
                limits: "{}",
                revision: 1,
                created_at: now,
                updated_at: now,
              })
            );
          }),
        ),
      );
      assert.equal(new Set(agents.map(({ id }) => id)).size, 1);
      const [agent] = agents;
      await store.agents.update({ ...agent!, prompt: "changed", revision: 2 });
      assert.deepEqual(await store.agents.get(agent!.id), { ...agent, prompt: "changed", revision: 2 });
      assert.deepEqual((await store.agents.list(null, 9)).length, 1);
      assert.equal(await store.agents.delete(agent!.id), true);
      assert.equal(await store.agents.delete(agent!.id), false);
    });

    check("keys and secrets come out only where they are asked for", async (store) => {
      const first = await store.credentials.insert("anthropic", "sk-ant-abcdefghij", null);
      const second = await store.credentials.insert("anthropic", "sk-ant-0123456789", "spare");
      assert.deepEqual([first.last4, second.name, first.is_default], ["ghij", "spare", 0]);
      await store.credentials.setDefault(first);
      await store.credentials.setDefault(second);
      assert.equal((await store.credentials.defaultOf("anthropic"))?.id, second.id);
      await store.credentials.rotate(second.id, "sk-ant-rotated-4321");
      assert.equal(await store.credentials.reveal(second.id), "sk-ant-rotated-4321");
      const shown = JSON.stringify(await store.credentials.list());
      assert.ok(!shown.includes("sk-ant") && shown.includes("4321"));

      const id = await makeSession(store);
      const destination = await store.destinations.insert(
        id,
        { url: "https://a.example", secret: "s3cret" },
        0,
      );
      assert.ok(!JSON.stringify(destination).includes("s3cret"));
      assert.equal(store.destinations.secret(destination), "s3cret");
      const changed = await store.destinations.update(destination.id, { enabled: false, types: ["a.*"] });
      assert.deepEqual([changed?.enabled, changed?.types, changed?.url], [0, '["a.*"]', "https://a.example"]);
      await store.destinations.delete(destination.id);
      assert.equal(await store.destinations.update(destination.id, { secret: "late" }), undefined);
      assert.deepEqual(await store.destinations.list(id), []);
    });

    check("a token grants until it ends", async (store) => {
      const { token } = await store.tokens.mint("ses_1", ["read"], 60);
      assert.deepEqual((await store.tokens.grant(token))?.scopes, ["read"]);
      assert.equal(await store.tokens.grant("ct_unknown"), undefined);
      assert.equal(await store.tokens.expire("ses_1"), 1);
      assert.equal(await store.tokens.expire("ses_1"), 0);
      assert.equal(await store.tokens.grant(token), undefined);
      await store.tokens.prune();
    });

    check("a turn ends once", async (store) => {
      const id = await makeSession(store);
      await store.turns.start({ ...span(id, "trn_1"), owner: "prc_1" });
      assert.equal((await store.turns.running(id))?.id, "trn_1");
      assert.equal(await store.turns.isOwnedBy("trn_1", "prc_1"), true);
      assert.equal(await store.turns.isOwnedBy("trn_1", "prc_2"), false);
      assert.equal(await store.turns.finish("trn_1", COMPLETED), true);
      assert.equal(await store.turns.finish("trn_1", { ...COMPLETED, outcome: "error" }), false);
      assert.equal(await store.turns.isOwnedBy("trn_1", "prc_1"), false);
      assert.equal((await store.turns.last(id))?.outcome, "completed");
      assert.equal(await store.turns.count(id), 1);
      assert.equal((await store.turns.list(id, 0, 9)).length, 1);
    });

    check("a dead process's turns are taken over once, a living one's never", async (store) => {
      const id = await makeSession(store);
      for (const owner of ["prc_dead", "prc_living"]) {
        await store.turns.start({ ...span(id, `trn_${owner}`), owner });
      }
      await store.turns.start({ ...span(id, "trn_ended"), owner: "prc_dead" });
      await store.turns.finish("trn_ended", COMPLETED);
      await store.processes.beat("prc_living", 60_000);
      await store.processes.beat("prc_dead", -1);
      const taken = await Promise.all(["a", "b", "c"].map((service) => takeOver(store, `prc_${service}`)));
      assert.deepEqual(taken.flat(), ["trn_prc_dead"]);
      await store.processes.leave("prc_living");
      assert.deepEqual(await takeOver(store, "prc_a"), ["trn_prc_living"]);
      assert.equal((await store.turns.ownedBy("prc_a")).length > 0, true);
    });

    check(
      "deliveries are taken when they are due, each by one, none of a paused destination",
      async (store) => {
        const id = await makeSession(store);
        const [a, b] = [
          await store.destinations.insert(id, { url: "https://a.example" }, 0),
          await store.destinations.insert(id, { url: "https://b.example" }, 0),
        ];
        const insert = (destination: string, seq: number, held = false) =>
          store.deliveries.insert({
            session: id,
            destination,
            event: { id: `evt_${seq}`, seq },
            held,
            tries: 3,
          });
        await insert(a.id, 1);
        await insert(a.id, 2);
        await insert(b.id, 1, true);
        const take = (sender: string) => store.transaction((tx) => tx.deliveries.take(sender));
        const recover = (busy: string[]) => store.transaction((tx) => tx.deliveries.recover("prc_1", busy));
        const [first, ...others] = [
          await take("prc_1"),
          ...(await Promise.all([take("prc_2"), take("prc_3")])),
        ];
        assert.deepEqual([first?.destination, first?.event_seq, first?.status], [a.id, 1, "delivering"]);
        assert.deepEqual(others, [undefined, undefined], "one at a time to a destination");
        assert.equal(await store.deliveries.nextDue(), undefined);
        const sender = "prc_1";
        const failed = {
          status: "failed",
          response_code: 500,
          error: "no",
          due_at: Date.now() + 60_000,
        } as const;
        const release = (by: string) => store.transaction((tx) => tx.deliveries.release(first!, by, failed));
        await release("prc_other");
        assert.equal((await store.deliveries.get(id, first!.id))?.status, "delivering", "only by its sender");
        await release(sender);
        const noted = await store.deliveries.get(id, first!.id);
        assert.deepEqual([noted?.status, noted?.attempts, noted?.tries_left], ["failed", 1, 2]);

        await store.deliveries.hold(b.id, false);
        await store.processes.beat(sender, 60_000);
        const second = await take(sender);
        assert.equal(second?.event_seq, 2);
        assert.equal((await take(sender))?.destination, b.id);
        const all = { destination: null, status: null, cursor: 0, limit: 9 };
        const states = async () => (await store.deliveries.list(id, all)).map(({ status }) => status);
        await recover([a.id, b.id]);
        assert.deepEqual(await states(), ["failed", "delivering", "delivering"]);
        await recover([a.id]);
        assert.deepEqual(
          await states(),
          ["failed", "delivering", "pending"],
          "one's own that is not known of",
        );
        await store.processes.leave(sender);
        await recover([a.id]);
        assert.deepEqual(await states(), ["failed", "pending", "pending"], "a dead one's");
        await store.deliveries.abandon(a.id);
        assert.deepEqual(await states(), ["dead_letter", "dead_letter", "pending"]);
        assert.equal((await store.deliveries.redeliver(first!.id, 3))?.status, "pending");
        assert.deepEqual([(await take(sender))?.destination, (await take(sender))?.id], [b.id, first!.id]);
        await store.deliveries.hold(b.id, true);
        assert.equal((await store.deliveries.list(id, { ...all, destination: b.id }))[0]?.due_at, HELD);
      },
    );
  });
}
