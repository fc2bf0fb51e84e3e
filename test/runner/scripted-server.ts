import { once } from "node:events";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type {
  RecordedRequest,
  ScriptedAnswer,
  ScriptedCommand,
  ScriptedServer,
} from "../support/scripted-server.js";
import { SCRIPTED_SERVER } from "../support/commands.js";
import type { TestRunnerPlugin } from "@web/test-runner";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, idempotency-key, last-event-id",
  "access-control-allow-methods": "*",
  "access-control-expose-headers": "retry-after, date",
};

const WAIT_TIMEOUT_MS = 30_000;

/** The Node side of {@link ScriptedServer}, with the same methods; Node tests use it directly. */
export class ScriptedHttpServer implements ScriptedServer {
  readonly url: string;
  readonly #server: Server;
  readonly #answers = new Map<string, ScriptedAnswer[]>();
  readonly #open = new Map<string, Set<ServerResponse>>();
  readonly #requests: (RecordedRequest & { aborted: boolean })[] = [];
  readonly #arrivals = new Set<() => void>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  /** Starts a server on a free port of the loopback interface. */
  static async start(): Promise<ScriptedHttpServer> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ScriptedHttpServer(server);
  }

  async answer(route: string, ...answers: ScriptedAnswer[]): Promise<void> {
    this.#answers.set(route, [...(this.#answers.get(route) ?? []), ...answers]);
  }

  async write(route: string, chunk: string | readonly number[]): Promise<void> {
    for (const response of this.#opened(route)) response.write(bytes(chunk));
  }

  async finish(route: string, ending: "end" | "cut"): Promise<void> {
    for (const response of this.#opened(route)) close(response, ending);
    this.#open.delete(route);
  }

  async requests(count = 0): Promise<readonly RecordedRequest[]> {
    const deadline = Date.now() + WAIT_TIMEOUT_MS;
    while (this.#requests.length < count) {
      await this.#nextRequest(deadline - Date.now(), count);
    }
    return [...this.#requests];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise((closed) => this.#server.close(closed));
  }

  #nextRequest(timeoutMs: number, count: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const error = new Error(`Waited for ${count} requests, ${this.#requests.length} arrived.`);
      const timer = setTimeout(() => reject(error), timeoutMs);
      const arrived = () => {
        clearTimeout(timer);
        this.#arrivals.delete(arrived);
        resolve();
      };
      this.#arrivals.add(arrived);
    });
  }

  #opened(route: string): Set<ServerResponse> {
    const responses = this.#open.get(route);
    if (!responses?.size) throw new Error(`${route}: no answer was left open.`);
    return responses;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const path = `${method} ${url.split("?")[0]}`;
    const route = url.includes("limit=") && this.#answers.has(`${path}?limit`) ? `${path}?limit` : path;
    if (method === "OPTIONS" && !this.#answers.has(route)) {
      response.writeHead(204, CORS).end();
      return;
    }
    await this.#record(request, response);
    const answers = this.#answers.get(route);
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    await this.#send(
      route,
      answer ?? { status: 404, chunks: [`No answer is defined for ${route}.`] },
      response,
    );
  }

  async #record(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const { method = "GET", url = "/" } = request;
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const recorded = {
      method,
      url,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: Buffer.concat(body).toString(),
      aborted: false,
    };
    response.once("close", () => (recorded.aborted = !response.writableFinished));
    this.#requests.push(recorded);
    for (const arrived of this.#arrivals) arrived();
  }

  async #send(route: string, answer: ScriptedAnswer, response: ServerResponse): Promise<void> {
    response.socket?.setNoDelay(true);
    response.writeHead(answer.status ?? 200, { ...(answer.cors === false ? {} : CORS), ...answer.headers });
    response.flushHeaders();
    for (const chunk of answer.chunks ?? []) {
      await new Promise((written) => response.write(bytes(chunk), written));
    }
    const then = answer.then ?? "end";
    if (then !== "open") return close(response, then);
    const open = this.#open.get(route) ?? new Set();
    this.#open.set(route, open.add(response));
    response.once("close", () => open.delete(response));
  }
}

/** Lets browser tests start and control scripted servers; servers that are left over end with the run. */
export function scriptedServerPlugin(): TestRunnerPlugin<ScriptedCommand> {
  const servers = new Map<string, ScriptedHttpServer>();

  async function start() {
    const server = await ScriptedHttpServer.start();
    servers.set(server.url, server);
    return server.url;
  }

  async function perform(command: Exclude<ScriptedCommand, { do: "start" }>) {
    const server = servers.get(command.url);
    if (!server) throw new Error(`No scripted server at ${command.url}.`);
    switch (command.do) {
      case "answer":
        return server.answer(command.route, ...command.answers);
      case "write":
        return server.write(command.route, command.chunk);
      case "finish":
        return server.finish(command.route, command.ending);
      case "requests":
        return server.requests(command.count);
      case "close":
        servers.delete(command.url);
        return server.close();
    }
  }

  return {
    name: SCRIPTED_SERVER,
    async executeCommand({ command, payload }) {
      if (command !== SCRIPTED_SERVER || !payload) return;
      // The runner treats an empty answer as "not my command".
      return (payload.do === "start" ? await start() : await perform(payload)) ?? true;
    },
    async serverStop() {
      for (const server of servers.values()) await server.close();
    },
  };
}

function bytes(chunk: string | readonly number[]): Uint8Array {
  return typeof chunk === "string" ? Buffer.from(chunk) : Uint8Array.from(chunk);
}

function close(response: ServerResponse, ending: "end" | "cut"): void {
  if (ending === "end") response.end();
  else response.socket?.destroy();
}
