import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { getRequestListener } from "@hono/node-server";
import { signIn } from "../../demo/recipes/host.js";

/** The environment variables that the recipes read. */
export interface RecipeEnvironment {
  readonly OPENCOMPUTER_URL: string;
  readonly OPENCOMPUTER_AGENTS_URL: string;
  readonly OPENCOMPUTER_API_KEY: string;
  readonly OPENCOMPUTER_AGENT: string;
}

/** A site with a login and two chats, built with a recipe. */
export interface RecipeSite {
  /** The endpoint of a chat of the v3 wire. */
  readonly endpoint: string;
  /** The path prefix of the routes of a serverless agent. */
  readonly agent: string;
  /** Signs a user in; resolves with the `Cookie` header of their browser. */
  signIn(user: string): Promise<string>;
  /** The `Set-Cookie` header that signs a user in. */
  signInHeader(user: string): Promise<string>;
  close(): Promise<void>;
}

const RECIPES = path.resolve("demo/recipes");

/** Starts each recipe. They read the environment when they are loaded. */
export const RECIPE_SITES: Readonly<Record<string, (environment: RecipeEnvironment) => Promise<RecipeSite>>> =
  {
    "node-http": async () => {
      const { chat } = await import("../../demo/recipes/node-http/chat.js");
      const { agent } = await import("../../demo/recipes/node-http/agent.js");
      return serve((request, response) => void (isAgent(request.url) ? agent : chat)(request, response));
    },
    express: async () => {
      const { default: express } = await import("express");
      const { chat } = await import("../../demo/recipes/express/chat.js");
      const { agent } = await import("../../demo/recipes/express/agent.js");
      return serve(express().use("/api/chat", chat).use("/api/agent", agent));
    },
    hono: async () => {
      const { Hono } = await import("hono");
      const { chat } = await import("../../demo/recipes/hono/chat.js");
      const { agent } = await import("../../demo/recipes/hono/agent.js");
      const app = new Hono().route("/api/chat", chat).route("/api/agent", agent);
      return serve(getRequestListener(app.fetch));
    },
    nextjs: async () => {
      const { POST } = await import("../../demo/recipes/nextjs/app/api/chat/route.js");
      const agent = await import("../../demo/recipes/nextjs/app/api/agent/[[...path]]/route.js");
      return serve(
        getRequestListener((request) => {
          if (!isAgent(new URL(request.url).pathname)) return POST(request);
          return request.method === "GET" ? agent.GET(request) : agent.POST(request);
        }),
      );
    },
    "python-stdlib": servePython,
  };

/**
 * The demo's own backend, which signs in every visitor, with an API that only counts sessions.
 *
 * @param onStart called when a session is started
 */
export async function demoSite(onStart: () => void): Promise<RecipeSite> {
  const [{ chatRoutes }, { Visitors }, { Hono }] = await Promise.all([
    import("../../demo/backend/chat.js"),
    import("../../demo/backend/visitors.js"),
    import("hono"),
  ]);
  const request = async <Body>(_method: string, path: string) => {
    if (path === "/sessions") onStart();
    const body = { session: { id: "ses_1" }, client_token: "ct_1", token: "ct_1" };
    return { status: 200, body: body as Body };
  };
  const visitors = new Visitors({ secret: () => Buffer.alloc(32, 7) });
  const conversations = { add: () => undefined, has: () => false };
  const routes = chatRoutes({ request }, visitors, { subscribe: async () => undefined }, conversations);
  return serve(getRequestListener(new Hono().route("/api", routes).fetch));
}

function isAgent(url = ""): boolean {
  return /^\/api\/agent(\/|\?|$)/.test(url);
}

async function serve(listener: RequestListener): Promise<RecipeSite> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: `${origin}/api/chat`,
    agent: `${origin}/api/agent`,
    signIn: async (user) => cookieOf(signIn(user)),
    signInHeader: async (user) => signIn(user),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function servePython(environment: RecipeEnvironment): Promise<RecipeSite> {
  const script = path.join(RECIPES, "python-stdlib/server.py");
  const child = spawn("python3", [script, "0"], {
    env: { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const origin = line.toString().trim();
  const signInHeader = async (user: string) => {
    const response = await fetch(`${origin}/login`, { method: "POST", body: user });
    return response.headers.get("set-cookie") ?? "";
  };
  return {
    endpoint: `${origin}/api/chat`,
    agent: `${origin}/api/agent`,
    signIn: async (user) => cookieOf(await signInHeader(user)),
    signInHeader,
    async close() {
      child.kill();
      await once(child, "exit");
    },
  };
}

/** A browser sends back only the name and value. */
function cookieOf(setCookie: string): string {
  return setCookie.split(";")[0] ?? "";
}
