import type { ClientTokenAnswer, SessionOptions } from "../../src/core.js";
import { AgentRoutes } from "./agent-routes.js";
import { FastClock } from "./clock.js";
import { LocalServer } from "./local-server.js";
import type { WireName } from "./wires.js";

/** A service on one of the wires, for browser tests of a `describe` that are independent of the wire. */
export interface TabService {
  /** The messages of a new conversation. */
  readonly said: readonly string[];
  /** The options that reach a conversation whose session is not known yet. */
  readonly way: SessionOptions;
  /** Further options with which a tab reads new messages soon: a fast clock if the wire polls. */
  readonly pace: SessionOptions;
  /** Creates a conversation, on v3 with a message: the options that open it. */
  begin(input?: string): Promise<SessionOptions & { session: string }>;
  /** The answer of a host's backend that names a conversation. */
  answerFor(id: string): Promise<NonNullable<Exclude<ClientTokenAnswer, string>>>;
  /** The messages of a conversation in the service's log. */
  logOf(id: string): Promise<string[]>;
  /** What the last message of a person carries for the host's own systems, as the service has it. */
  refsOf(id: string): Promise<unknown>;
  /** Lets the agent write messages, each in a turn of its own. */
  say(id: string, ...texts: readonly string[]): Promise<unknown>;
}

export function tabServiceOn(wire: WireName): TabService {
  return wire === "v3" ? v3Service() : agentService();
}

function v3Service(): TabService {
  let server: LocalServer;
  before(async () => void (server = await LocalServer.start()));
  after(() => server.close());
  return {
    said: ["Hello"],
    pace: {},
    get way() {
      return { baseUrl: server.baseUrl };
    },
    async begin(input = "Hello") {
      const { id, token } = await server.createSession({ input });
      return { session: id, token, baseUrl: server.baseUrl };
    },
    async answerFor(id) {
      const { body } = await server.request("POST", `/sessions/${id}/client-tokens`, {});
      return { session: id, token: (body as { token: string }).token };
    },
    async logOf(id) {
      const { body } = await server.request("GET", `/sessions/${id}/messages`);
      return (body as { data: { body: { text: string } }[] }).data.map(({ body: { text } }) => text);
    },
    async refsOf(id) {
      const { body } = await server.request("GET", `/sessions/${id}/messages`);
      return (body as { data: { refs: unknown }[] }).data.at(-1)?.refs;
    },
    say: (id, ...texts) =>
      server.appendEvents(
        id,
        ...texts.map((text) => ({
          type: "agent.message",
          actor: { type: "agent" as const },
          body: { text },
        })),
      ),
  };
}

function agentService(): TabService {
  let routes: AgentRoutes;
  before(async () => void (routes = await AgentRoutes.start()));
  after(() => routes.close());
  const way = () => ({ protocol: "serverless", baseUrl: `${routes.url}/api/agent` }) as const;
  return {
    said: [],
    // A fast clock shortens the polling interval. On v3 it would also make a stream count as silent.
    pace: { clock: new FastClock(5) },
    get way() {
      return way();
    },
    // The routes create a session without a message.
    begin: async () => ({ session: await routes.begin(), ...way() }),
    answerFor: async (id) => ({ session: id, protocol: "serverless", base_url: way().baseUrl }),
    async logOf(id) {
      const inputs = (await routes.log(id)).filter(({ type }) => type === "message.received");
      return inputs.map(({ data }) => String(data["input"]));
    },
    async refsOf(id) {
      return (await routes.log(id)).findLast(({ type }) => type === "message.received")?.data["payload"];
    },
    say: (id, ...texts) =>
      routes.append(
        id,
        ...texts.map((text) => ({ type: "message.completed", turnId: `say ${text}`, data: { text } })),
      ),
  };
}
