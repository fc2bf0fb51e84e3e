import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Json } from "./json.js";
import { within } from "./waiting.js";

/** A webhook as it arrived. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  json: Json;
}

/** How to answer a webhook: a status, with headers if need be. */
export type Reply = number | { status: number; headers: Record<string, string> };

/** A real HTTP server that takes webhooks. */
export class Receiver {
  readonly received: Received[] = [];
  /** What to answer to the n-th webhook, counted from 0; default 200. */
  reply: (index: number) => Reply = () => 200;
  /** Milliseconds before each answer; default 0. */
  delay = 0;
  /** The most webhooks that were waiting for their answers at one time. */
  mostAtOnce = 0;
  readonly #server: Server;
  #waiting = 0;
  #wake: () => void = () => {};

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#waiting);
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", async () => {
        await new Promise((resolve) => setTimeout(resolve, this.delay));
        this.#waiting--;
        const body = Buffer.concat(chunks).toString();
        const reply = this.reply(this.received.length);
        const { status, headers } = typeof reply === "number" ? { status: reply, headers: {} } : reply;
        response.writeHead(status, headers).end();
        this.received.push({ headers: request.headers, body, json: JSON.parse(body) as Json });
        this.#wake();
      });
    });
  }

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    // A test that fails without closing it does not keep its file open.
    receiver.#server.listen(0, "127.0.0.1").unref();
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** Waits until `count` webhooks have arrived. */
  async count(count: number): Promise<Received[]> {
    while (this.received.length < count) {
      const more = new Promise<void>((resolve) => (this.#wake = resolve));
      await within(more, `webhook ${this.received.length + 1} of ${count}`);
    }
    return this.received;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
