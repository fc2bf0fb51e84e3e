import {
  createServer,
  request as send,
  Agent,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault, FaultPlan, Route } from "./plan.js";
import { damage } from "./stream-damage.js";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "Retry-After, Date",
};

const PAGE = "<!doctype html><title>Bad gateway</title><h1>It works!</h1>";

/**
 * A proxy that does to the requests it passes on what a plan says: the network between a page and the
 * service on its worst day.
 */
export class FaultProxy {
  /** The plan in force; may be exchanged at any time. */
  plan: FaultPlan;
  /** Its origin, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The upstream origin of each path prefix. */
  readonly #upstreams: ReadonlyMap<string, string>;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #open = new Set<ServerResponse>();
  /** Requests so far, by route. */
  readonly counts: Record<Route, number> = { stream: 0, post: 0, other: 0 };

  private constructor(server: Server, upstreams: Readonly<Record<string, string>>, plan: FaultPlan) {
    this.#server = server;
    this.#upstreams = new Map(Object.entries(upstreams));
    this.plan = plan;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => void this.#serve(request, response));
  }

  /**
   * Starts a proxy on a free port.
   *
   * @param upstreams origins by path prefix, such as `{ "/v3": "http://127.0.0.1:8787" }`.
   */
  static async start(upstreams: Readonly<Record<string, string>>, plan: FaultPlan): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new FaultProxy(server, upstreams, plan);
  }

  /** Answers under way. */
  get open(): number {
    return this.#open.size;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const response of this.#open) response.destroy();
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open.add(response);
    response.on("close", () => this.#open.delete(response));
    response.on("error", () => response.destroy());
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = routeOf(request);
    if (request.method !== "OPTIONS") this.counts[route] += 1;
    const fault = request.method === "OPTIONS" ? {} : this.plan.next(route);
    if (fault.delay) await new Promise((over) => setTimeout(over, fault.delay));
    if (fault.answer === "refuse") return void response.destroy();
    if (typeof fault.answer === "object") return refuse(response, fault.answer);
    this.#pass(request, Buffer.concat(chunks), response, fault);
  }

  #pass(request: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault): void {
    const { method, url = "/" } = request;
    const [, origin] = [...this.#upstreams].find(([prefix]) => url.startsWith(prefix)) ?? [];
    if (!origin) return void response.writeHead(404).end();
    const headers = { ...request.headers, host: new URL(origin).host, "content-length": body.length };
    const upstream = send(origin + url, { method: method ?? "GET", headers, agent: this.#agent });
    upstream.on("error", () => response.destroy());
    upstream.on("response", (answer) => this.#answer(answer, response, fault));
    response.on("close", () => upstream.destroy());
    upstream.end(body);
  }

  #answer(answer: IncomingMessage, response: ServerResponse, fault: Fault): void {
    answer.on("error", () => response.destroy());
    if (fault.answer) {
      answer.resume();
      if (fault.answer === "lose") answer.on("end", () => response.destroy());
      if (fault.answer === "html") answer.on("end", () => page(response));
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    answer.on("close", () => answer.complete || response.destroy());
    if (answer.headers["content-type"]?.startsWith("text/event-stream")) damage(answer, response, fault);
    else answer.pipe(response);
  }
}

function routeOf({ method, url = "" }: IncomingMessage): Route {
  if (url.includes("stream=sse")) return "stream";
  return method === "POST" ? "post" : "other";
}

function refuse(
  response: ServerResponse,
  { status, retryAfter }: { status: number; retryAfter?: number },
): void {
  const wait = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  const error = { error: { type: "fault", message: `Refused by the fault proxy with ${status}.` } };
  response
    .writeHead(status, { ...CORS, ...wait, "content-type": "application/json" })
    .end(JSON.stringify(error));
}

function page(response: ServerResponse): void {
  response.writeHead(200, { ...CORS, "content-type": "text/html" }).end(PAGE);
}
