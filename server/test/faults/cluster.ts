import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Json } from "../support/json.js";
import { freePorts } from "../support/ports.js";
import { Postgres } from "../support/postgres.js";
import { ServerProcess } from "../support/process.js";

const BALANCER = fileURLToPath(new URL("balancer.mjs", import.meta.url));

export const KEY = "osb_faults";

/** Servers behind a load balancer. Each process can be killed, and is started again on the same port. */
export class Cluster {
  readonly url: string;
  readonly postgres: Postgres | null;
  readonly #ports: readonly number[];
  readonly #args: readonly string[];
  readonly #env: Record<string, string>;
  readonly #servers: ServerProcess[] = [];
  #balancer: ChildProcess | null = null;

  private constructor(ports: number[], folder: string, postgres: Postgres | null, database: string | null) {
    const [port, ...servers] = ports;
    this.url = `http://127.0.0.1:${port}`;
    this.postgres = postgres;
    this.#ports = [port!, ...servers];
    this.#args = ["--data", folder, "--key", KEY, "--allow-loopback-webhooks"];
    this.#env = database === null ? {} : { DATABASE_URL: database };
  }

  /** @param servers their number; several need PostgreSQL */
  static async start(folder: string, servers: number, isPostgres: boolean): Promise<Cluster> {
    const ports = await freePorts(servers + 1);
    const postgres = isPostgres ? await Postgres.start(true) : null;
    const cluster = new Cluster(ports, folder, postgres, (await postgres?.database()) ?? null);
    for (let at = 0; at < servers; at++) await cluster.#startServer(at);
    await cluster.#startBalancer();
    return cluster;
  }

  get servers(): number {
    return this.#ports.length - 1;
  }

  async killServer(at: number): Promise<void> {
    await this.#servers[at]!.end("SIGKILL");
    await this.#startServer(at);
  }

  /** Ends a server by SIGTERM, which lets its turns end, and starts it again. */
  async updateServer(at: number): Promise<void> {
    await this.#servers[at]!.end("SIGTERM");
    await this.#startServer(at);
  }

  async killBalancer(): Promise<void> {
    await this.#endBalancer();
    await this.#startBalancer();
  }

  async killPostgres(): Promise<void> {
    await this.postgres!.kill();
    await this.postgres!.resume();
  }

  /** Calls the API with the org key; repeats the call until the answer is no 5xx. */
  async call(method: string, path: string, body?: unknown): Promise<Json> {
    for (;;) {
      try {
        const response = await fetch(this.url + path, {
          method,
          headers: { Authorization: `Bearer ${KEY}`, "x-api-key": KEY },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        if (response.status < 500) return await response.json();
      } catch {
        // The server or the balancer was killed.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async end(): Promise<void> {
    await this.#endBalancer();
    await Promise.all(this.#servers.map((server) => server.end("SIGKILL")));
    await this.postgres?.stop();
  }

  async #startServer(at: number): Promise<void> {
    const port = String(this.#ports[at + 1]);
    const server = await ServerProcess.start(["--port", port, ...this.#args], this.#env);
    if (server.url === "") throw new Error(`The server did not start: ${server.output}`);
    this.#servers[at] = server;
  }

  async #startBalancer(): Promise<void> {
    const args = [BALANCER, ...this.#ports.map(String)];
    this.#balancer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(this.#balancer.stdout!, "data");
  }

  async #endBalancer(): Promise<void> {
    const closed = once(this.#balancer!, "close");
    this.#balancer!.kill("SIGKILL");
    await closed;
  }
}
