import { createHmac } from "node:crypto";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type LocalServer, startServer } from "../../server/src/index.js";

/** The duration of a restart, long enough for a person to notice it. */
const DOWNTIME_MS = 2500;

/** The demo's local OpenComputer server, which can be restarted while clients use it. */
export class LocalComputer {
  readonly #data: string;
  #server: LocalServer;

  private constructor(data: string, server: LocalServer) {
    this.#data = data;
    this.#server = server;
  }

  /** @param data folder of all data */
  static async start(data: string): Promise<LocalComputer> {
    return new LocalComputer(data, await open(data, 0));
  }

  /** The running server or, during a restart, the previous one. */
  get server(): LocalServer {
    return this.#server;
  }

  /** A path in the data folder, which may not exist yet. */
  folder(name: string): string {
    return path.join(this.#data, name);
  }

  /** A secret for one purpose; it is the same for the same data folder. */
  secret(purpose: string): Buffer {
    return createHmac("sha256", this.#server.orgKey).update(purpose).digest();
  }

  /** Stops the server, waits a moment, and starts it on the same port with the same data. */
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

/** Heartbeats and retries are faster than in production, because a person watches. */
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
