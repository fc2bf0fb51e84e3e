import { agentRoutes } from "../recipes/agent.js";
import type { LocalComputer } from "./local-computer.js";

/** As much of a session as the demo asks for. */
interface Session {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** As much of an event as the demo reads. */
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

/** What an agent's routes need to know of whom they are for. */
export interface Person {
  /** Distinguishes them from everybody else. */
  readonly name: string;
  /** Counts a start; false when there were too many. */
  mayStart(): boolean;
}

/** The API of serverless agents, called with the key that only a backend may know. */
export class AgentsApi {
  readonly #computer: LocalComputer;

  constructor(computer: LocalComputer) {
    this.#computer = computer;
  }

  /**
   * @param path what follows `/api/managed-agents`
   * @throws TypeError when the server cannot be reached
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
   * The recipe's routes for one person. Whose session is whose is not kept here: the recipe labels each with its user.
   *
   * @param base path below which they answer
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

  /** Who a visitor is to the agents of a room. */
  userOf(visitor: string, room: string): string {
    return `${visitor} ${room}`;
  }

  /** The whole log of a user's newest session; empty when they have none. */
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
