import type { ClientTokenAnswer, Session, SessionOptions } from "../../src/core.js";
import { AgentService } from "./agent-service.js";
import { refusal, say, Service } from "./service.js";
import type { WireName } from "./wires.js";

/** A service on one of the wires, for tests of a `describe` that are independent of the wire. */
export interface WireService {
  /** The messages of the conversation before a test begins. */
  readonly said: readonly string[];
  /** The network between a session and the service; tests can intercept it. */
  readonly fetch: typeof fetch;
  /**
   * Creates a conversation, optionally with a message: the options that open it.
   *
   * @param key the idempotency key of the message, if its dialect has one for it
   */
  begin(input?: string, key?: string): Promise<SessionOptions & { session: string; token?: string }>;
  /** The options that reach a conversation whose session is not known yet: base URL, protocol and network. */
  readonly way: SessionOptions;
  /** Registers a session to be closed after its test. */
  made(session: Session): Session;
  /** The answer of a host's backend that names a conversation. */
  answerFor(id: string): Promise<NonNullable<Exclude<ClientTokenAnswer, string>>>;
  /** Revokes the access of the current readers of a conversation, until the backend grants it again. */
  revoke(id: string): Promise<unknown>;
  /** Ends a conversation permanently: it accepts no more messages. */
  end(id: string): Promise<unknown>;
  /** Opens a session; of a new conversation unless the options name one. It is closed after its test. */
  open(options?: SessionOptions): Promise<Session>;
  /** The messages of a conversation in the service's log. */
  logOf(id: string): Promise<string[]>;
  /** Lets the agent write messages. */
  say(id: string, texts: readonly string[]): Promise<unknown>;
  /** Lets the agent write a narration, in a separate turn. */
  think(id: string, text: string): Promise<unknown>;
  /** The service's answer to a message for a conversation that accepts no more. */
  ended(): Response;
  /** Makes the readers of a conversation request it again; returns the number of connections that it cut. */
  disturb(id: string): Promise<number>;
}

/** @param agent the offline agent: `silent` never answers */
export function serviceOn(wire: WireName, agent: "silent" | "helper" = "silent"): WireService {
  return wire === "v3" ? v3Service(agent) : agentService(agent);
}

function v3Service(agent: string): WireService {
  const service = new Service();
  return {
    said: ["Hello"],
    fetch: (input, init) => fetch(input, init),
    async begin(input = "Hello") {
      const { id, token } = await service.server.createSession({ model: `offline/${agent}`, input });
      return { session: id, token, getClientToken: () => service.server.mint(id) };
    },
    get way() {
      return { baseUrl: service.server.baseUrl };
    },
    made: (session) => service.made(session),
    answerFor: async (id) => ({ session: id, token: await service.server.mint(id) }),
    revoke: (id) => service.server.expireTokens(id),
    end: (id) => service.server.request("POST", `/sessions/${id}/archive`, {}),
    open: service.open,
    logOf: service.logOf,
    say: (id, texts) => service.server.appendEvents(id, ...texts.map(say)),
    think: (id, text) => service.server.appendEvents(id, { ...say(text), level: "progress" }),
    ended: () => refusal(409),
    disturb: async (id) => service.server.dropConnections(id),
  };
}

function agentService(agent: string): WireService {
  const service = new AgentService(agent);
  return {
    said: [],
    fetch: service.fetch,
    begin: async (input, key) => ({ session: await service.begin(input, key) }),
    way: service.way,
    made: (session) => service.made(session),
    answerFor: async (id) => ({ session: id, protocol: "serverless", base_url: service.way.baseUrl }),
    revoke: async (id) => void service.refused.add(id),
    end: service.end,
    open: service.open,
    async logOf(id) {
      const log = await service.logOf(id);
      return log.flatMap(({ type, data }) => {
        if (type === "message.received") return [String(data["input"])];
        return type === "message.completed" ? [String(data["text"])] : [];
      });
    },
    say: (id, texts) => {
      const events = texts.map((text) => ({ type: "message.completed", turnId: text, data: { text } }));
      return service.server.appendServerlessEvents(id, ...events);
    },
    think: (id, text) =>
      service.server.appendServerlessEvents(id, {
        type: "reasoning.completed",
        turnId: text,
        data: { text },
      }),
    ended: () => Response.json({ error: { code: "session_ended", message: "No." } }, { status: 409 }),
    // This log is read by pages, so there is no stream to interrupt.
    disturb: async () => 0,
  };
}
