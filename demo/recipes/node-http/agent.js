/*
 * The routes of <oc-session protocol="serverless"> with Node's own http server:
 *
 *   if (/^\/api\/agent(\/|\?|$)/.test(request.url)) return agent(request, response);
 */
import { Readable } from "node:stream";
import { agentRoutes } from "../agent.js";
import { host } from "../host.js";

const answer = agentRoutes("/api/agent", host);

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export async function agent(request, response) {
  const { status, headers, body } = await answer(asRequest(request));
  response.writeHead(status, {
    ...Object.fromEntries(headers),
    // The unread part of the body must not be parsed as the next request.
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(body && Buffer.from(await new Response(body).arrayBuffer()));
}

/**
 * The request as a `Request` of `fetch`.
 * @param {import("node:http").IncomingMessage} request
 */
function asRequest(request) {
  const { method = "GET", headers, url = "/" } = request;
  /** @type {any} Node's own streams are taken too. */
  const body = method === "POST" ? Readable.toWeb(request) : null;
  return new Request(new URL(url, "http://site.invalid"), {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(body && { body, duplex: "half" }),
  });
}
