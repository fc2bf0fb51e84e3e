import { executeServerCommand } from "@web/test-runner-commands";
import type { EventDraft, ServerOptions } from "../../server/src/index.js";
import { LOCAL_SERVER } from "./commands.js";

/** A session of a local OpenComputer and a client token for it. */
export interface TestSession {
  readonly id: string;
  readonly token: string;
}

/** The settings of a new session. */
export interface SessionSetup {
  /**
   * `offline/silent`, the default, never answers: the log contains what the test appends. The offline agent runs all
   * other models.
   */
  readonly model?: string;
  /** The first input, the log's first event; default `Hello`. */
  readonly input?: string;
  /** The token's scopes; default both. */
  readonly scopes?: readonly ("read" | "steer")[];
}

/** The answer to a request made with the org key. */
export interface OrgAnswer {
  readonly status: number;
  /** Parsed JSON; the text if it is not JSON. */
  readonly body: unknown;
}

/** A command to the local server; the answer is the result of that method. */
export type LocalCommand =
  | { do: "start"; options: ServerOptions }
  | { do: "createSession"; url: string; setup: SessionSetup }
  | { do: "request"; url: string; method: string; path: string; body: unknown }
  | { do: "appendEvents"; url: string; session: string; events: readonly EventDraft[] }
  | { do: "dropConnections"; url: string; session: string | undefined }
  | { do: "expireTokens"; url: string; session: string }
  | { do: "close"; url: string };

/** A local OpenComputer server on its own origin, by default with its log in memory. */
export class LocalServer {
  /** The server's origin, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The value of `base-url`: the origin and `/v3`. */
  readonly baseUrl: string;

  private constructor(url: string) {
    this.url = url;
    this.baseUrl = `${url}/v3`;
  }

  /** Starts a server; {@link close} it, or it ends with the test run. The same `port` and `data` restart one. */
  static async start(options: ServerOptions = {}): Promise<LocalServer> {
    return new LocalServer(await command<string>({ do: "start", options }));
  }

  /** Creates a session like a host's backend. */
  async createSession(setup: SessionSetup = {}): Promise<TestSession> {
    return command({ do: "createSession", url: this.url, setup });
  }

  /** Any other call of the API with the org key: archive, cancel, mint a token. The path follows `/v3`. */
  async request(method: string, path: string, body?: unknown): Promise<OrgAnswer> {
    return command({ do: "request", url: this.url, method, path, body });
  }

  /** Appends events to a session's log; returns each event's id and seq. */
  async appendEvents(session: string, ...events: EventDraft[]): Promise<{ id: string; seq: number }[]> {
    return command({ do: "appendEvents", url: this.url, session, events });
  }

  /** Closes the open event streams of one session, or of all, like a network failure; returns their number. */
  async dropConnections(session?: string): Promise<number> {
    return command({ do: "dropConnections", url: this.url, session });
  }

  /**
   * Expires every client token of a session now and ends the streams opened with them; returns the number of tokens.
   */
  async expireTokens(session: string): Promise<number> {
    return command({ do: "expireTokens", url: this.url, session });
  }

  /** Stops the server: its origin is unreachable from now on. */
  async close(): Promise<void> {
    await command({ do: "close", url: this.url });
  }
}

async function command<Result>(payload: LocalCommand): Promise<Result> {
  return (await executeServerCommand<unknown, LocalCommand>(LOCAL_SERVER, payload)) as Result;
}
