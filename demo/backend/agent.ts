import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { AgentsApi } from "./agents-api.js";
import type { OrgApi } from "./api.js";
import { AGENT } from "./chat.js";
import type { Visitors } from "./visitors.js";

/**
 * The same agent by the other wire: `endpoint` and `base-url` are `/api/agent/main`, and for pages with a conversation
 * of their own `/api/agent/<room>`.
 */
export function agentChatRoutes(
  api: Pick<OrgApi, "request">,
  agents: AgentsApi,
  visitors: Visitors,
): Hono<{ Bindings: HttpBindings }> {
  return new Hono<{ Bindings: HttpBindings }>().all("/agent/:room{[a-z]{1,20}}/*", async (c) => {
    const base = `/api/agent/${c.req.param("room")}`;
    const name = `${await visitors.name(c)} ${c.req.param("room")}`;
    if (c.req.method === "POST") await api.request("POST", "/agents", AGENT);
    const answer = agents.routesFor(base, AGENT.name, { name, mayStart: () => visitors.mayStart(c) });
    const response = await answer(c.req.raw);
    // With the cookie of a visitor who is new.
    return c.newResponse(response.body, response);
  });
}
