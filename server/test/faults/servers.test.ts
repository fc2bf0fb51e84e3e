import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { runConformance } from "../../src/conformance/run.js";
import { eventually } from "../support/waiting.js";
import { WITHOUT_POSTGRES } from "../support/postgres.js";
import { withFolder } from "../support/process.js";
import { Cluster, KEY } from "./cluster.js";
import { type Conversation, ServerlessConversation, V3Conversation } from "./conversation.js";

/** The number of processes that are killed; set by `FAULT_KILLS`. */
const KILLS = Number(process.env.FAULT_KILLS ?? 6);

const TIMEOUT_MS = 180_000 + KILLS * 20_000;

/** Receives webhooks; stores the ids of each event's deliveries. */
class Hook {
  readonly delivered = new Map<string, Set<string>>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const event = String(request.headers["webhook-id"]);
      const deliveries = this.delivered.get(event) ?? new Set();
      this.delivered.set(event, deliveries.add(String(request.headers["x-oc-delivery-id"])));
      request.resume().on("end", () => response.end());
    }).listen(0, "127.0.0.1");
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Kills one process after the other, each at a random moment after ten more messages were acknowledged. */
async function killAtRandom(cluster: Cluster, conversations: readonly Conversation[]): Promise<string[]> {
  const acknowledged = () => conversations.reduce((sum, { history }) => sum + history.acknowledgedCount, 0);
  const killed: string[] = [];
  for (let n = 0; n < KILLS; n++) {
    const before = acknowledged();
    await eventually(() => acknowledged() >= before + 10, "10 more messages");
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
    const kinds = ["server", "balancer", "drained", ...(cluster.postgres ? ["postgres"] : [])];
    // Each kind in turn, so that a short run has them all.
    const kind = kinds[n % kinds.length]!;
    killed.push(kind);
    const server = Math.floor(Math.random() * cluster.servers);
    if (kind === "server") await cluster.killServer(server);
    else if (kind === "drained") await cluster.updateServer(server);
    else if (kind === "balancer") await cluster.killBalancer();
    else await cluster.killPostgres();
  }
  const last = acknowledged();
  await eventually(() => acknowledged() >= last + 10, "the last messages");
  return killed;
}

/** Kills the processes of a cluster, then compares the histories with the logs; resolves with a summary. */
async function survive(folder: string, servers: number, isPostgres: boolean): Promise<string> {
  const cluster = await Cluster.start(folder, servers, isPostgres);
  const hook = new Hook();
  const conversations: Conversation[] = [];
  try {
    for (const name of ["coder", "silent"])
      await cluster.call("POST", "/v3/agents", { name, prompt: "", model: `offline/${name}` });
    for (let n = 0; n < 2; n++) conversations.push(await V3Conversation.begin(cluster, hook.url));
    for (const agent of ["coder", "silent"])
      conversations.push(await ServerlessConversation.begin(cluster, agent));
    const killed = await killAtRandom(cluster, conversations);
    await Promise.all(conversations.map((conversation) => conversation.finish()));
    let events = 0;
    let messages = 0;
    for (const conversation of conversations) {
      const { history } = conversation;
      const log = await conversation.restingLog();
      await eventually(() => history.hasShown(log), "the clients to have received all events");
      assert.deepEqual(history.violations(log), []);
      if (conversation instanceof V3Conversation) {
        await eventually(() => log.every((event) => hook.delivered.has(event.id)), "every event's delivery");
        for (const { id } of log) assert.equal(hook.delivered.get(id)!.size, 1, "one delivery, by one id");
      }
      events += log.length;
      messages += history.acknowledgedCount;
    }
    const rows = await runConformance({ url: `${cluster.url}/v3`, key: KEY, timeoutSeconds: 60 });
    assert.deepEqual(
      rows.filter(({ outcome }) => outcome !== "holds"),
      [],
    );
    return `${messages} messages acknowledged, ${events} events, killed: ${killed.join(", ")}`;
  } finally {
    for (const conversation of conversations) conversation.close();
    hook.close();
    await cluster.end();
  }
}

test("one server on SQLite and its proxy, killed again and again", { timeout: TIMEOUT_MS }, (t) =>
  withFolder(async (folder) => t.diagnostic(await survive(folder, 1, false))),
);

test(
  "two servers on PostgreSQL, the database and their proxy, killed again and again",
  { timeout: TIMEOUT_MS, skip: WITHOUT_POSTGRES },
  (t) => withFolder(async (folder) => t.diagnostic(await survive(folder, 2, true))),
);
