import { after } from "node:test";
import { startServer, type LocalServer, type ServerOptions } from "../../src/index.js";
import { assertAnswer } from "./contract.js";
import type { Json } from "./json.js";
import { testDatabase } from "./postgres.js";
import { openStream, type SessionStream } from "./stream.js";

/** An answer of the API: its status, headers and parsed body (undefined when there is none). */
export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

/** A session that a test made. */
export interface MadeSession {
  id: string;
  token: string;
}

const running = new Set<LocalServer>();
// A test that failed has not closed its own, and the file would never end.
after(() => Promise.all([...running].map((server) => server.close())));

/** A server that ends with the test file; on PostgreSQL when `TEST_STORE` says so, else in memory. */
export async function startTestServer(options: ServerOptions = {}): Promise<LocalServer> {
  const isPostgres = process.env.TEST_STORE === "postgres" && options.data === undefined;
  const database = isPostgres ? { database: await testDatabase() } : {};
  const server = await startServer({ agentPace: 0, ...database, ...options });
  running.add(server);
  return server;
}

/** A local server with the calls that tests make, over real HTTP. */
export class Api {
  readonly server: LocalServer;

  private constructor(server: LocalServer) {
    this.server = server;
  }

  /** Starts a server whose agent makes no pauses. */
  static async start(options: ServerOptions = {}): Promise<Api> {
    return new Api(await startTestServer(options));
  }

  /** The API's base. */
  get base(): string {
    return `${this.server.url}/v3`;
  }

  /**
   * Calls, and holds the answer to the published contract.
   *
   * @param body sent as JSON; a string is sent as it is
   * @param credential default the org key; null sends none
   */
  async call(
    method: string,
    path: string,
    body?: unknown,
    credential: string | null = this.server.orgKey,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.base + path, {
      method,
      headers: { ...(credential !== null && { Authorization: `Bearer ${credential}` }), ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? undefined : JSON.parse(text)) as Json,
    };
    assertAnswer(method, path, answer.status, answer.body);
    return answer;
  }

  get(path: string, credential?: string | null): Promise<Answer> {
    return this.call("GET", path, undefined, credential);
  }

  post(path: string, body: unknown = {}, credential?: string | null): Promise<Answer> {
    return this.call("POST", path, body, credential);
  }

  /** A session of an agent that does nothing unless another model is named. */
  async session(settings: Record<string, unknown> = {}, model = "offline/silent"): Promise<MadeSession> {
    await this.post("/agents", { name: model, prompt: "You help.", model });
    const { status, body } = await this.post("/sessions", { agent: model, input: "Hello", ...settings });
    if (status !== 201) throw new Error(`No session was made: ${JSON.stringify(body)}`);
    return { id: body.session.id, token: body.client_token };
  }

  /** Opens the event stream of a session with its client token. */
  stream(session: MadeSession, query = "", headers: Record<string, string> = {}): Promise<SessionStream> {
    const url = `${this.base}/sessions/${session.id}/events?stream=sse${query}`;
    return openStream(url, { Authorization: `Bearer ${session.token}`, ...headers });
  }

  /** Reads the stream until a turn completes; resolves with every event up to there. */
  async untilTurnEnds(session: MadeSession, after = 0): Promise<Json[]> {
    const stream = await this.stream(session, `&after=${after}`);
    const events = await stream.until((event) => event.type === "turn.completed");
    stream.close();
    return events;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** `count` events that say which they are. */
export function messages(count: number, from = 1): { type: string; body: { text: string } }[] {
  return Array.from({ length: count }, (_, index) => ({
    type: "agent.message",
    body: { text: `Message ${from + index}` },
  }));
}
