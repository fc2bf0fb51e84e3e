/*
 * The routes of <oc-session protocol="serverless"> with Hono:
 *
 *   app.route("/api/agent", agent);
 */
import { Hono } from "hono";
import { agentRoutes } from "../agent.js";
import { host } from "../host.js";

const answer = agentRoutes("/api/agent", host);

export const agent = new Hono().all("*", (c) => answer(c.req.raw));
