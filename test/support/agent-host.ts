import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { agentRoutes } from "../../demo/recipes/agent.js";
import type { LocalOpenComputer } from "../runner/local-server.js";

/** The path of a host's routes. */
export const AGENT_BASE = "/api/agent";

/** An event of a serverless agent's log, as the service returns it. */
export interface AgentEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly turnId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

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
  readonly #agent: string;
  readonly #server: Server;
  readonly #sessions: string[] = [];
  #isOpen = false;

  /** @param agent the default agent: `silent` or `helper` */
  constructor(computer: LocalOpenComputer, agent = "silent") {
    this.#computer = computer;
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
    for (const name of ["silent", "helper"]) {
      await this.#computer.request("POST", "/agents", { name, prompt: "", model: `offline/${name}` });
    }
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this.url;
  }

  /** Starts a session for the user; returns its id. */
  async begin(agentId = this.#agent): Promise<string> {
    const { session } = await this.#api<{ session: { id: string } }>("/sessions", { agentId });
    this.#sessions.push(session.id);
    return session.id;
  }

  /** Posts a message to a session directly, not through the routes. @param answers the question that it answers */
  async send(session: string, input: string, answers?: string): Promise<void> {
    await this.#api(`/sessions/${session}/turns`, { input, ...(answers && { answers }) });
  }

  /** Ends a session permanently. */
  async end(session: string): Promise<void> {
    await this.#api(`/sessions/${session}/end`, {});
  }

  /** The whole log of a session. */
  async log(session: string): Promise<AgentEvent[]> {
    const log: AgentEvent[] = [];
    for (let isMore = true; isMore;) {
      const path = `/sessions/${session}/events?after=${log.at(-1)?.seq ?? 0}`;
      const { events } = await this.#api<{ events: AgentEvent[] }>(path);
      log.push(...events);
      isMore = events.length > 0;
    }
    return log;
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

  async #api<Body>(path: string, body?: unknown): Promise<Body> {
    const response = await fetch(this.#computer.agentsUrl + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "x-api-key": this.#computer.orgKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }
}
