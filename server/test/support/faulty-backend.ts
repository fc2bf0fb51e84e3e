import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "./json.js";

/** A request on its way to the true backend, to be spoiled. */
export interface Passing {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** The true backend's org key, as the request's bearer. */
  readonly org: string;
}

/** One way in which a backend can be wrong. */
export interface Fault {
  /** Spoils the request; an answer returned here is given in place of the backend's. */
  request?(passing: Passing): { status: number; body: string } | undefined;
  /** Spoils the answer's headers. */
  headers?(headers: Headers, passing: Passing, status: number): void;
  /** Spoils the body of an answer that is no stream. */
  body?(json: Json, passing: Passing, status: number): Json;
  /** Spoils one block of a stream, a frame or a comment; null swallows it. */
  block?(block: string): string | null;
  /** Spoils a webhook on its way to its receiver; `attempt` counts all of them from 1. */
  webhook?(sent: { headers: Record<string, string>; body: string }, attempt: number): void;
}

/** Whether a request is of a method, to a path that ends so. */
export function isTo({ method, url }: Passing, wanted: string, end: string): boolean {
  return method === wanted && url.pathname.endsWith(end);
}

/** Several faults as one. */
export function together(faults: readonly Fault[]): Fault {
  return {
    request(passing) {
      for (const fault of faults) {
        const instead = fault.request?.(passing);
        if (instead) return instead;
      }
      return undefined;
    },
    headers(headers, passing, status) {
      for (const fault of faults) fault.headers?.(headers, passing, status);
    },
    body: (json, passing, status) =>
      faults.reduce<Json>((spoiled, fault) => fault.body?.(spoiled, passing, status) ?? spoiled, json),
    block: (block) =>
      faults.reduce<string | null>(
        (spoiled, fault) => (spoiled === null || !fault.block ? spoiled : fault.block(spoiled)),
        block,
      ),
    ...(faults.some(({ webhook }) => webhook) && {
      webhook(sent, attempt) {
        for (const fault of faults) fault.webhook?.(sent, attempt);
      },
    }),
  };
}

/** A backend that is wrong in chosen ways: it hands everything to a true one, and spoils what passes. */
export class FaultyBackend {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param upstream origin of the true backend */
  static async start(upstream: string, fault: Fault, orgKey: string): Promise<FaultyBackend> {
    let attempts = 0;
    const server = createServer((request, response) => {
      const work = request.url!.startsWith(RELAY)
        ? relay(fault, request, response, ++attempts)
        : pass(upstream, fault, orgKey, request, response);
      work.catch(() => response.destroy());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new FaultyBackend(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v3`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

const HOP_BY_HOP = ["connection", "content-length", "host", "transfer-encoding", "keep-alive"];

/** Where webhooks are sent to be spoiled; their receiver's address follows. */
const RELAY = "/relay?to=";

async function relay(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  attempt: number,
): Promise<void> {
  const sent = { headers: headersOf(request), body: await bodyOf(request) };
  fault.webhook!(sent, attempt);
  const to = decodeURIComponent(request.url!.slice(RELAY.length));
  const answer = await fetch(to, { method: "POST", ...sent });
  response.writeHead(answer.status).end();
}

/** Has webhooks of a new destination come by the relay. */
function redirectWebhooks(passing: Passing, request: IncomingMessage): void {
  if (!passing.url.pathname.endsWith("/destinations") || passing.method !== "POST") return;
  const own = `http://${request.headers.host}${RELAY}`;
  passing.body = passing.body.replace(
    /"url":"(http:\/\/127[^"]+)"/,
    (_, url: string) => `"url":"${own}${encodeURIComponent(url)}"`,
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const all = Object.entries(request.headers as Record<string, string>);
  return Object.fromEntries(all.filter(([name]) => !HOP_BY_HOP.includes(name)));
}

async function pass(
  upstream: string,
  fault: Fault,
  orgKey: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const passing: Passing = {
    method: request.method!,
    url: new URL(request.url!, upstream),
    headers: headersOf(request),
    body: await bodyOf(request),
    org: `Bearer ${orgKey}`,
  };
  if (fault.webhook) redirectWebhooks(passing, request);
  const instead = fault.request?.(passing);
  if (instead) {
    response.writeHead(instead.status, { "Content-Type": "application/json" }).end(instead.body);
    return;
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const answer = await fetch(passing.url, {
    method: passing.method,
    headers: passing.headers,
    signal: gone.signal,
    ...(passing.body !== "" && { body: passing.body }),
  });
  const headers = new Headers(answer.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  fault.headers?.(headers, passing, answer.status);
  if (headers.get("content-type")?.startsWith("text/event-stream")) {
    response.writeHead(answer.status, Object.fromEntries(headers));
    return stream(answer, fault, response);
  }
  const text = await answer.text();
  const json = text === "" || !fault.body ? undefined : fault.body(JSON.parse(text), passing, answer.status);
  response.writeHead(answer.status, Object.fromEntries(headers));
  response.end(json === undefined ? text : JSON.stringify(json));
}

async function stream(answer: Response, fault: Fault, response: ServerResponse): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  response.flushHeaders();
  for await (const bytes of answer.body ?? []) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const spoiled = fault.block ? fault.block(block) : block;
      if (spoiled !== null) response.write(`${spoiled}\n\n`);
    }
  }
  response.end();
}
