import { createHmac } from "node:crypto";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type LocalServer, startServer } from "../../server/src/index.js";

/** Milliseconds that a restart leaves the server down, long enough for a person to see it. */
const DOWNTIME_MS = 2500;

/** The local OpenComputer behind the demo, which can be stopped and started again under its clients. */
export class LocalComputer {
  readonly #data: string;
  #server: LocalServer;

  private constructor(data: string, server: LocalServer) {
    this.#data = data;
    this.#server = server;
  }

  /** @param data folder that keeps everything */
  static async start(data: string): Promise<LocalComputer> {
    return new LocalComputer(data, await open(data, 0));
  }

  /** The server that runs; while it restarts, the one that ran. */
  get server(): LocalServer {
    return this.#server;
  }

  /** What lies in the data folder, which may not be there yet. */
  folder(name: string): string {
    return path.join(this.#data, name);
  }

  /** A secret for one purpose, the same whenever the same data folder is used. */
  secret(purpose: string): Buffer {
    return createHmac("sha256", this.#server.orgKey).update(purpose).digest();
  }

  /** Stops the server, leaves it down for a moment, and starts it on the same port with the same data. */
  async restart(): Promise<void> {
    const { port } = new URL(this.#server.url);
    await this.#server.close();
    await wait(DOWNTIME_MS);
    this.#server = await open(this.#data, Number(port));
  }

  async close(): Promise<void> {
    await this.#server.close();
  }
}

/** Quicker with heartbeats and retries than a service would be: a person is watching. */
function open(data: string, port: number): Promise<LocalServer> {
  return startServer({
    data,
    port,
    heartbeatSeconds: 5,
    allowLoopbackWebhooks: true,
    webhookRetrySeconds: 2,
    webhookAttempts: 4,
  });
}
