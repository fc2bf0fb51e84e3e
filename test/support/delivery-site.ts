import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "vite";
import type { Fault, FaultPlan, Route } from "../../demo/fault-network/plan.js";
import { FaultProxy } from "../faults/proxy.js";
import { LocalOpenComputer } from "../runner/local-server.js";

/** A plan whose faults a test switches on and off. */
export class Switches implements FaultPlan {
  readonly #faults: Partial<Record<Route, Fault>> = {};

  set(route: Route, fault: Fault | null): void {
    if (fault) this.#faults[route] = fault;
    else delete this.#faults[route];
  }

  next(route: Route): Fault {
    return this.#faults[route] ?? {};
  }
}

/** A page with a chat on it, and a network between it and the service that fails on demand. */
export class DeliverySite {
  readonly computer: LocalOpenComputer;
  readonly proxy: FaultProxy;
  readonly switches: Switches;
  readonly url: string;
  readonly #close: () => Promise<unknown>;

  private constructor(
    parts: Pick<DeliverySite, "computer" | "proxy" | "switches" | "url">,
    close: () => Promise<unknown>,
  ) {
    this.computer = parts.computer;
    this.proxy = parts.proxy;
    this.switches = parts.switches;
    this.url = parts.url;
    this.#close = close;
  }

  static async start(): Promise<DeliverySite> {
    const script = await bundle();
    const computer = await LocalOpenComputer.start();
    const switches = new Switches();
    const proxy = await FaultProxy.start({ "/v3": computer.url }, switches);
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://site.test");
      if (pathname === "/chat.js")
        return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      return response.end(pathname === "/chat" ? CHAT_PAGE : "<!doctype html><title>Elsewhere</title>");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new DeliverySite({ computer, proxy, switches, url }, async () => {
      server.closeAllConnections();
      server.close();
      await proxy.close();
      await computer.close();
    });
  }

  /** A new session whose agent stays silent, and the address of a page that shows it. */
  async newChat(): Promise<{ id: string; url: string }> {
    const { id, token } = await this.computer.createSession();
    const query = new URLSearchParams({ session: id, token, "base-url": `${this.proxy.url}/v3` });
    return { id, url: `${this.url}/chat#${query}` };
  }

  /** The texts of a session's messages. */
  async log(id: string): Promise<string[]> {
    const { body } = await this.computer.request("GET", `/sessions/${id}/messages?limit=1000`);
    return (body as { data: { body: { text: string } }[] }).data.map(({ body: { text } }) => text);
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

const CHAT_PAGE = `<!doctype html>
<html lang="en">
  <head><title>Chat</title><link rel="icon" href="data:,"></head>
  <body>
    <oc-session></oc-session>
    <script>
      for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
        document.querySelector("oc-session").setAttribute(name, value);
      }
      window.uncaught = [];
      addEventListener("error", ({ message }) => uncaught.push(message));
      addEventListener("unhandledrejection", ({ reason }) => uncaught.push(String(reason)));
      addEventListener("pageshow", ({ persisted }) => (window.wasPersisted = persisted));
    </script>
    <script type="module" src="/chat.js"></script>
  </body>
</html>`;

async function bundle(): Promise<string> {
  const results = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      lib: { entry: "src/index.ts", formats: ["iife"], name: "chat", fileName: "chat" },
    },
  });
  const [result] = Array.isArray(results) ? results : [results];
  if (!result || !("output" in result)) throw new Error("Nothing was built.");
  return result.output[0].code;
}
