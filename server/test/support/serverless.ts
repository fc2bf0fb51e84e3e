import type { LocalServer, ServerOptions } from "../../src/index.js";
import { type Answer, startTestServer } from "./api.js";
import type { Json } from "./json.js";
import { eventually } from "./waiting.js";

/** A local server with the calls of the successor's API that tests make, over real HTTP. */
export class ServerlessApi {
  readonly server: LocalServer;

  private constructor(server: LocalServer) {
    this.server = server;
  }

  /** Starts a server whose agent makes no pauses, with the agents `helper` and `silent`. */
  static async start(options: ServerOptions = {}): Promise<ServerlessApi> {
    const api = new ServerlessApi(await startTestServer(options));
    for (const name of ["helper", "silent"]) await api.agent(`offline/${name}`);
    return api;
  }

  /** Makes an agent that is called as its model is; resolves with the name. */
  async agent(model: string, key?: string): Promise<string> {
    const name = model.slice(model.indexOf("/") + 1);
    const made = await fetch(`${this.server.url}/v3/agents`, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.server.orgKey}` },
      body: JSON.stringify({ name, prompt: "You help. The password is swordfish.", model, key }),
    });
    if (!made.ok) throw new Error(`No agent was made: ${made.status}`);
    return name;
  }

  get base(): string {
    return `${this.server.url}/api/managed-agents`;
  }

  /**
   * @param body sent as JSON; a string is sent as it is
   * @param key default the server's; null sends none
   */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    key: string | null = this.server.orgKey,
  ): Promise<Answer> {
    const response = await fetch(this.base + path, {
      method,
      headers: { ...(key !== null && { "x-api-key": key }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? undefined : JSON.parse(text)) as Json,
    };
  }

  get(path: string): Promise<Answer> {
    return this.call("GET", path);
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call("POST", path, body, headers);
  }

  /** A new session's id; its agent does nothing unless another is named. */
  async session(agentId = "silent", more: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await this.post("/sessions", { agentId, ...more });
    if (status !== 201) throw new Error(`No session was made: ${JSON.stringify(body)}`);
    return body.session.id;
  }

  /** Sends a turn; gives the answer. */
  turn(session: string, input: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.post(`/sessions/${session}/turns`, { input, ...more });
  }

  /** The whole log after a seq, page by page. */
  async events(session: string, after = 0): Promise<Json[]> {
    const events: Json[] = [];
    for (;;) {
      const { body } = await this.get(`/sessions/${session}/events?after=${events.at(-1)?.seq ?? after}`);
      if (body.events.length === 0) return events;
      events.push(...body.events);
    }
  }

  /** Reads the log until it has such an event; resolves with all of it. */
  until(session: string, is: (event: Json) => boolean, what: string): Promise<Json[]> {
    return eventually(async () => {
      const events = await this.events(session);
      return events.some(is) ? events : null;
    }, what);
  }

  /** Reads the log until the session is idle after a turn; resolves with all of it. */
  untilIdle(session: string): Promise<Json[]> {
    return eventually(async () => {
      const { body } = await this.get(`/sessions/${session}`);
      const isDone = body.turns.every(({ status }: Json) => status !== "queued" && status !== "running");
      return isDone && body.status === "idle" ? this.events(session) : null;
    }, "an idle session");
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** What a turn's events tell, without what the machinery notes and with fragments as one. */
export function told(events: readonly Json[], turnId?: string): string[] {
  const types = events
    .filter((event) => turnId === undefined || event.turnId === turnId)
    .map(({ type }) => type as string)
    .filter((type) => !/^(runtime|agent|model|usage|egress)\./.test(type));
  return types.filter((type, index) => !type.endsWith(".delta") || type !== types[index - 1]);
}
