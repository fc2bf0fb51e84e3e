import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { agentRoutes } from "../../demo/recipes/agent.js";
import type { LocalOpenComputer } from "../runner/local-server.js";
import { AgentCalls, type AgentEvent } from "./agent-calls.js";

/** The path of a host's routes. */
export const AGENT_BASE = "/api/agent";

/** Adds CORS headers, so that a page of another origin can call the routes. */
async function toAnyOrigin(
  request: Request,
  routes: (request: Request) => Promise<Response>,
): Promise<Response> {
  const open = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: open });
  const { body, method, url } = request;
  const headers = new Headers(request.headers);
  headers.set("origin", `http://${headers.get("host")}`);
  const response = await routes(
    new Request(url, { method, headers, ...(body && { body, duplex: "half" }) } as RequestInit),
  );
  for (const [name, value] of Object.entries(open)) response.headers.set(name, value);
  return response;
}

/** A host's routes for a serverless agent, with one user, and the service behind them. */
export class AgentHost {
  /** Its origin, after it listens. */
  url = "";
  /** Whether the user is signed in. */
  isSignedIn = true;
  readonly #computer: LocalOpenComputer;
  readonly #calls: AgentCalls;
  readonly #agent: string;
  readonly #server: Server;
  readonly #sessions: string[] = [];
  #isOpen = false;

  /** @param agent the default agent: `silent` or `helper` */
  constructor(computer: LocalOpenComputer, agent = "silent") {
    this.#computer = computer;
    this.#calls = new AgentCalls(computer);
    this.#agent = agent;
    this.#server = createServer(getRequestListener(this.#routes(), { overrideGlobalObjects: false }));
  }

  /** The user's newest session; null while there is none. */
  get session(): string | null {
    return this.#sessions.at(-1) ?? null;
  }

  /**
   * Listens on a free port; returns the origin.
   *
   * @param isOpen whether pages of any origin may call it, which no real host permits
   */
  async listen({ isOpen = false } = {}): Promise<string> {
    this.#isOpen = isOpen;
    await this.#calls.createAgents();
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.url;
  }

  /** Starts a session for the user; returns its id. */
  async begin(agentId = this.#agent): Promise<string> {
    const session = await this.#calls.createSession(agentId);
    this.#sessions.push(session);
    return session;
  }

  /** Posts a message to a session directly, not through the routes. @param answers the question that it answers */
  send(session: string, input: string, answers?: string): Promise<void> {
    return this.#calls.send(session, input, { answers });
  }

  /** Ends a session permanently. */
  end(session: string): Promise<void> {
    return this.#calls.end(session);
  }

  /** The whole log of a session. */
  log(session: string): Promise<AgentEvent[]> {
    return this.#calls.log(session);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #routes(): (request: Request) => Promise<Response> {
    const { agentsUrl, orgKey } = this.#computer;
    const routes = agentRoutes(AGENT_BASE, {
      api: { url: agentsUrl, key: orgKey, agent: this.#agent },
      userOf: () => (this.isSignedIn ? "ada" : null),
      find: async (_user: string, asked: string | null) =>
        this.#sessions.findLast((session) => session === (asked ?? session)) ?? null,
      add: async (_user: string, session: string) => void this.#sessions.push(session),
      mayStart: async () => true,
    });
    return (request) => (this.#isOpen ? toAnyOrigin(request, routes) : routes(request));
  }
}
