import { agentRoutes } from "../recipes/agent.js";
import type { LocalComputer } from "./local-computer.js";

/** The fields of a session that the demo reads. */
interface Session {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The fields of an event that the demo reads. */
export interface AgentEvent {
  readonly seq: number;
  readonly type: string;
  readonly turnId?: string;
  readonly data: { readonly input?: string };
}

/** An answer of the API. */
interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The person for whom an agent's routes act. */
export interface Person {
  /** A unique name. */
  readonly name: string;
  /** Counts a start; false if there were too many. */
  mayStart(): boolean;
}

/** The API of serverless agents, called with the key that only a backend may have. */
export class AgentsApi {
  readonly #computer: LocalComputer;

  constructor(computer: LocalComputer) {
    this.#computer = computer;
  }

  /**
   * @param path the part after `/api/managed-agents`
   * @throws TypeError if the server cannot be reached
   */
  async request<Body>(method: string, path: string, body?: unknown, key?: string): Promise<Answer<Body>> {
    const { url, orgKey } = this.#computer.server;
    const response = await fetch(`${url}/api/managed-agents${path}`, {
      method,
      headers: { "x-api-key": orgKey, ...(key && { "idempotency-key": key }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }

  /**
   * The recipe's routes for one person. This backend does not store the owners of sessions: the recipe labels each
   * session with its user.
   *
   * @param base path below which the routes answer
   */
  routesFor(base: string, agent: string, person: Person): (request: Request) => Promise<Response> {
    const { url, orgKey } = this.#computer.server;
    return agentRoutes(base, {
      api: { url: `${url}/api/managed-agents`, key: orgKey, agent },
      userOf: () => person.name,
      find: (user, asked) => (asked === null ? this.#newest(user) : this.#own(user, asked)),
      add: async () => undefined,
      mayStart: async () => person.mayStart(),
    });
  }

  /** The user id of a visitor for the agents of a room. */
  userOf(visitor: string, room: string): string {
    return `${visitor} ${room}`;
  }

  /** The whole log of a user's newest session; empty if they have none. */
  async log(user: string): Promise<AgentEvent[]> {
    const session = await this.#newest(user);
    const log: AgentEvent[] = [];
    for (let more = session !== null; more;) {
      const path = `/sessions/${session}/events?after=${log.at(-1)?.seq ?? 0}`;
      const { body } = await this.request<{ events: AgentEvent[] }>("GET", path);
      log.push(...body.events);
      more = body.events.length > 0;
    }
    return log;
  }

  async #newest(user: string): Promise<string | null> {
    const query = new URLSearchParams({ "label.user": user, limit: "1" });
    const { body } = await this.request<{ sessions: Session[] }>("GET", `/sessions?${query.toString()}`);
    return body.sessions[0]?.id ?? null;
  }

  async #own(user: string, session: string): Promise<string | null> {
    const { status, body } = await this.request<Session>("GET", `/sessions/${session}`);
    return status === 200 && body.labels["user"] === user ? body.id : null;
  }
}
