import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { AgentsApi } from "./agents-api.js";
import type { OrgApi } from "./api.js";
import { AGENT } from "./chat.js";
import type { Visitors } from "./visitors.js";

/** The room of the fault lab, whose requests pass through the failing network. */
export const LAB_ROOM = "lab";

/**
 * The same agent by the serverless wire: `endpoint` and `base-url` are `/api/agent/main`, and `/api/agent/<room>` for
 * pages that have a conversation of their own.
 */
export function agentChatRoutes(
  api: Pick<OrgApi, "request">,
  agents: AgentsApi,
  visitors: Visitors,
): Hono<{ Bindings: HttpBindings }> {
  return new Hono<{ Bindings: HttpBindings }>().all("/agent/:room{[a-z]{1,20}}/*", async (c) => {
    const room = c.req.param("room");
    const base = `${room === LAB_ROOM ? "/lab" : ""}/api/agent/${room}`;
    const name = agents.userOf(await visitors.name(c), room);
    if (c.req.method === "POST") await api.request("POST", "/agents", AGENT);
    const answer = agents.routesFor(base, AGENT.name, { name, mayStart: () => visitors.mayStart(c) });
    const response = await answer(room === LAB_ROOM ? asOfLab(c.req.raw) : c.req.raw);
    // Adds the cookie of a new visitor.
    return c.newResponse(response.body, response);
  });
}

/** A request to the lab's network, with the path that the recipe expects. */
function asOfLab({ body, headers, method, url }: Request): Request {
  const { origin, pathname, search } = new URL(url);
  const init = { method, headers, ...(body && { body, duplex: "half" }) };
  return new Request(`${origin}/lab${pathname}${search}`, init as RequestInit);
}
