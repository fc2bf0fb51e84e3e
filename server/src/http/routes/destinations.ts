import type { Hono } from "hono";
import * as operations from "../../contract/destinations.js";
import type { Services } from "../../services.js";
import type { DestinationRow } from "../../store/schema/rows.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { presentDestination } from "../present.js";
import { Routes } from "../routes.js";
import { requireTarget } from "../webhook-target.js";

/** Webhook destinations of a session. */
export function destinationRoutes(services: Services, access: Access): Hono<Env> {
  const { store, destinations, dispatcher, options } = services;

  async function find(session: string, id: string): Promise<DestinationRow> {
    const row = await destinations.get(session, id);
    if (row === undefined) throw notFound("destination");
    return row;
  }

  return new Routes(access)
    .serve(operations.createDestination, async (c, input) => {
      const body = await input.body();
      requireTarget(body.url, "url", options.allowLoopbackWebhooks);
      const made = await store.transaction(async (tx) => {
        const session = await tx.sessions.lock(c.var.session.id);
        if (session === undefined) throw notFound("session");
        return tx.destinations.insert(session.id, body, session.head);
      });
      return c.json(presentDestination(made), 201);
    })
    .serve(operations.listDestinations, async (c) =>
      c.json({
        data: (await destinations.list(c.var.session.id)).map(presentDestination),
        next_cursor: null,
      }),
    )
    .serve(operations.getDestination, async (c) =>
      c.json(presentDestination(await find(c.var.session.id, c.req.param("destination")))),
    )
    .serve(operations.updateDestination, async (c, input) => {
      const { id } = await find(c.var.session.id, c.req.param("destination"));
      const body = await input.body();
      if (body.url !== undefined) requireTarget(body.url, "url", options.allowLoopbackWebhooks);
      const changed = await store.transaction(async (tx) => {
        // The destination is locked before its deliveries, in the same order as the dispatcher, to avoid a deadlock.
        const destination = await tx.destinations.update(id, body);
        if (destination === undefined) throw notFound("destination");
        if (body.enabled !== undefined) await tx.deliveries.hold(id, !body.enabled);
        return destination;
      });
      dispatcher.nudge();
      return c.json(presentDestination(changed));
    })
    .serve(operations.deleteDestination, async (c) => {
      const { id } = await find(c.var.session.id, c.req.param("destination"));
      await store.transaction(async (tx) => {
        await tx.destinations.delete(id);
        await tx.deliveries.abandon(id);
      });
      return c.body(null, 204);
    }).app;
}
