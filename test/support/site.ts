import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { signIn } from "../../demo/recipes/host.js";
import type { LocalOpenComputer } from "../runner/local-server.js";
import { strictPolicy } from "../security/servers.js";

/** A customer's site on its own origin. */
export interface Site {
  readonly url: string;
  /** The requested paths, in order. */
  readonly requests: string[];
  /** Paths whose connections are cut without an answer. */
  readonly broken: Set<string>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly computer: LocalOpenComputer;
  /** HTML documents and scripts by path. */
  readonly pages: Readonly<Record<string, string>>;
  /** Folder served for every other path; default `dist`. */
  readonly folder?: string;
  /** The Content-Security-Policy of its pages; default the strictest that the elements support, null for none. */
  readonly policy?: string | null;
  /** The handler of `/api/chat`; default the recipe for Node's http. `/api/agent` always uses that recipe. */
  readonly endpoint?: RequestListener;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Starts a site on which every visitor is signed in. */
export async function startSite({
  computer,
  pages,
  folder = "dist",
  policy = strictPolicy(computer.url),
  endpoint,
}: SiteOptions): Promise<Site> {
  await computer.request("POST", "/agents", { name: "helper", prompt: "", model: "offline/helper" });
  // The recipe reads these once, when it is loaded, so a process can have one site.
  process.env["OPENCOMPUTER_URL"] = computer.baseUrl;
  process.env["OPENCOMPUTER_AGENTS_URL"] = computer.agentsUrl;
  process.env["OPENCOMPUTER_API_KEY"] = computer.orgKey;
  process.env["OPENCOMPUTER_AGENT"] = "helper";
  const chat = endpoint ?? (await import("../../demo/recipes/node-http/chat.js")).chat;
  const { agent } = await import("../../demo/recipes/node-http/agent.js");
  const requests: string[] = [];
  const broken = new Set<string>();
  let visitors = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://site.test");
    requests.push(pathname);
    if (broken.has(pathname)) return void request.socket.destroy();
    if (pathname === "/api/chat") return chat(request, response);
    if (/^\/api\/agent(\/|$)/.test(pathname)) return agent(request, response);
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const body = pages[pathname] ?? (await readFile(path.join(folder, file)).catch(() => null));
    if (body === null) return void response.writeHead(404).end();
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const isPage = type.startsWith("text/html");
    const isNew = isPage && !request.headers.cookie?.includes("login=");
    response.writeHead(200, {
      "content-type": type,
      ...(isPage && policy ? { "content-security-policy": policy } : {}),
      // Without HTTPS, some browsers refuse a secure cookie.
      ...(isNew ? { "set-cookie": signIn(`visitor ${++visitors}`).replace(" Secure;", "") } : {}),
    });
    response.end(body);
  }

  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    broken,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
