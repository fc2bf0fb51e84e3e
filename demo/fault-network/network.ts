import { Agent, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import type { Fault, FaultPlan, Route } from "./plan.js";
import { damage } from "./stream-damage.js";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "Retry-After, Date",
};

const PAGE = "<!doctype html><title>Bad gateway</title><h1>It works!</h1>";

/** A proxy between a page and the service that applies the faults of a plan to requests and answers. */
export class FaultNetwork {
  /** The current plan; can be replaced at any time. */
  plan: FaultPlan;
  /** Requests so far, by route. */
  readonly counts: Record<Route, number> = { stream: 0, post: 0, other: 0 };
  readonly #originOf: (path: string) => string | undefined;
  readonly #agent = new Agent({ keepAlive: true });
  /** Requests in progress, with the service's answer once there is one. */
  readonly #open = new Map<ServerResponse, IncomingMessage | null>();

  /** @param originOf returns the upstream origin for a path; undefined is answered with 404 */
  constructor(originOf: (path: string) => string | undefined, plan: FaultPlan) {
    this.#originOf = originOf;
    this.plan = plan;
  }

  /** Answers in progress. */
  get open(): number {
    return this.#open.size;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const response of this.#open.keys()) response.destroy();
  }

  /** Keeps every connection open, but passes nothing more. */
  silence(): void {
    for (const [response, answer] of this.#open) {
      answer
        ?.unpipe(response)
        .removeAllListeners()
        .on("error", () => {})
        .resume();
    }
  }

  /** Closes idle upstream connections. */
  rest(): void {
    this.#agent.destroy();
  }

  /** Answers a request with the upstream's answer, or as the plan requires. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#open.set(response, null);
    response.on("close", () => this.#open.delete(response));
    response.on("error", () => response.destroy());
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = routeOf(request);
    if (request.method !== "OPTIONS") this.counts[route] += 1;
    const fault = request.method === "OPTIONS" ? {} : this.plan.next(route);
    if (fault.delay) await new Promise((over) => setTimeout(over, fault.delay));
    // The client may have disconnected meanwhile.
    if (response.closed) return;
    if (fault.answer === "refuse") return void response.destroy();
    if (typeof fault.answer === "object") return refuse(response, fault.answer);
    this.#pass(request, Buffer.concat(chunks), response, fault);
  }

  #pass(request: IncomingMessage, body: Buffer, response: ServerResponse, fault: Fault): void {
    const { method, url = "/" } = request;
    const origin = this.#originOf(url);
    if (!origin) return void response.writeHead(404).end();
    // The `Host` header stays the page's, because a host compares it with `Origin`.
    const headers = { ...request.headers, "content-length": body.length };
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
      if (fault.answer === "html") answer.on("end", () => page(response, 200));
      return;
    }
    this.#open.set(response, answer);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    answer.on("close", () => answer.complete || response.destroy());
    if (fault.shape || fault.end) damage(answer, response, fault);
    else answer.pipe(response);
  }
}

function routeOf({ method, url = "" }: IncomingMessage): Route {
  if (url.includes("stream=sse")) return "stream";
  return method === "POST" ? "post" : "other";
}

/** Refuses like the service, or with an HTML page, like a proxy in front of it. */
function refuse(
  response: ServerResponse,
  { status, retryAfter, isPage = status >= 500 }: Extract<Fault["answer"], object>,
): void {
  if (retryAfter !== undefined) response.setHeader("retry-after", String(retryAfter));
  if (status === 302) response.setHeader("location", "/sign-in");
  if (isPage) return page(response, status);
  const error = { error: { type: "fault", message: `Refused by the fault proxy with ${status}.` } };
  response.writeHead(status, { ...CORS, "content-type": "application/json" }).end(JSON.stringify(error));
}

function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...CORS, "content-type": "text/html" }).end(PAGE);
}
