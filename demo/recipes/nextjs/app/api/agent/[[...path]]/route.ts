/*
 * The routes of <oc-session protocol="serverless"> with Next.js: this file is `app/api/agent/[[...path]]/route.ts`.
 * The same function works in every framework whose handlers take a `Request` and return a `Response`.
 */
import { agentRoutes } from "../../../../../agent.js";
import { host } from "../../../../../host.js";

const answer = agentRoutes("/api/agent", host);

export const GET = answer;
export const POST = answer;
