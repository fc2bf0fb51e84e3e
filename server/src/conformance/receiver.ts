import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Arrivals } from "./arrivals.js";

const MAX_BODY_BYTES = 1024 * 1024;

/** A received webhook. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One address for webhooks, and the webhooks that it has received. */
export class Hook {
  readonly url: string;
  readonly received: Received[] = [];
  /** Status of the answer to the n-th webhook, counted from 0; default 200. */
  reply: (index: number) => number = () => 200;
  readonly #arrivals = new Arrivals();

  constructor(url: string) {
    this.url = url;
  }

  /** Stores a webhook; returns the status of the answer. */
  take(received: Received): number {
    const status = this.reply(this.received.length);
    this.received.push(received);
    this.#arrivals.notify();
    return status;
  }

  /** @throws Mismatch if fewer than `count` webhooks arrive in time */
  async count(count: number, timeoutMs: number): Promise<Received[]> {
    const { received } = this;
    const missing = () => `${received.length} of ${count} webhooks arrived`;
    await this.#arrivals.until(() => received.length >= count, missing, timeoutMs);
    return received;
  }
}

/** The server that receives webhooks. */
export class Receiver {
  readonly #server: Server;
  readonly #base: string;
  readonly #hooks = new Map<string, Hook>();

  private constructor(server: Server, base: string) {
    this.#server = server;
    this.#base = base.replace(/\/+$/, "");
    server.on("request", async (request, response) => {
      const hook = this.#hooks.get(
        new URL(request.url ?? "/", "http://receiver").pathname.split("/").at(-1) ?? "",
      );
      const body = await bodyOf(request).catch(() => null);
      if (body === null) return;
      response.writeHead(hook?.take({ headers: request.headers, body }) ?? 404).end();
    });
  }

  /** @param publicUrl leads to `port`; without it, only this machine can reach the receiver */
  static async start(port: number, publicUrl: string | undefined): Promise<Receiver> {
    const server = createServer();
    server.listen(port, publicUrl === undefined ? "127.0.0.1" : undefined);
    await once(server, "listening");
    const base = publicUrl ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new Receiver(server, base);
  }

  /** A new address. */
  hook(): Hook {
    const name = randomUUID();
    const hook = new Hook(`${this.#base}/${name}`);
    this.#hooks.set(name, hook);
    return hook;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    // A public address also receives requests from strangers.
    if (bytes > MAX_BODY_BYTES) request.destroy();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
