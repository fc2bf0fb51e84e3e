import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "vite";
import type { Fault, FaultPlan, Route } from "../../demo/fault-network/plan.js";
import { FaultProxy } from "../faults/proxy.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { AGENT_BASE, AgentHost } from "./agent-host.js";
import type { WireName } from "./wires.js";

/** A plan whose faults a test switches on and off. */
export class Switches implements FaultPlan {
  readonly #faults: Partial<Record<Route, Fault>> = {};
  readonly #hasStreams: boolean;

  constructor(hasStreams: boolean) {
    this.#hasStreams = hasStreams;
  }

  /** @param route `stream` is the request that reads the log, even if it reads pages */
  set(route: Route, fault: Fault | null): void {
    if (fault) this.#faults[route] = fault;
    else delete this.#faults[route];
  }

  next(route: Route): Fault {
    return this.#faults[route === "other" && !this.#hasStreams ? "stream" : route] ?? {};
  }
}

/** A conversation in a page. */
export interface Chat {
  readonly id: string;
  /** The page's address. */
  readonly url: string;
}

/** The settings of a new conversation. */
export interface ChatStart {
  /** The offline agent: `silent` or `helper`. */
  readonly agent?: string;
  readonly input?: string;
  /** Further attributes of the page's element. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A page with a chat, and a network between it and the service that fails on demand. */
export abstract class DeliverySite {
  readonly computer: LocalOpenComputer;
  readonly switches: Switches;
  readonly proxy: FaultProxy;
  readonly url: string;
  readonly #server: Server;

  protected constructor({ computer, switches, proxy, server }: SiteParts) {
    this.computer = computer;
    this.switches = switches;
    this.proxy = proxy;
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** @param agentPace factor on the delays of agents that answer */
  static start(wire: WireName, agentPace = 1): Promise<DeliverySite> {
    return wire === "v3" ? V3Site.open(agentPace) : AgentSite.open(agentPace);
  }

  /** Starts a new session with a message: by default `Hello` to an agent that stays silent. */
  abstract newChat(start?: ChatStart): Promise<Chat>;
  /** Appends an agent's message. */
  abstract say(session: string, text: string): Promise<unknown>;
  /** The texts of a session's messages. */
  abstract log(session: string): Promise<string[]>;
  /** Revokes the page's access. */
  abstract endAccess(session: string): Promise<unknown>;
  /** Restores access for the person at the page. Resolves with the page's new token, if the wire uses tokens. */
  abstract giveAccess(session: string): Promise<string | null>;

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.proxy.close();
    await this.computer.close();
  }

  protected pageOf(attributes: Readonly<Record<string, string>>): string {
    return `${this.url}/chat#${new URLSearchParams(attributes).toString()}`;
  }
}

interface SiteParts {
  readonly computer: LocalOpenComputer;
  readonly switches: Switches;
  readonly proxy: FaultProxy;
  readonly server: Server;
}

/** The page calls the service, which has another origin, with a token. */
class V3Site extends DeliverySite {
  static async open(agentPace: number): Promise<V3Site> {
    const computer = await LocalOpenComputer.start({ agentPace });
    const switches = new Switches(true);
    const proxy = await FaultProxy.start({ "/v3": computer.url }, switches);
    return new V3Site({ computer, switches, proxy, server: await serve(null) });
  }

  async newChat({ agent = "silent", input = "Hello", attributes }: ChatStart = {}): Promise<Chat> {
    const { id, token } = await this.computer.createSession({ model: `offline/${agent}`, input });
    const way = { session: id, token, "base-url": `${this.proxy.url}/v3` };
    return { id, url: this.pageOf({ ...way, ...attributes }) };
  }

  say(session: string, text: string): Promise<unknown> {
    return this.computer.appendEvents(session, {
      type: "agent.message",
      actor: { type: "agent" },
      body: { text },
    });
  }

  async log(session: string): Promise<string[]> {
    const { body } = await this.computer.request("GET", `/sessions/${session}/messages?limit=1000`);
    return (body as { data: { body: { text: string } }[] }).data.map(({ body: { text } }) => text);
  }

  endAccess(session: string): Promise<unknown> {
    return this.computer.expireTokens(session);
  }

  giveAccess(session: string): Promise<string> {
    return this.computer.mint(session);
  }
}

/** The page calls its own host's routes. */
export class AgentSite extends DeliverySite {
  readonly host: AgentHost;
  #turns = 0;

  private constructor(host: AgentHost, parts: SiteParts) {
    super(parts);
    this.host = host;
  }

  static async open(agentPace: number): Promise<AgentSite> {
    const computer = await LocalOpenComputer.start({ agentPace });
    const host = new AgentHost(computer);
    const switches = new Switches(false);
    const proxy = await FaultProxy.start({ [AGENT_BASE]: await host.listen() }, switches);
    return new AgentSite(host, { computer, switches, proxy, server: await serve(proxy) });
  }

  async newChat({ agent, input = "Hello", attributes }: ChatStart = {}): Promise<Chat> {
    const id = await this.host.begin(agent);
    await this.host.send(id, input);
    const way = { session: id, protocol: "serverless", "base-url": AGENT_BASE };
    return { id, url: this.pageOf({ ...way, ...attributes }) };
  }

  say(session: string, text: string): Promise<unknown> {
    this.#turns += 1;
    const turnId = `turn-${this.#turns}`;
    return this.computer.appendServerlessEvents(session, {
      type: "message.completed",
      turnId,
      data: { text },
    });
  }

  async log(session: string): Promise<string[]> {
    const log = await this.host.log(session);
    return log.flatMap(({ type, data }) =>
      type === "message.received" || type === "message.completed" ? [`${data["input"] ?? data["text"]}`] : [],
    );
  }

  async endAccess(): Promise<void> {
    this.host.isSignedIn = false;
  }

  async giveAccess(): Promise<null> {
    this.host.isSignedIn = true;
    return null;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.host.close();
  }
}

/** Serves the pages and, if the service has the page's origin, what is behind the network. */
async function serve(network: FaultProxy | null): Promise<Server> {
  const script = await bundle();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site.test");
    if (network && pathname.startsWith("/api/")) return void network.handle(request, response);
    if (pathname === "/chat.js")
      return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    return response.end(pathname === "/chat" ? CHAT_PAGE : "<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

const CHAT_PAGE = `<!doctype html>
<html lang="en">
  <head><title>Chat</title><link rel="icon" href="data:,"></head>
  <body>
    <oc-session></oc-session>
    <script>
      for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
        document.querySelector("oc-session").setAttribute(name, value);
      }
      window.uncaught = [];
      addEventListener("error", ({ message }) => uncaught.push(message));
      addEventListener("unhandledrejection", ({ reason }) => uncaught.push(String(reason)));
      addEventListener("pageshow", ({ persisted }) => (window.wasPersisted = persisted));
    </script>
    <script type="module" src="/chat.js"></script>
  </body>
</html>`;

async function bundle(): Promise<string> {
  const results = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      lib: { entry: "src/index.ts", formats: ["iife"], name: "chat", fileName: "chat" },
    },
  });
  const [result] = Array.isArray(results) ? results : [results];
  if (!result || !("output" in result)) throw new Error("Nothing was built.");
  return result.output[0].code;
}
