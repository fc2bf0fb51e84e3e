import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FaultNetwork } from "../../demo/fault-network/network.js";
import type { FaultPlan } from "../../demo/fault-network/plan.js";

/** A network with the faults of a plan, on its own port. */
export class FaultProxy extends FaultNetwork {
  /** Its origin, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, upstreams: Readonly<Record<string, string>>, plan: FaultPlan) {
    super((path) => Object.entries(upstreams).find(([prefix]) => path.startsWith(prefix))?.[1], plan);
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => void this.handle(request, response));
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

  async close(): Promise<void> {
    this.rest();
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
