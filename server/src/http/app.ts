import { Hono } from "hono";
import { openApiDocument } from "../contract/document.js";
import type { Services } from "../services.js";
import { createServerlessApp } from "../serverless/http/app.js";
import { newId } from "../store/ids.js";
import { NoSession, StoreUnavailable, UnstorableText } from "../store/errors.js";
import { Access, type Env } from "./access.js";
import { CORS_HEADERS, PREFLIGHT_HEADERS, PRIVATE_HEADERS } from "./cors.js";
import { ApiError, notFound, refusalBody } from "./errors.js";
import { operationRoutes } from "./operations.js";
import { agentRoutes } from "./routes/agents.js";
import { credentialRoutes } from "./routes/credentials.js";
import { deliveryRoutes } from "./routes/deliveries.js";
import { destinationRoutes } from "./routes/destinations.js";
import { documentRoutes } from "./routes/documents.js";
import { eventRoutes } from "./routes/events.js";
import { messageRoutes } from "./routes/messages.js";
import { oneSessionRoutes } from "./routes/session.js";
import { sessionRoutes } from "./routes/sessions.js";

/** `Retry-After` of a 503, when the database did not answer. */
const RETRY_AFTER_S = 1;

/**
 * The HTTP interface of the server: the v3 sessions API below `/v3`, that of serverless agents below
 * `/api/managed-agents`.
 */
export function createApp(services: Services, orgKey: string, onRequest?: (line: string) => void): Hono<Env> {
  const access = new Access(orgKey, services.tokens, services.sessions);
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    c.set("requestId", newId("req"));
    for (const [name, value] of Object.entries(PRIVATE_HEADERS)) c.header(name, value);
    c.header("X-Request-Id", c.var.requestId);
    const began = performance.now();
    await next();
    const took = performance.now() - began;
    const { method } = c.req;
    const { status } = c.res;
    services.metrics.requests.observe({ method: methodLabel(method), status }, took / 1000);
    // Only the path is logged, as a query can contain a token. It is logged encoded, as a decoded one can contain a
    // line break.
    const path = new URL(c.req.url).pathname;
    services.logger.info(
      { request_id: c.var.requestId, method, path, status, ms: Math.round(took) },
      "Answered",
    );
    onRequest?.(`${method} ${path} ${status} ${Math.round(took)} ms`);
  });
  app.route("/", operationRoutes(services, access));
  // Before the CORS headers below, because no browser may call this API.
  for (const base of ["/api/managed-agents/v1", "/api/managed-agents"]) {
    app.route(base, createServerlessApp(services, orgKey));
  }
  app.use(async (c, next) => {
    if (c.req.method === "OPTIONS") return c.body(null, 204, PREFLIGHT_HEADERS);
    await next();
    return undefined;
  });
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(CORS_HEADERS)) c.header(name, value);
    await next();
    // An answer that acknowledges a change waits until the change is on the disk.
    if (c.req.method !== "GET") await services.store.flushed();
  });

  app.use(async (c, next) => {
    // No id contains a null character, and PostgreSQL refuses it in a parameter.
    if (new URL(c.req.url).pathname.includes("%00")) throw notFound("route");
    await next();
  });

  const document = openApiDocument();
  app.get("/v3/openapi.json", (c) => c.json(document));
  app.route("/v3", sessionsApi(services, access));
  app.route("/", documentRoutes(services));
  app.notFound(() => {
    throw notFound("route");
  });
  app.onError((error, c) => {
    const refusal = apiErrorOf(error);
    const { status } = refusal;
    if (status >= 500) {
      services.metrics.errors.inc({ where: "requests" });
      services.logger.error({ request_id: c.var.requestId, status, err: error }, "A request failed");
    }
    if (status === 503) c.header("Retry-After", String(RETRY_AFTER_S));
    return c.json(refusalBody(refusal, c.var.requestId), status);
  });
  return app;
}

/** The routes of the sessions API. */
function sessionsApi(services: Services, access: Access): Hono<Env> {
  const api = new Hono<Env>();
  const parts = [
    agentRoutes,
    credentialRoutes,
    sessionRoutes,
    oneSessionRoutes,
    eventRoutes,
    messageRoutes,
    destinationRoutes,
    deliveryRoutes,
  ];
  for (const routes of parts) api.route("/", routes(services, access));
  return api;
}

/** The methods that are labels of the metrics. Clients can send any name, so all others share one label. */
function methodLabel(method: string): string {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : "other";
}

/** The refusal that the caller receives for an error. */
function apiErrorOf(error: Error): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof NoSession) return notFound("session");
  if (error instanceof StoreUnavailable) {
    return new ApiError(503, "unavailable", "The database does not answer. Retry later.");
  }
  if (error instanceof UnstorableText) {
    return new ApiError(422, "invalid_request", "A text contains the NUL character.");
  }
  return new ApiError(500, "internal", "Internal server error.");
}
