import { after, afterEach, before } from "node:test";
import { Session, type SessionOptions } from "../../src/core.js";
import { agentRoutes } from "../../demo/recipes/agent.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { AgentCalls, type AgentEvent } from "./agent-calls.js";

const ORIGIN = "http://host.example";

/** A serverless agent of the local server, behind a host's routes. */
export class AgentService {
  server!: LocalOpenComputer;
  #calls!: AgentCalls;
  /** Answers instead of the host's routes, unless it returns null. */
  instead: ((request: Request) => Response | null | Promise<Response | null>) | null = null;
  /** The requests, by method and path. */
  readonly requests: string[] = [];
  /** Sessions whose requests are answered as if no person were signed in. */
  readonly refused = new Set<string>();
  /** The options by which a session is reached. */
  readonly way: SessionOptions & { baseUrl: string } = {
    protocol: "serverless",
    baseUrl: `${ORIGIN}/api/agent`,
    fetch: (input, init) => this.fetch(input, init),
  };
  readonly #sessions: Session[] = [];
  readonly #agent: string;

  /** @param agent the offline agent: `silent` never answers */
  constructor(agent = "silent") {
    this.#agent = agent;
    before(async () => {
      this.server = await LocalOpenComputer.start({ agentPace: 0 });
      this.#calls = new AgentCalls(this.server);
      await this.#calls.createAgents();
    });
    after(() => this.server.close());
    afterEach(() => {
      this.instead = null;
      this.requests.length = 0;
      this.refused.clear();
      this.#sessions.splice(0).forEach((session) => session.close());
    });
  }

  /** Creates a session, empty unless a message is given. @param key the idempotency key of the message */
  readonly begin = async (input?: string, key?: string): Promise<string> => {
    const id = await this.#calls.createSession(this.#agent);
    if (input) await this.#calls.send(id, input, { idempotencyKey: key });
    return id;
  };

  /** Opens a session through the routes; a new one unless the options name one. */
  readonly open = async (options: SessionOptions = {}): Promise<Session> => {
    const given = options.session === undefined && !options.endpoint && !options.getClientToken;
    const session = given ? await this.begin() : null;
    const opened = this.made(new Session({ ...this.way, session, ...options }));
    opened.open();
    return opened;
  };

  /** Registers a session to be closed after its test. */
  made(session: Session): Session {
    this.#sessions.push(session);
    return session;
  }

  /** Ends a session permanently. */
  readonly end = (id: string): Promise<void> => this.#calls.end(id);

  /** Like the global `fetch`, to the host's routes. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), ORIGIN);
    if (url.origin !== ORIGIN) return fetch(input, init);
    const request = new Request(url, init);
    this.requests.push(`${request.method} ${new URL(request.url).pathname}`);
    const other = await this.instead?.(request);
    if (other) return other;
    const [, asked = ""] = /\/sessions\/([^/]+)/.exec(request.url) ?? [];
    if (this.refused.has(decodeURIComponent(asked))) return new Response(null, { status: 401 });
    // A browser adds this header; programs cannot set it.
    const headers = new Headers(request.headers);
    headers.set("origin", ORIGIN);
    headers.set("host", new URL(ORIGIN).host);
    const body = request.method === "POST" ? await request.text() : null;
    return this.#routes(new Request(request.url, { method: request.method, headers, body }));
  };

  /** The whole log of a session. */
  readonly logOf = (id: string): Promise<AgentEvent[]> => this.#calls.log(id);

  #routes(request: Request): Promise<Response> {
    const { server } = this;
    return agentRoutes("/api/agent", {
      api: { url: server.agentsUrl, key: server.orgKey, agent: this.#agent },
      userOf: () => "ada",
      find: async (_user: string, asked: string | null) => asked ?? this.#started.at(-1) ?? null,
      add: async (_user: string, session: string) => void this.#started.push(session),
      mayStart: async () => true,
    })(request);
  }

  /** The sessions that the host's endpoint has started. */
  readonly #started: string[] = [];
}
