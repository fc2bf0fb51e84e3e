import type { ClientTokenAnswer, SessionOptions } from "../../src/core.js";
import { AgentRoutes } from "./agent-routes.js";
import { FastClock } from "./clock.js";
import { LocalServer } from "./local-server.js";
import type { WireName } from "./wires.js";

/** A service on one of the wires, for the tests of a `describe` in a browser that are about no dialect. */
export interface TabService {
  /** What has been said in a conversation that begins. */
  readonly said: readonly string[];
  /** How a conversation is reached whose session is not known yet. */
  readonly way: SessionOptions;
  /** The clock of tabs that are to hear of each other's messages soon. */
  readonly pace: SessionOptions;
  /** A new conversation, perhaps begun with a message: the options that open it. */
  begin(input?: string): Promise<SessionOptions & { session: string }>;
  /** What a host's backend answers where it names a conversation. */
  answerFor(id: string): Promise<NonNullable<Exclude<ClientTokenAnswer, string>>>;
  /** What has been said in a conversation, as the service has it. */
  logOf(id: string): Promise<string[]>;
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
  };
}

function agentService(): TabService {
  let routes: AgentRoutes;
  before(async () => void (routes = await AgentRoutes.start()));
  after(() => routes.close());
  const way = () => ({ protocol: "serverless", baseUrl: `${routes.url}/api/agent` }) as const;
  return {
    said: [],
    // A log that is asked for page by page is asked for soon. A stream would be taken for silent as soon.
    pace: { clock: new FastClock(5) },
    get way() {
      return way();
    },
    // A session begins empty: whoever has a message for it posts the message.
    begin: async () => ({ session: await routes.begin(), ...way() }),
    answerFor: async (id) => ({ session: id, protocol: "serverless", base_url: way().baseUrl }),
    async logOf(id) {
      const inputs = (await routes.log(id)).filter(({ type }) => type === "message.received");
      return inputs.map(({ data }) => String(data["input"]));
    },
  };
}
