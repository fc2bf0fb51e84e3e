/*
 * The routes of <oc-session protocol="serverless"> with Express, before any parser of bodies:
 *
 *   app.use("/api/agent", agent);
 *
 * Express hands on Node's own request and response; it only takes the address apart.
 */
import { agent as answer } from "../node-http/agent.js";

export function agent(request, response) {
  request.url = request.originalUrl;
  return answer(request, response);
}
