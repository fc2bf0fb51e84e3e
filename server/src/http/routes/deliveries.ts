import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "../../services.js";
import { DELIVERY_STATUSES, type DeliveryRow } from "../../store/deliveries.js";
import type { Access, Env } from "../access.js";
import { conflict, notFound } from "../errors.js";
import { cursor, limit, readQuery } from "../input.js";
import { pageOf } from "../page.js";
import { presentDelivery } from "../present.js";

const deliveriesQuery = z.object({
  destination: z.string().nullable().default(null),
  status: z.enum(DELIVERY_STATUSES).nullable().default(null),
  limit: limit(50, 200),
  cursor,
  after: cursor,
});

/** The records of what was, or is to be, delivered to a session's destinations. */
export function deliveryRoutes(services: Services, access: Access): Hono<Env> {
  const { destinations, deliveries, dispatcher } = services;

  function find(session: string, id: string): DeliveryRow {
    const row = deliveries.get(session, id);
    if (row === undefined) throw notFound("delivery");
    return row;
  }

  return new Hono<Env>()
    .get("/sessions/:id/deliveries", access.session("org"), (c) => {
      const query = readQuery(c, deliveriesQuery);
      const from = query.cursor ?? query.after ?? 0;
      const rows = deliveries.list(c.var.session.id, { ...query, cursor: from, limit: query.limit + 1 });
      return c.json(pageOf(rows, query.limit, presentDelivery));
    })
    .get("/sessions/:id/deliveries/:delivery", access.session("org"), (c) =>
      c.json(presentDelivery(find(c.var.session.id, c.req.param("delivery")))),
    )
    .post("/sessions/:id/deliveries/:delivery/redeliver", access.session("org"), (c) => {
      const row = find(c.var.session.id, c.req.param("delivery"));
      if (destinations.get(row.session, row.destination) === undefined) {
        throw conflict("The destination was deleted.", { code: "destination_deleted" });
      }
      deliveries.redeliver(row.id);
      dispatcher.nudge();
      return c.json(presentDelivery(find(row.session, row.id)), 202);
    });
}
