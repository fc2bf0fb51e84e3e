import type { TestRunnerPlugin } from "@web/test-runner";
import {
  type EventDraft,
  type LocalServer as Server,
  type ServerlessEventDraft,
  type ServerOptions,
  startServer,
} from "../../server/src/index.js";
import { LOCAL_SERVER } from "../support/commands.js";
import type {
  LocalCommand,
  LocalServer,
  OrgAnswer,
  SessionSetup,
  TestSession,
} from "../support/local-server.js";

/** The Node side of {@link LocalServer}, with the same methods; Node tests use it directly. */
export class LocalOpenComputer implements LocalServer {
  readonly url: string;
  readonly baseUrl: string;
  /** Base of the serverless API, for backends that have the key. */
  readonly agentsUrl: string;
  /** The org key, which only a host's backend may have. */
  readonly orgKey: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = server.url;
    this.baseUrl = `${server.url}/v3`;
    this.agentsUrl = `${server.url}/api/managed-agents`;
    this.orgKey = server.orgKey;
  }

  static async start(options: ServerOptions = {}): Promise<LocalOpenComputer> {
    return new LocalOpenComputer(await startServer(options));
  }

  async createSession(setup: SessionSetup = {}): Promise<TestSession> {
    const { model = "offline/silent", input = "Hello", scopes } = setup;
    await this.#post("/agents", { name: model, prompt: "", model });
    const made = await this.#post("/sessions", { agent: model, input });
    const { session, client_token } = made as { session: { id: string }; client_token: string };
    if (!scopes) return { id: session.id, token: client_token };
    const minted = await this.#post(`/sessions/${session.id}/client-tokens`, { scopes });
    return { id: session.id, token: (minted as { token: string }).token };
  }

  /** A new client token. */
  async mint(session: string): Promise<string> {
    return ((await this.#post(`/sessions/${session}/client-tokens`, {})) as { token: string }).token;
  }

  async request(method: string, path: string, body?: unknown): Promise<OrgAnswer> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${this.orgKey}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  async appendEvents(session: string, ...events: EventDraft[]): Promise<{ id: string; seq: number }[]> {
    return this.#server.appendEvents(session, events);
  }

  async dropConnections(session?: string): Promise<number> {
    return this.#server.dropConnections(session);
  }

  async expireTokens(session: string): Promise<number> {
    return this.#server.expireTokens(session);
  }

  /** Appends events to the log of a session of the serverless API. */
  async appendServerlessEvents(session: string, ...events: ServerlessEventDraft[]): Promise<void> {
    await this.#server.serverless.appendEvents(session, events);
  }

  /** Sets whether the org has credits. Without credits, the serverless API refuses new sessions and turns with 402. */
  setCredits(hasCredits: boolean): void {
    this.#server.serverless.setCredits(hasCredits);
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  /** @throws Error if the answer is an error */
  async #post(path: string, body: unknown): Promise<unknown> {
    const answer = await this.request("POST", path, body);
    if (answer.status >= 400)
      throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

/** Lets browser tests start and control local servers; servers that are left over end with the run. */
export function localServerPlugin(): TestRunnerPlugin<LocalCommand> {
  const servers = new Map<string, LocalOpenComputer>();

  async function start(options: ServerOptions) {
    const server = await LocalOpenComputer.start(options);
    servers.set(server.url, server);
    return server.url;
  }

  async function perform(command: Exclude<LocalCommand, { do: "start" }>) {
    const server = servers.get(command.url);
    if (!server) throw new Error(`No local server at ${command.url}.`);
    switch (command.do) {
      case "createSession":
        return server.createSession(command.setup);
      case "request":
        return server.request(command.method, command.path, command.body);
      case "appendEvents":
        return server.appendEvents(command.session, ...command.events);
      case "dropConnections":
        return server.dropConnections(command.session);
      case "expireTokens":
        return server.expireTokens(command.session);
      case "close":
        servers.delete(command.url);
        return server.close();
    }
  }

  return {
    name: LOCAL_SERVER,
    async executeCommand({ command, payload }) {
      if (command !== LOCAL_SERVER || !payload) return;
      // The runner treats an empty answer as "not my command".
      return (payload.do === "start" ? await start(payload.options) : await perform(payload)) ?? true;
    },
    async serverStop() {
      for (const server of servers.values()) await server.close();
    },
  };
}
