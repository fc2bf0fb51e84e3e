import type { Hono } from "hono";
import * as operations from "../../contract/deliveries.js";
import type { Services } from "../../services.js";
import type { DeliveryRow } from "../../store/schema/rows.js";
import type { Access, Env } from "../access.js";
import { conflict, notFound } from "../errors.js";
import { pageOf } from "../page.js";
import { presentDelivery } from "../present.js";
import { Routes } from "../routes.js";

/** The records of past and pending deliveries to a session's destinations. */
export function deliveryRoutes(services: Services, access: Access): Hono<Env> {
  const { destinations, deliveries, dispatcher, options } = services;

  async function find(session: string, id: string): Promise<DeliveryRow> {
    const row = await deliveries.get(session, id);
    if (row === undefined) throw notFound("delivery");
    return row;
  }

  return new Routes(access)
    .serve(operations.listDeliveries, async (c, input) => {
      const query = input.query();
      const from = query.cursor ?? query.after ?? 0;
      const rows = await deliveries.list(c.var.session.id, {
        ...query,
        cursor: from,
        limit: query.limit + 1,
      });
      return c.json(pageOf(rows, query.limit, presentDelivery));
    })
    .serve(operations.getDelivery, async (c) =>
      c.json(presentDelivery(await find(c.var.session.id, c.req.param("delivery")))),
    )
    .serve(operations.redeliver, async (c) => {
      const row = await find(c.var.session.id, c.req.param("delivery"));
      if ((await destinations.get(row.session, row.destination)) === undefined) {
        throw conflict("The destination was deleted.", { code: "destination_deleted" });
      }
      const again = await deliveries.redeliver(row.id, options.webhookAttempts);
      if (again === undefined) throw notFound("delivery");
      dispatcher.nudge();
      return c.json(presentDelivery(again), 202);
    }).app;
}
