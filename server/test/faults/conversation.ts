import { Session, type SessionOptions } from "../../../src/core.js";
import type { Json } from "../support/json.js";
import { eventually } from "../support/waiting.js";
import { type Cluster, KEY } from "./cluster.js";
import { History } from "./history.js";
import { type Logged, ofServerless, ofV3 } from "./logged.js";

/** The clients that write to a session at the same time. */
const WRITERS = 3;

/** The unacknowledged messages of each writer. */
const AHEAD = 3;

const SERVERLESS = "/api/managed-agents";

/** A session, the clients that write to it, and their history. */
export abstract class Conversation {
  readonly id: string;
  readonly history = new History();
  readonly #clients: Session[] = [];
  readonly #writing: Promise<void>[] = [];
  #isOver = false;

  protected constructor(id: string) {
    this.id = id;
  }

  /** Opens the clients, which then write until {@link finish}. */
  protected async begin(): Promise<void> {
    for (let n = 0; n < WRITERS; n++) this.#open(`client ${n} of ${this.id}`, await this.options());
  }

  protected abstract options(): Promise<SessionOptions>;

  /** The whole log, after its last turn has ended. */
  abstract restingLog(): Promise<Logged[]>;

  /** Resolves when a writer may write again. */
  protected mayWrite(_client: Session): Promise<unknown> {
    return Promise.resolve();
  }

  /** Ends the writing; resolves when every message is acknowledged. */
  async finish(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#writing);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #open(name: string, options: SessionOptions): void {
    const client = new Session(options);
    this.#clients.push(client);
    client.observe({ event: (event) => this.history.seen(name, event) });
    client.open();
    for (let lane = 0; lane < AHEAD; lane++) this.#writing.push(this.#write(name, client, lane));
  }

  async #write(client: string, session: Session, lane: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      const text = `hello ${client}.${lane}.${n}`;
      this.history.sent(client, text);
      const { seq } = await session.send(text, { refs: { client } });
      this.history.acknowledged(client, text, seq);
      await this.mayWrite(session);
    }
  }
}

/** A session of v3, whose clients have tokens and read streams. */
export class V3Conversation extends Conversation {
  readonly #cluster: Cluster;

  private constructor(cluster: Cluster, id: string) {
    super(id);
    this.#cluster = cluster;
  }

  /** @param webhook the URL that receives the events */
  static async begin(cluster: Cluster, webhook: string): Promise<V3Conversation> {
    const request = { agent: "coder", input: "hello", webhook };
    const { session } = await cluster.call("POST", "/v3/sessions", request);
    const conversation = new V3Conversation(cluster, session.id);
    await conversation.begin();
    return conversation;
  }

  protected override async options(): Promise<SessionOptions> {
    const mint = async () => {
      const { token } = await this.#cluster.call("POST", `/v3/sessions/${this.id}/client-tokens`, {});
      return token as string;
    };
    const baseUrl = `${this.#cluster.url}/v3`;
    return { session: this.id, baseUrl, level: "internal", token: await mint(), getClientToken: mint };
  }

  override restingLog(): Promise<Logged[]> {
    return eventually(async () => {
      const { status, head, input_cursor } = await this.#cluster.call("GET", `/v3/sessions/${this.id}`);
      if (status === "running" || status === "queued") return null;
      const log = await this.#log();
      const lastInput = log.findLast(({ said }) => said !== null)?.seq;
      return log.length === head && input_cursor === lastInput ? log : null;
    }, "the last turn to end");
  }

  async #log(): Promise<Logged[]> {
    const log: Json[] = [];
    for (let next: string | null = "0"; next !== null;) {
      const path = `/v3/sessions/${this.id}/events?limit=1000&after=${next}`;
      const page: Json = await this.#cluster.call("GET", path);
      log.push(...page.data);
      next = page.next_cursor;
    }
    return log.map(ofV3);
  }
}

/** A session of a serverless agent, whose clients poll. They use the org key, in place of a host's routes. */
export class ServerlessConversation extends Conversation {
  readonly #cluster: Cluster;
  readonly #agent: string;

  private constructor(cluster: Cluster, id: string, agent: string) {
    super(id);
    this.#cluster = cluster;
    this.#agent = agent;
  }

  /** @param agent `coder`, or `silent`, which has no turns */
  static async begin(cluster: Cluster, agent: string): Promise<ServerlessConversation> {
    const { session } = await cluster.call("POST", `${SERVERLESS}/sessions`, { agentId: agent });
    const conversation = new ServerlessConversation(cluster, session.id, agent);
    await conversation.begin();
    return conversation;
  }

  protected override async options(): Promise<SessionOptions> {
    return {
      session: this.id,
      protocol: "serverless",
      baseUrl: this.#cluster.url + SERVERLESS,
      level: "internal",
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, "x-api-key": KEY } }),
    };
  }

  /** Waits for the end of the turn. Each message has its own turn, so the queue would grow without end. */
  protected override async mayWrite(client: Session): Promise<void> {
    if (this.#agent === "silent" || client.state.turn === "idle") return;
    await new Promise<void>((resolve) => {
      const stop = client.observe({
        state({ turn }) {
          if (turn !== "idle") return;
          stop();
          resolve();
        },
      });
    });
  }

  override restingLog(): Promise<Logged[]> {
    return eventually(async () => {
      const { turns } = await this.#cluster.call("GET", `${SERVERLESS}/sessions/${this.id}`);
      const isDone = turns.every(({ status }: Json) => status !== "queued" && status !== "running");
      return isDone || this.#agent === "silent" ? this.#log() : null;
    }, "the last turn to end");
  }

  async #log(): Promise<Logged[]> {
    const log: Json[] = [];
    for (;;) {
      const path = `${SERVERLESS}/sessions/${this.id}/events?after=${log.length}`;
      const { events } = await this.#cluster.call("GET", path);
      if (events.length === 0) return log.map(ofServerless);
      log.push(...events);
    }
  }
}
