import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, Hono } from "hono";
import * as operations from "../../contract/events.js";
import type { EventFilter, SentEvent } from "../../log/event.js";
import { LEVELS } from "../../log/event.js";
import type { Services } from "../../services.js";
import type { Access, Env } from "../access.js";
import { CORS_HEADERS, PRIVATE_HEADERS } from "../cors.js";
import { notFound } from "../errors.js";
import { EventStream } from "../event-stream.js";
import { Routes } from "../routes.js";

/** Reading a session's log: by page, as a stream, or a single event. */
export function eventRoutes(services: Services, access: Access): Hono<Env> {
  const { events } = services;
  return new Routes(access)
    .serve(operations.listEvents, async (c, input) => {
      const query = input.query();
      const filter = { rank: LEVELS.indexOf(query.level), type: query.type, turn: query.turn_id };
      if (query.stream === "sse" && c.req.method === "GET")
        return openStream(c, services, filter, query.after);
      return page(c, await events.read(c.var.session.id, query.after, filter, query.limit + 1), query.limit);
    })
    .serve(operations.listMessages, async (c, input) => {
      const query = input.query();
      return page(c, await events.readMessages(c.var.session.id, query.after, query.limit + 1), query.limit);
    })
    .serve(operations.getEvent, async (c) => {
      const event = await events.find(c.var.session.id, c.req.param("event"));
      if (event === undefined) throw notFound("event");
      return json(c, event.json);
    })
    .serve(operations.getEventContent, async (c) => {
      const event = await events.find(c.var.session.id, c.req.param("event"));
      if (event === undefined) throw notFound("event");
      return json(c, await events.content(event));
    }).app;
}

/** Answers with a text that is already JSON. */
function json(c: Context<Env>, text: string): Response {
  return c.body(text, 200, { "Content-Type": "application/json" });
}

/** `events` was queried with one more than the page, which shows whether there is a next page. */
function page(c: Context<Env>, events: SentEvent[], size: number): Response {
  const shown = events.slice(0, size);
  const last = shown.at(-1)?.seq ?? 0;
  const next = events.length > size ? `"${last}"` : "null";
  // The session was read before the events, so its head can be older than the last event.
  const head = Math.max(c.var.session.head, last);
  const data = shown.map((event) => event.json).join(",");
  return json(c, `{"data":[${data}],"next_cursor":${next},"head":${head}}`);
}

/** Answers with a plain Node response instead of Hono's: it uses far less memory for a thousand idle readers. */
function openStream(c: Context<Env>, services: Services, filter: EventFilter, after: number): Response {
  const response = c.env.outgoing as ServerResponse;
  // If the reader disconnected during authentication, `close` has already fired and would never end the stream.
  if (response.destroyed) return RESPONSE_ALREADY_SENT;
  const resumeAt = /^\d{1,15}$/.exec(c.req.header("Last-Event-ID") ?? "");
  const stream = new EventStream(response, services, {
    session: c.var.session.id,
    filter,
    after: resumeAt ? Number(resumeAt[0]) : after,
    head: c.var.session.head,
    heartbeat: services.options.heartbeatSeconds * 1000,
    slowReaderMs: services.options.slowReaderSeconds * 1000,
    grant: c.var.grant,
  });
  response.writeHead(200, {
    ...CORS_HEADERS,
    "Content-Type": "text/event-stream; charset=utf-8",
    ...PRIVATE_HEADERS,
    "X-Accel-Buffering": "no",
    "X-Request-Id": c.var.requestId,
  });
  response.flushHeaders();
  services.streams.add(stream);
  response.on("close", () => services.streams.delete(stream));
  stream.start();
  return RESPONSE_ALREADY_SENT;
}
