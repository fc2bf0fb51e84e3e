import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { Session } from "../../../src/core.js";
import { runConformance } from "../../src/conformance/run.js";
import type { Json } from "../support/json.js";
import { eventually } from "../support/patience.js";
import { WITHOUT_POSTGRES } from "../support/postgres.js";
import { withFolder } from "../support/process.js";
import { Cluster, KEY } from "./cluster.js";
import { History } from "./history.js";

/** How many things are killed; `FAULT_KILLS` for more. */
const KILLS = Number(process.env.FAULT_KILLS ?? 6);

/** Clients that write to a session at once, and sessions. */
const WRITERS = 3;
const SESSIONS = 2;

/** Messages that each writer has under way. */
const AHEAD = 3;

const TIMEOUT_MS = 60_000 + KILLS * 20_000;

/** Receives webhooks; remembers each event's deliveries by their ids. */
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

/** A session, those who write to it, and what they were told. */
class Conversation {
  readonly id: string;
  readonly history = new History();
  readonly #clients: Session[];
  readonly #writing: Promise<void>[] = [];
  #isOver = false;

  private constructor(id: string, clients: Session[]) {
    this.id = id;
    this.#clients = clients;
  }

  static async begin(cluster: Cluster, hook: Hook): Promise<Conversation> {
    const request = { agent: "a", input: "hello", webhook: hook.url };
    const { session } = await cluster.call("POST", "/sessions", request);
    const mint = async () => {
      const { token } = await cluster.call("POST", `/sessions/${session.id}/client-tokens`, {});
      return token as string;
    };
    const clients: Session[] = [];
    for (let n = 0; n < WRITERS; n++) {
      const options = {
        session: session.id as string,
        baseUrl: `${cluster.url}/v3`,
        level: "internal" as const,
      };
      clients.push(new Session({ ...options, token: await mint(), getClientToken: mint }));
    }
    const conversation = new Conversation(session.id, clients);
    for (const [n, client] of clients.entries()) conversation.#open(`client ${n} of ${session.id}`, client);
    return conversation;
  }

  #open(name: string, client: Session): void {
    client.observe({ event: (event) => this.history.seen(name, event) });
    client.open();
    for (let lane = 0; lane < AHEAD; lane++) this.#writing.push(this.#write(name, client, lane));
  }

  async #write(name: string, client: Session, lane: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const text = `hello ${name}.${lane}.${n}`;
      this.history.sent(name, text);
      const { seq } = await client.send(text);
      this.history.acknowledged(name, text, seq);
    }
  }

  /** Ends the writing; resolves when every message is acknowledged. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#writing);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

/** The whole log of a session. */
async function logOf(cluster: Cluster, id: string): Promise<Json[]> {
  const log: Json[] = [];
  for (let next: string | null = "0"; next !== null;) {
    const page: Json = await cluster.call("GET", `/sessions/${id}/events?limit=1000&after=${next}`);
    log.push(...page.data);
    next = page.next_cursor;
  }
  return log;
}

/** Waits until nothing happens in a session any more; resolves with its log. */
async function restingLog(cluster: Cluster, id: string): Promise<Json[]> {
  return eventually(async () => {
    const { status, head, input_cursor } = await cluster.call("GET", `/sessions/${id}`);
    if (status === "running" || status === "queued") return null;
    const log = await logOf(cluster, id);
    const lastInput = log.findLast(({ type }) => type === "user.message").seq;
    return log.length === head && input_cursor === lastInput ? log : null;
  }, "the last turn to end");
}

/** Kills one thing after the other, each at a random moment after some messages were acknowledged. */
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

async function survive(folder: string, servers: number, isPostgres: boolean): Promise<string> {
  const cluster = await Cluster.start(folder, servers, isPostgres);
  const hook = new Hook();
  const conversations: Conversation[] = [];
  try {
    await cluster.call("POST", "/agents", { name: "a", prompt: "", model: "offline/coder" });
    while (conversations.length < SESSIONS) conversations.push(await Conversation.begin(cluster, hook));
    const killed = await killAtRandom(cluster, conversations);
    await Promise.all(conversations.map((conversation) => conversation.finish()));
    let events = 0;
    let messages = 0;
    for (const { id, history } of conversations) {
      const log = await restingLog(cluster, id);
      await eventually(() => history.hasShown(log.length), "the clients to have been shown all");
      assert.deepEqual(history.complaints(log), []);
      await eventually(() => log.every((event) => hook.delivered.has(event.id)), "every event's delivery");
      for (const event of log) assert.equal(hook.delivered.get(event.id)!.size, 1, "one delivery, by one id");
      events += log.length;
      messages += history.acknowledgedCount;
    }
    const rows = await runConformance({ url: `${cluster.url}/v3`, key: KEY, patienceSeconds: 60 });
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
