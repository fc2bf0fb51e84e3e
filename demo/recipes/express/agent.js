/*
 * The routes of <oc-session protocol="serverless"> with Express, before any body parser:
 *
 *   app.use("/api/agent", agent);
 *
 * Express passes Node's own request and response; it only changes `url`.
 */
import { agent as answer } from "../node-http/agent.js";

export function agent(request, response) {
  request.url = request.originalUrl;
  return answer(request, response);
}
