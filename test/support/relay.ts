import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The headers that are passed on to the API. */
const PASSED_ON = ["authorization", "x-api-key", "content-type", "idempotency-key"];

/** A proxy before an API. It can answer in place of the API. */
export class Relay {
  readonly url: string;
  readonly #server: Server;
  #instead: Answer | null = null;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      if (this.#instead) this.#instead(request, response);
      else void passOn(target, request, response);
    });
  }

  /** @param target the base URL of the API. */
  static async start(target: string): Promise<Relay> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Relay(server, target);
  }

  /** Gives `answer` to every request until `work` has ended. */
  async instead<T>(answer: Answer, work: () => Promise<T>): Promise<T> {
    this.#instead = answer;
    try {
      return await work();
    } finally {
      this.#instead = null;
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

async function passOn(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = await fetch(target + (request.url ?? ""), {
    method: request.method ?? "GET",
    headers: Object.entries(request.headers)
      .filter(([name]) => PASSED_ON.includes(name))
      .map(([name, value]) => [name, String(value)]),
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
  response.end(Buffer.from(await answer.arrayBuffer()));
}
