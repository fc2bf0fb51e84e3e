import { Hono } from "hono";
import { z } from "zod";
import { LEVELS } from "../../log/event.js";
import type { Services } from "../../services.js";
import type { DestinationRow } from "../../store/destinations.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { label, readBody, secretText } from "../input.js";
import { presentDestination } from "../present.js";
import { requireTarget } from "../webhook-target.js";

const types = z.array(label(100)).min(1).max(100);

/** What both creating and changing a destination may say. */
const settings = z.strictObject({
  url: z.string().max(2048).optional(),
  secret: secretText.optional(),
  level: z.enum(LEVELS).optional(),
  types: types.nullable().optional(),
  include_raw: z.boolean().optional(),
  enabled: z.boolean().optional(),
});

const createBody = settings.extend({ url: z.string().max(2048) });

/** A destination given along with a new session; those cannot carry a secret. */
export const inlineDestination = createBody.omit({ secret: true });

/** Webhook destinations of a session. */
export function destinationRoutes(services: Services, access: Access): Hono<Env> {
  const { db, destinations, deliveries, dispatcher, options } = services;

  function find(session: string, id: string): DestinationRow {
    const row = destinations.get(session, id);
    if (row === undefined) throw notFound("destination");
    return row;
  }

  return new Hono<Env>()
    .post("/sessions/:id/destinations", access.session("org"), async (c) => {
      const body = await readBody(c, createBody);
      requireTarget(body.url, "url", options.allowLoopbackWebhooks);
      const { id, head } = c.var.session;
      return c.json(presentDestination(destinations.insert(id, body, head)), 201);
    })
    .get("/sessions/:id/destinations", access.session("org"), (c) =>
      c.json({ data: destinations.list(c.var.session.id).map(presentDestination), next_cursor: null }),
    )
    .get("/sessions/:id/destinations/:destination", access.session("org"), (c) =>
      c.json(presentDestination(find(c.var.session.id, c.req.param("destination")))),
    )
    .patch("/sessions/:id/destinations/:destination", access.session("org"), async (c) => {
      const row = find(c.var.session.id, c.req.param("destination"));
      const body = await readBody(c, settings);
      if (body.url !== undefined) requireTarget(body.url, "url", options.allowLoopbackWebhooks);
      const changed = db.transaction(() => {
        if (body.enabled !== undefined) deliveries.hold(row.id, !body.enabled);
        return destinations.update(row, body);
      });
      dispatcher.nudge();
      return c.json(presentDestination(changed));
    })
    .delete("/sessions/:id/destinations/:destination", access.session("org"), (c) => {
      const { id } = find(c.var.session.id, c.req.param("destination"));
      db.transaction(() => {
        destinations.delete(id);
        deliveries.abandon(id);
      });
      return c.body(null, 204);
    });
}
