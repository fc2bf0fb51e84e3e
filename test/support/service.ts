import { after, afterEach, before } from "node:test";
import { Session, SessionError, type SessionOptions } from "../../src/core.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { until } from "./until.js";

/** A local server for the tests of a file, and sessions that are closed after their test. */
export class Service {
  server!: LocalOpenComputer;
  readonly #sessions: Session[] = [];

  constructor() {
    before(async () => void (this.server = await LocalOpenComputer.start({ agentPace: 0 })));
    after(() => this.server.close());
    afterEach(() => this.#sessions.splice(0).forEach((session) => session.close()));
  }

  /** Opens a session; a new one unless the options name one. */
  readonly open = async (options: SessionOptions = {}): Promise<Session> => {
    const { server } = this;
    const given = options.session === undefined && !options.endpoint && !options.getClientToken;
    const { id, token } = given ? await server.createSession() : { id: null, token: null };
    const session = this.made(new Session({ baseUrl: server.baseUrl, session: id, token, ...options }));
    session.open();
    return session;
  };

  /** Registers a session to be closed after its test. */
  made(session: Session): Session {
    this.#sessions.push(session);
    return session;
  }

  /** The texts of a session's messages in the server's log. */
  readonly logOf = async (id: string): Promise<string[]> => {
    const { body } = await this.server.request("GET", `/sessions/${id}/events?limit=1000`);
    const { data } = body as { data: { type: string; body: { text?: string } }[] };
    return data.flatMap(({ type, body }) => (type.endsWith(".message") ? [body.text ?? ""] : []));
  };
}

export const live = (session: Session) =>
  until(session, ({ connection, caughtUp }) => connection === "live" && caughtUp, "live and caught up");

export const say = (text: string) => ({
  type: "agent.message",
  actor: { type: "agent" as const },
  body: { text },
});

/** A refusal of a message in the format of the API. */
export const refusal = (status: number) =>
  Response.json({ error: { type: "refused", message: "No." } }, { status });

export const fails = (code: string) => (error: unknown) =>
  error instanceof SessionError && error.code === code;
