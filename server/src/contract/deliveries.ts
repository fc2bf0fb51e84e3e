import { z } from "zod";
import { DELIVERY_STATUSES } from "../store/schema/rows.js";
import { event } from "./events.js";
import { anyObject, cursor, listQuery, orNull, pageOf, time } from "./fields.js";
import { operation } from "./operation.js";

/** A delivery in an answer. */
export const delivery = z
  .object({
    id: z.string(),
    session: z.string(),
    destination: z.string(),
    event_id: z.string(),
    event_seq: z.int(),
    status: z
      .enum(DELIVERY_STATUSES)
      .describe("`failed` ones are retried, `dead_letter` ones only on request."),
    attempts: z.int(),
    last_attempt_at: time.nullable(),
    response_code: z.int().nullable(),
    error: z.string().nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Delivery", description: "The delivery of one event to one destination." });

/** The body of a webhook. */
export const webhook = z
  .object({
    type: z.string().describe("The event's type."),
    sessionId: z.string(),
    eventId: z.string().describe("Equals the header `webhook-id`; use it for deduplication."),
    metadata: anyObject.nullable().describe("The session's metadata."),
    event,
  })
  .meta({ id: "Webhook", description: "The body that a destination receives." });

const deliveriesQuery = listQuery.extend({
  destination: orNull(z.string()),
  status: orNull(z.enum(DELIVERY_STATUSES)),
  after: cursor.describe("Another name of `cursor`."),
});

export const listDeliveries = operation({
  id: "listDeliveries",
  method: "get",
  path: "/sessions/:id/deliveries",
  need: "org",
  summary: "Lists past and pending deliveries, oldest first",
  query: deliveriesQuery,
  answers: { 200: { when: "A page.", body: pageOf("DeliveryPage", delivery) } },
});

export const getDelivery = operation({
  id: "getDelivery",
  method: "get",
  path: "/sessions/:id/deliveries/:delivery",
  need: "org",
  summary: "Shows a delivery",
  answers: { 200: { when: "The delivery.", body: delivery } },
});

export const redeliver = operation({
  id: "redeliver",
  method: "post",
  path: "/sessions/:id/deliveries/:delivery/redeliver",
  need: "org",
  summary: "Delivers an event again, whatever the status",
  answers: { 202: { when: "The delivery waits to be sent.", body: delivery } },
  refusals: [409],
});
