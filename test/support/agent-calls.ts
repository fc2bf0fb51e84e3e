import type { LocalOpenComputer } from "../runner/local-server.js";

/** An event of a serverless agent's log, as the service returns it. */
export interface AgentEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly turnId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Calls of the serverless API with the org key, not through the routes of a host. */
export class AgentCalls {
  readonly #computer: LocalOpenComputer;

  constructor(computer: LocalOpenComputer) {
    this.#computer = computer;
  }

  /** Creates the agents `silent`, which never answers, and `helper`. */
  async createAgents(): Promise<void> {
    for (const name of ["silent", "helper"]) {
      await this.#computer.request("POST", "/agents", { name, prompt: "", model: `offline/${name}` });
    }
  }

  /** Creates a session of an agent; returns its id. */
  async createSession(agentId: string): Promise<string> {
    const { session } = await this.#call<{ session: { id: string } }>("/sessions", { agentId });
    return session.id;
  }

  /** Posts a message to a session. @param fields further fields, such as `answers`, the question that it answers */
  async send(
    session: string,
    input: string,
    fields: { answers?: string | undefined; idempotencyKey?: string | undefined } = {},
  ): Promise<void> {
    await this.#call(`/sessions/${session}/turns`, { input, ...fields });
  }

  /** Ends a session permanently. */
  async end(session: string): Promise<void> {
    await this.#call(`/sessions/${session}/end`, {});
  }

  /** The whole log of a session. */
  async log(session: string): Promise<AgentEvent[]> {
    const log: AgentEvent[] = [];
    for (let isMore = true; isMore;) {
      const path = `/sessions/${session}/events?after=${log.at(-1)?.seq ?? 0}`;
      const { events } = await this.#call<{ events: AgentEvent[] }>(path);
      log.push(...events);
      isMore = events.length > 0;
    }
    return log;
  }

  async #call<Body>(path: string, body?: unknown): Promise<Body> {
    const response = await fetch(this.#computer.agentsUrl + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "x-api-key": this.#computer.orgKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }
}
