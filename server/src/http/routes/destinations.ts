import type { Hono } from "hono";
import * as operations from "../../contract/destinations.js";
import type { Services } from "../../services.js";
import type { DestinationRow } from "../../store/destinations.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { presentDestination } from "../present.js";
import { Routes } from "../routes.js";
import { requireTarget } from "../webhook-target.js";

/** Webhook destinations of a session. */
export function destinationRoutes(services: Services, access: Access): Hono<Env> {
  const { db, destinations, deliveries, dispatcher, options } = services;

  function find(session: string, id: string): DestinationRow {
    const row = destinations.get(session, id);
    if (row === undefined) throw notFound("destination");
    return row;
  }

  return new Routes(access)
    .serve(operations.createDestination, async (c, input) => {
      const body = await input.body();
      requireTarget(body.url, "url", options.allowLoopbackWebhooks);
      const { id, head } = c.var.session;
      return c.json(presentDestination(destinations.insert(id, body, head)), 201);
    })
    .serve(operations.listDestinations, (c) =>
      c.json({ data: destinations.list(c.var.session.id).map(presentDestination), next_cursor: null }),
    )
    .serve(operations.getDestination, (c) =>
      c.json(presentDestination(find(c.var.session.id, c.req.param("destination")))),
    )
    .serve(operations.updateDestination, async (c, input) => {
      const row = find(c.var.session.id, c.req.param("destination"));
      const body = await input.body();
      if (body.url !== undefined) requireTarget(body.url, "url", options.allowLoopbackWebhooks);
      const changed = db.transaction(() => {
        if (body.enabled !== undefined) deliveries.hold(row.id, !body.enabled);
        return destinations.update(row, body);
      });
      dispatcher.nudge();
      return c.json(presentDestination(changed));
    })
    .serve(operations.deleteDestination, (c) => {
      const { id } = find(c.var.session.id, c.req.param("destination"));
      db.transaction(() => {
        destinations.delete(id);
        deliveries.abandon(id);
      });
      return c.body(null, 204);
    }).app;
}
